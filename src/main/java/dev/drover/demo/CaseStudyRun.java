package dev.drover.demo;

import dev.drover.limit.CaseStudy;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The {@link CaseStudy}, lived through: one slow origin, a gateway with a route for each way to it,
 * and calls at an even rate on each, one route after the other.
 */
public final class CaseStudyRun {
  /**
   * What came of a route.
   *
   * @param predicted by the arithmetic
   * @param measured by the run
   */
  public record Result(String route, CaseStudy.Outcome predicted, CaseStudy.Outcome measured) {}

  private static final int QUICKEST = 100;
  private static final String GATEWAY = "dev.drover.GatewayVerticle";
  private static final int PLACES = 100;
  private static final int MANY = 10_000;
  private static final int QUIET_LOOKS = 3;
  private static final int MOST_LOOKS = 12;
  private static final long LOOK_MILLIS = 5;
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final CaseStudy study;
  private final Map<String, CaseStudy.Route> routes = new LinkedHashMap<>();

  private CaseStudyRun(Vertx vertx, int times) {
    this.vertx = vertx;
    this.study = CaseStudy.PAPER.faster(times);
    routes.put("pool", CaseStudy.Route.pool(PLACES));
    routes.put("async", CaseStudy.Route.async());
    routes.put("limited", CaseStudy.Route.limited(PLACES));
    routes.put("deadline", CaseStudy.Route.async().within(DEADLINE.dividedBy(times)));
  }

  /**
   * Runs all routes, after a quick run that counts for nothing: a cold process is slow in its first
   * second, which is when pools fill.
   *
   * @param times how many times faster than in the paper
   * @param port a free one, for the gateway
   */
  public static Future<List<Result>> run(Vertx vertx, int times, int port) {
    return new CaseStudyRun(vertx, QUICKEST)
        .run(port)
        .compose(warm -> new CaseStudyRun(vertx, times).run(port));
  }

  private Future<List<Result>> run(int port) {
    Slow origin = new Slow(study.latency());
    return vertx
        .deployVerticle(origin)
        .compose(
            deployed ->
                vertx.deployVerticle(
                    GATEWAY, new DeploymentOptions().setConfig(configuration(port, origin.port()))))
        .compose(
            gateway -> {
              Future<List<Result>> all = Future.succeededFuture(new ArrayList<>());
              for (Map.Entry<String, CaseStudy.Route> route : routes.entrySet()) {
                all =
                    all.compose(
                        done ->
                            new Load(origin, port, route.getKey())
                                .run()
                                .map(
                                    measured -> {
                                      CaseStudy.Outcome predicted = study.on(route.getValue());
                                      done.add(new Result(route.getKey(), predicted, measured));
                                      return done;
                                    }));
              }
              return all.eventually(() -> vertx.undeploy(gateway));
            });
  }

