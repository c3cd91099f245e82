package dev.drover.demo;

import dev.drover.limit.CaseStudy;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
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
  private static final double NANOS_PER_SECOND = 1e9;
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final CaseStudy study;
  private final List<Load> loads;

  private CaseStudyRun(Vertx vertx, int faster, Function<CaseStudy.Route, CaseTime> times) {
    this.vertx = vertx;
    this.study = CaseStudy.PAPER.faster(faster);
    CaseStudy.Route deadline = CaseStudy.Route.async().within(DEADLINE.dividedBy(faster));
    this.loads =
        List.of(
            new Load("pool", CaseStudy.Route.pool(PLACES), times),
            new Load("async", CaseStudy.Route.async(), times),
            new Load("limited", CaseStudy.Route.limited(PLACES), times),
            new Load("deadline", deadline, times));
  }

  /**
   * Runs all routes by the clock, after a quick run that counts for nothing: a cold process is slow
   * in its first second, which is when pools fill.
   *
   * @param faster how many times faster than in the paper
   * @param port a free one, for the gateway
   */
  public static Future<List<Result>> run(Vertx vertx, int faster, int port) {
    Function<CaseStudy.Route, CaseTime> clock = route -> new CaseTime.Clock(vertx);
    return run(vertx, QUICKEST, port, clock).compose(warm -> run(vertx, faster, port, clock));
  }

  /**
   * Runs all routes in time that is passed in.
   *
   * @param faster how many times faster than in the paper
   * @param port a free one, for the gateway
   * @param times the time of a route, used on one event loop
   */
  public static Future<List<Result>> run(
      Vertx vertx, int faster, int port, Function<CaseStudy.Route, CaseTime> times) {
    Promise<List<Result>> promise = Promise.promise();
    vertx.runOnContext(
        nothing -> new CaseStudyRun(vertx, faster, times).run(port).onComplete(promise));
    return promise.future();
  }

  private Future<List<Result>> run(int port) {
    HttpServer server = vertx.createHttpServer();
    return server
        .requestHandler(this::serve)
        .listen(0, "127.0.0.1")
        .compose(
            listening ->
                vertx.deployVerticle(
                    GATEWAY,
                    new DeploymentOptions().setConfig(configuration(port, listening.actualPort()))))
        .compose(gateway -> liveAll(port).eventually(() -> vertx.undeploy(gateway)))
        .eventually(server::close);
  }

  private Future<List<Result>> liveAll(int port) {
    List<Result> results = new ArrayList<>();
    Future<Void> last = Future.succeededFuture();
    for (Load load : loads) {
      last =
          last.compose(done -> load.run(port))
              .map(
                  measured -> {
                    results.add(new Result(load.name, study.on(load.route), measured));
                    return null;
                  });
    }
    return last.map(results);
  }

  private void serve(HttpServerRequest request) {
    for (Load load : loads) {
      if (request.path().equals("/" + load.name)) {
        load.origin.serve(request);
      }
    }
  }

  private JsonObject configuration(int port, int origin) {
    JsonObject upstreams = new JsonObject();
    JsonArray list = new JsonArray();
    for (Load load : loads) {
      CaseStudy.Route route = load.route;
      JsonObject pool =
          new JsonObject().put("connections", MANY).put("queue", MANY).put("queueTime", "1h");
      JsonObject upstream =
          new JsonObject()
              .put("protocol", "http")
              .put("endpoints", new JsonArray().add("127.0.0.1:" + origin))
              .put("pool", pool);
      JsonObject one =
          new JsonObject()
              .put("id", load.name)
              .put("match", new JsonObject().put("path", "/" + load.name))
              .put("relay", load.name);
      if (route.queue() > 0 && route.places() == PLACES) {
        pool.put("connections", PLACES);
      } else if (route.places() == PLACES) {
        upstream.put("limit", PLACES);
      }
      if (!route.deadline().isZero()) {
        one.put("timeout", route.deadline().toMillis() + "ms");
      }
      upstreams.put(load.name, upstream);
      list.add(one);
    }
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

  /** An origin that takes a while for each request. Confined to one event loop, as all here is. */
  private static final class Slow {
    private final int places;
    private final long latency;
    private final CaseTime time;
    private final Runnable happened;
    private int inFlight;
    private int most;
    private int answered;
    private OptionalLong full = OptionalLong.empty();

    /**
     * @param places so many under way are all that there may be
     * @param happened told after each change
     */
    Slow(int places, long latency, CaseTime time, Runnable happened) {
      this.places = places;
      this.latency = latency;
      this.time = time;
      this.happened = happened;
    }

    void serve(HttpServerRequest request) {
      inFlight++;
      most = Math.max(most, inFlight);
      if (inFlight == places && full.isEmpty()) {
        full = OptionalLong.of(time.nanos());
      }
      HttpServerResponse response = request.response();
      boolean[] left = new boolean[1];
      response.closeHandler(closed -> leave(left));
      time.after(
          latency,
          () -> {
            if (!left[0]) {
              answered++;
              response.end("done");
              leave(left);
            }
          });
      happened.run();
    }

    private void leave(boolean[] left) {
      if (!left[0]) {
        left[0] = true;
        inFlight--;
        happened.run();
      }
    }
  }

  /** A slow origin, and calls to it at an even rate on one route. */
  private final class Load {
    private final String name;
    private final CaseStudy.Route route;
    private final CaseTime time;
    private final Slow origin;
    private final double every = NANOS_PER_SECOND / study.perSecond();
    private final long length = study.length().toNanos();
    private final Promise<CaseStudy.Outcome> promise = Promise.promise();
    private final List<Long> latencies = new ArrayList<>();
    private long began;
    private int arrived;
    private int served;
    private int refused;
    private int late;
    private boolean allCame;
    private CaseStudy.@Nullable Outcome then;

    Load(String name, CaseStudy.Route route, Function<CaseStudy.Route, CaseTime> times) {
      this.name = name;
      this.route = route;
      this.time = times.apply(route);
      this.origin = new Slow(route.places(), study.latency().toNanos(), time, this::happened);
    }

    Future<CaseStudy.Outcome> run(int port) {
      HttpClientAgent client =
          vertx.createHttpClient(
              new HttpClientOptions()
                  .setDefaultHost("127.0.0.1")
                  .setDefaultPort(port)
                  .setProtocolVersion(HttpVersion.HTTP_2)
                  .setHttp2ClearTextUpgrade(false)
                  .setHttp2MultiplexingLimit(MANY),
              new PoolOptions().setHttp2MaxSize(1));
      time.begin(this::isStill);
      began = time.nanos();
      time.after(length, () -> end(client));
      arrive(client);
      return promise.future().eventually(client::close);
    }

    private void arrive(HttpClientAgent client) {
      long now = time.nanos() - began;
      sendUntil(Math.min(now, length - 1), client);
      if (due() < length) {
        time.after(due() - now, () -> arrive(client));
      }
    }

    private void end(HttpClientAgent client) {
      sendUntil(length - 1, client);
      allCame = true;
      happened();
    }

    private void sendUntil(long now, HttpClientAgent client) {
      while (due() <= now) {
        arrived++;
        send(client);
      }
    }

    /** When the next call comes. */
    private long due() {
      return Math.round(arrived * every);
    }

    private void send(HttpClientAgent client) {
      long sent = time.nanos();
      client
          .request(HttpMethod.GET, "/" + name)
          .compose(HttpClientRequest::send)
          .compose(response -> response.end().map(response.statusCode()))
          .otherwise(0)
          .onSuccess(status -> answered(status, sent));
    }

    private void answered(int status, long sent) {
      if (status == 200) {
        served++;
        latencies.add(time.nanos() - sent);
      } else if (status == 504) {
        late++;
      } else {
        refused++;
      }
      happened();
    }

    private int ended() {
      return served + refused + late;
    }

    /** Who is not with the origin and has no answer. */
    private int waiting() {
      return arrived - ended() - origin.inFlight;
    }

    /** Nothing is on its way: what the origin has answered is here, and who waits has no place. */
    private boolean isStill() {
      return origin.answered == served
          && (waiting() == 0 || (route.queue() > 0 && origin.inFlight == route.places()));
    }

    private void happened() {
      boolean allEnded = ended() == arrived;
      if (then == null && allCame && (isStill() || allEnded)) {
        then = outcome();
      }
      if (then != null && allEnded) {
        promise.tryComplete(then.took(latencies));
      }
      time.happened();
    }

    private CaseStudy.Outcome outcome() {
      return new CaseStudy.Outcome(
          arrived,
          served,
          refused,
          late,
          origin.most,
          Math.max(0, waiting()),
          served * NANOS_PER_SECOND / (length - study.latency().toNanos()),
          origin.full.isEmpty() ? origin.full : OptionalLong.of(origin.full.getAsLong() - began),
          0,
          0);
    }
  }
}
