package dev.drover.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.HttpClients;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes are started again one after the other, as {@code docs/cluster.md} has it. */
@Tag("slow")
class RollingRestartTest {
  private static final String FILE = ClusterPage.FILES + "/drover.json";
  private static final List<String> NAMES = List.of("a", "b", "c");

  private final Vertx vertx = Vertx.vertx();
  private final ClusterPage page;

  RollingRestartTest(@TempDir Path folder) throws IOException {
    page = new ClusterPage(folder);
  }

  @AfterEach
  void close() throws Exception {
    page.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void noRequestFailsThatIsSentToANodeThatIsReady() throws Exception {
    page.write(FILE, configuration().encodePrettily());
    TypedNode[] nodes = new TypedNode[NAMES.size()];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = page.node(command(i));
    }
    awaitAllLinks(nodes);
    Balancer balancer = new Balancer(vertx, List.of(nodes));
    balancer.start();
    for (int i = 0; i < nodes.length; i++) {
      long before = balancer.answered.sum();
      nodes[i].stop();
      nodes[i] = page.node(command(i));
      awaitAllLinks(nodes);
      assertThat(balancer.answered.sum()).isGreaterThan(before + 100);
    }
    balancer.stop();
    nodes[0].line().await(balancer::isIdle, "Not all requests are answered.");
    assertThat(balancer.failed).isEmpty();
  }

  private JsonObject configuration() throws Exception {
    HttpServer origin =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().end("moo"))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    JsonObject upstream =
        new JsonObject()
            .put("protocol", "http")
            .put("endpoints", JsonArray.of("127.0.0.1:" + origin.actualPort()));
    JsonObject limit =
        new JsonObject()
            .put("key", "client")
            .put("scope", "herd")
            .put(
                "limits",
                JsonArray.of(new JsonObject().put("requests", 10_000).put("window", "1s")));
    JsonObject route =
        new JsonObject()
            .put("id", "cows")
            .put("filters", JsonArray.of(new JsonObject().put("rateLimit", limit)))
            .put("relay", "cows");
    return new JsonObject(page.read(FILE))
        .put("accessLog", new JsonObject().put("enabled", false))
        .put("upstreams", new JsonObject().put("cows", upstream))
        .put("routes", JsonArray.of(route));
  }

  private static String command(int node) {
    return ClusterPage.command("HERD_NODE=b", "./drover")
        .replace("HERD_NODE=b", "HERD_NODE=" + NAMES.get(node))
        .replace("8081", Integer.toString(8080 + node))
        .replace("9902", Integer.toString(9901 + node));
  }

  private static void awaitAllLinks(TypedNode[] nodes) throws Exception {
    for (int i = 0; i < nodes.length; i++) {
      String self = NAMES.get(i);
      nodes[i].awaitLinks(NAMES.stream().filter(name -> !name.equals(self)).toArray(String[]::new));
    }
  }

  /**
   * The least of balancers: it looks at /readyz, and sends to whoever was ready a short while ago.
   * What it saw before that is nothing to go by, as when it was itself stopped for a while.
   */
  private static final class Balancer {
    private static final int SEND_MILLIS = 20;
    private static final int LOOK_MILLIS = 200;

    /** Less than {@code shutdown.delay}, for which a node that is not ready goes on. */
    private static final long KNOWN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** An answer within ten seconds, those in which this process was stopped left out. */
    private static final int MOST_TICKS = 10_000 / SEND_MILLIS;

    private final Vertx vertx;
    private final List<TypedNode> nodes;
    private final HttpClient client = HttpClients.http1();
    private final Map<TypedNode, Look> looks = new ConcurrentHashMap<>();
    private final LongAdder sent = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private volatile int ticks;
    private volatile boolean stopped;

    /** What a node said of itself, and when it was asked. */
    private record Look(long asked, boolean ready) {
      Look latest(Look other) {
        return other.asked - asked > 0 ? other : this;
      }
    }

    Balancer(Vertx vertx, List<TypedNode> nodes) {
      this.vertx = vertx;
      this.nodes = nodes;
    }

    void start() {
      every(SEND_MILLIS, this::sendAll);
      every(LOOK_MILLIS, () -> nodes.forEach(this::look));
    }

    /** Sends no more. */
    void stop() {
      stopped = true;
    }

    private void every(int millis, Runnable what) {
      vertx.setTimer(
          millis,
          tick -> {
            what.run();
            every(millis, what);
          });
    }

    private void look(TypedNode node) {
      long asked = System.nanoTime();
      client
          .sendAsync(request(node.admin(), "/readyz"), BodyHandlers.discarding())
          .whenComplete(
              (answer, thrown) ->
                  looks.merge(
                      node,
                      new Look(asked, thrown == null && answer.statusCode() == 200),
                      Look::latest));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by its timer alone
    private void sendAll() {
      ticks++;
      nodes.forEach(this::send);
    }

    private void send(TypedNode node) {
      Look look = looks.get(node);
      if (stopped || look == null || !look.ready || System.nanoTime() - look.asked > KNOWN_NANOS) {
        return;
      }
      int tick = ticks;
      sent.increment();
      client
          .sendAsync(request(node.port(), "/"), BodyHandlers.ofString())
          .whenComplete(
              (answer, thrown) -> {
                if (thrown != null) {
                  failed.add(node.port() + ": " + thrown);
                } else if (!answer.body().equals("moo")) {
                  failed.add(node.port() + ": " + answer + " " + answer.body());
                } else if (ticks - tick > MOST_TICKS) {
                  failed.add(node.port() + ": answered after " + (ticks - tick) + " ticks");
                }
                answered.increment();
              });
    }

    boolean isIdle() {
      return sent.sum() == answered.sum();
    }

    private static HttpRequest request(int port, String path) {
      return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    }
  }
}