  private JsonObject configuration(int port, int origin) {
    JsonObject upstreams = new JsonObject();
    JsonArray list = new JsonArray();
    routes.forEach(
        (name, route) -> {
          JsonObject pool =
              new JsonObject().put("connections", MANY).put("queue", MANY).put("queueTime", "1h");
          JsonObject upstream =
              new JsonObject()
                  .put("protocol", "http")
                  .put("endpoints", new JsonArray().add("127.0.0.1:" + origin))
                  .put("pool", pool);
          JsonObject one =
              new JsonObject()
                  .put("id", name)
                  .put("match", new JsonObject().put("path", "/" + name))
                  .put("relay", name);
          if (route.queue() > 0 && route.places() == PLACES) {
            pool.put("connections", PLACES);
          } else if (route.places() == PLACES) {
            upstream.put("limit", PLACES);
          }
          if (!route.deadline().isZero()) {
            one.put("timeout", route.deadline().toMillis() + "ms");
          }
          upstreams.put(name, upstream);
          list.add(one);
        });
    return new JsonObject()
        .put(
            "listeners",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("host", "127.0.0.1")
                        .put("port", port)
                        .put("limits", new JsonObject().put("concurrentStreams", MANY))))
        .put("upstreams", upstreams)
        .put("routes", list)
        .put("accessLog", new JsonObject().put("enabled", false));
  }

  /** An origin that takes a while for each request. */
  private static final class Slow extends AbstractVerticle {
    private final Duration latency;
    private volatile int port;
    private volatile int inFlight;
    private volatile int most;
    private volatile long full;

    Slow(Duration latency) {
      this.latency = latency;
    }

    @Override
    public void start(Promise<Void> started) {
      HttpServer server = vertx.createHttpServer();
      server
          .requestHandler(this::serve)
          .listen(0, "127.0.0.1")
          .onSuccess(listening -> port = listening.actualPort())
          .<Void>mapEmpty()
          .onComplete(started);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by its event loop alone
    private void serve(HttpServerRequest request) {
      inFlight++;
      most = Math.max(most, inFlight);
      if (inFlight == PLACES && full == 0) {
        full = System.nanoTime();
      }
      boolean[] over = new boolean[1];
      Runnable end =
          () -> {
            if (!over[0]) {
              over[0] = true;
              inFlight--;
            }
          };
      request.response().closeHandler(gone -> end.run());
      vertx.setTimer(
          latency.toMillis(),
          id -> {
            if (!over[0]) {
              end.run();
              request.response().end("done");
            }
          });
    }

    int port() {
      return port;
    }

    void reset() {
      most = inFlight;
      full = 0;
    }
  }

  /** Calls at an even rate on one route. Confined to one event loop. */
  private final class Load {
    private final Slow origin;
    private final HttpClientAgent client;
    private final int port;
    private final String path;
    private final Promise<CaseStudy.Outcome> promise = Promise.promise();
    private final List<Long> latencies = new ArrayList<>();
    private long began;
    private int arrived;
    private int served;
    private int refused;
    private int late;
    private int ended;
    private CaseStudy.Outcome outcome =
        new CaseStudy.Outcome(0, 0, 0, 0, 0, 0, 0, OptionalLong.empty(), 0, 0);

    Load(Slow origin, int port, String route) {
      this.origin = origin;
      this.port = port;
      this.path = "/" + route;
      this.client =
          vertx.createHttpClient(
              new HttpClientOptions()
                  .setProtocolVersion(HttpVersion.HTTP_2)
                  .setHttp2ClearTextUpgrade(false)
                  .setHttp2MultiplexingLimit(MANY),
              new PoolOptions().setHttp2MaxSize(1));
    }

    Future<CaseStudy.Outcome> run() {
      origin.reset();
      vertx.runOnContext(
          nothing -> {
            began = System.nanoTime();
            vertx.setPeriodic(1, this::tick);
          });
      return promise.future().eventually(client::close);
    }

    private void tick(long timer) {
      long now = System.nanoTime() - began;
      long length = study.length().toNanos();
      int due = (int) (Math.min(now, length - 1) * study.perSecond() / 1e9) + 1;
      while (arrived < due) {
        arrived++;
        send();
      }
      if (now >= length) {
        vertx.cancelTimer(timer);
        settle(-1, 0, 0);
      }
    }

    private void send() {
      long sent = System.nanoTime();
      client
          .request(HttpMethod.GET, port, "127.0.0.1", path)
          .compose(HttpClientRequest::send)
          .compose(response -> response.end().map(response))
          .onComplete(done -> end(sent, done.succeeded() ? done.result() : null));
    }

    private void end(long sent, @Nullable HttpClientResponse response) {
      ended++;
      int status = response == null ? 0 : response.statusCode();
      if (status == 200) {
        served++;
        latencies.add(System.nanoTime() - sent);
      } else if (status == 504) {
        late++;
      } else {
        refused++;
      }
      finish();
    }

    /** Who is on the way between client and origin is not waiting: looks until it is quiet. */
    private void settle(int before, int same, int looks) {
      int waiting = waiting();
      int again = waiting == before ? same + 1 : 0;
      if (again == QUIET_LOOKS || looks == MOST_LOOKS) {
        close(waiting);
      } else {
        vertx.setTimer(LOOK_MILLIS, id -> settle(waiting, again, looks + 1));
      }
    }

    private int waiting() {
      return Math.max(0, arrived - ended - origin.inFlight);
    }

    /** The last call has come. */
    private void close(int waiting) {
      long full = origin.full;
      outcome =
          new CaseStudy.Outcome(
              arrived,
              served,
              refused,
              late,
              origin.most,
              waiting,
              served * 1e9 / (study.length().toNanos() - study.latency().toNanos()),
              full == 0 ? OptionalLong.empty() : OptionalLong.of(full - began),
              0,
              0);
      finish();
    }

    private void finish() {
      if (outcome.arrived() == 0 || ended < arrived) {
        return;
      }
      Collections.sort(latencies);
      int count = latencies.size();
      promise.tryComplete(
          new CaseStudy.Outcome(
              outcome.arrived(),
              outcome.served(),
              outcome.refused(),
              outcome.late(),
              outcome.inFlight(),
              outcome.queued(),
              outcome.servedPerSecond(),
              outcome.saturatedNanos(),
              count == 0 ? 0 : latencies.get(count / 2),
              count == 0 ? 0 : latencies.get(count - 1)));
    }
  }
}
