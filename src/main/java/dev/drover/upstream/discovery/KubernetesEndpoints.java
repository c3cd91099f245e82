package dev.drover.upstream.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.exchange.Wheel;
import dev.drover.upstream.Resolver;
import dev.drover.upstream.ResolverFactory;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a Kubernetes service: lists its EndpointSlices once, then watches them (the
 * Kubernetes API's "efficient detection of changes"). A watch that ends is taken up where it ended;
 * one that comes too late (410, Gone) and one that breaks begin with a new list.
 */
public final class KubernetesEndpoints implements Resolver {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST_BYTES = 16 << 20;
  private static final int GONE = 410;

  /** The API server ends a watch after that time. */
  private static final Duration WATCH = Duration.ofMinutes(2);

  /** A watch that has not ended by then is dead, and so is a list that takes so long. */
  private static final Duration LONGEST_WATCH = WATCH.plusSeconds(30);

  private static final Duration LONGEST_LIST = Duration.ofSeconds(10);

  /** Makes it of {@code kubernetes}. */
  public static final class Factory implements ResolverFactory<KubernetesConfig> {
    @Override
    public String name() {
      return "kubernetes";
    }

    @Override
    public Class<KubernetesConfig> config() {
      return KubernetesConfig.class;
    }

    @Override
    public Resolver create(KubernetesConfig config, Loop loop) {
      return new KubernetesEndpoints(config, loop.vertx(), loop.wheel());
    }
  }

  private final KubernetesConfig config;
  private final ApiServer server;
  private final Slices slices;
  private final Wheel wheel;
  private final Pace pace =
      new Pace(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          () -> ThreadLocalRandom.current().nextDouble());
  private final Wheel.Timer again = Wheel.Timer.of(this::list);
  private final Wheel.Timer stall =
      Wheel.Timer.of(() -> broke("the API server has been silent for too long"));
  private @Nullable Changes changes;
  private String version = "";
  private long watching;
  private long turn;

  private KubernetesEndpoints(KubernetesConfig config, Vertx vertx, Wheel wheel) {
    this.config = config;
    this.server = new ApiServer(config, vertx);
    this.slices = new Slices(config.port());
    this.wheel = wheel;
  }

  @Override
  public void start(Listener listener) {
    changes = new Changes(listener);
    list();
  }

  /** Nothing to do: changes are told as they happen. */
  @Override
  public void refresh() {}

  private void list() {
    long mine = begin(LONGEST_LIST);
    server
        .get("")
        .compose(HttpClientResponse::body)
        .onComplete(
            body -> {
              if (mine != turn) {
                return;
              }
              if (body.failed()) {
                broke(ApiServer.sentence(body.cause()));
              } else {
                listed(body.result());
              }
            });
  }

  private void listed(Buffer body) {
    try {
      JsonNode list = MAPPER.readTree(body.getBytes());
      slices.replace(list);
      version = list.path("metadata").path("resourceVersion").asText();
      pace.answered(Duration.ZERO);
      tell();
      watch();
    } catch (IOException e) {
      broke("the API server's list is no JSON");
    }
  }

  private void tell() {
    Changes told = changes;
    if (told != null) {
      slices
          .trouble()
          .ifPresentOrElse(
              trouble -> told.failed(place() + trouble + "."),
              () -> told.endpoints(slices.endpoints()));
    }
  }

  private void watch() {
    long mine = begin(LONGEST_WATCH);
    watching = wheel.now();
    server
        .get(
            "&watch=true&allowWatchBookmarks=true&timeoutSeconds="
                + WATCH.toSeconds()
                + "&resourceVersion="
                + version)
        .onComplete(
            asked -> {
              if (mine != turn) {
                return;
              }
              if (asked.failed()) {
                gone(asked.cause());
              } else {
                read(asked.result(), mine);
              }
            });
  }

  private void gone(Throwable cause) {
    if (cause instanceof ApiServer.Refused refused && refused.status() == GONE) {
      listSoon();
    } else {
      broke(ApiServer.sentence(cause));
    }
  }

  private void read(HttpClientResponse response, long mine) {
    RecordParser lines = RecordParser.newDelimited("\n", response).maxRecordSize(MOST_BYTES);
    lines.exceptionHandler(
        cause -> {
          if (mine == turn) {
            broke("the watch broke off: " + cause.getMessage());
          }
        });
    lines.endHandler(
        nothing -> {
          if (mine == turn) {
            ended();
          }
        });
    lines.handler(
        line -> {
          if (mine == turn && line.length() > 0) {
            event(line);
          }
        });
  }

  /** It is taken up again; at once, unless it was so short that something must be wrong. */
  private void ended() {
    if (wheel.now() - watching >= Duration.ofSeconds(1).toNanos()) {
      watch();
    } else {
      listSoon();
    }
  }

  private void event(Buffer line) {
    try {
      JsonNode event = MAPPER.readTree(line.getBytes());
      JsonNode object = event.path("object");
      switch (event.path("type").asText()) {
        case "ADDED", "MODIFIED" -> slices.put(object);
        case "DELETED" -> slices.remove(object);
        case "BOOKMARK" -> {}
        default -> {
          gone(new ApiServer.Refused(object.path("code").asInt(), object.path("message").asText()));
          return;
        }
      }
      version = object.path("metadata").path("resourceVersion").asText(version);
      tell();
    } catch (IOException e) {
      broke("an event of the watch is no JSON");
    }
  }

  private long begin(Duration longest) {
    again.cancel();
    wheel.arm(stall, wheel.now() + longest.toNanos());
    return ++turn;
  }

  private void listSoon() {
    end();
    wheel.arm(again, wheel.now() + pace.failed());
  }

  private void broke(String why) {
    Changes told = changes;
    if (told != null) {
      listSoon();
      told.failed(place() + why + ".");
    }
  }

  private String place() {
    return "service " + config.service() + " of " + config.server() + ": ";
  }

  private void end() {
    turn++;
    stall.cancel();
    server.abandon();
  }

  @Override
  public void stop() {
    Changes told = changes;
    if (told != null) {
      told.end();
    }
    changes = null;
    again.cancel();
    end();
    server.close();
  }
}
