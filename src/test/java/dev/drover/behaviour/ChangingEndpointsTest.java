package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The list of endpoints changes while requests are under way. */
@ExtendWith(NoLeaks.class)
class ChangingEndpointsTest {
  private static final int CALLERS = 8;
  private static final int CALLS_EACH = 500;
  private static final long SWAP_NANOS = 25_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path file;

  ChangingEndpointsTest(@TempDir Path folder) {
    this.file = folder.resolve("endpoints.json");
  }

  private void list(int... ports) throws IOException {
    JsonArray addresses = new JsonArray();
    Arrays.stream(ports).forEach(port -> addresses.add("127.0.0.1:" + port));
    Path fresh = file.resolveSibling("fresh.json");
    Files.writeString(fresh, addresses.encode());
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private TestGateway start(TestConfig config, int loops) {
    JsonObject watched = new JsonObject().put("path", file.toString()).put("poll", "10ms");
    return TestGateway.start(
        config.discovery("file", watched).with("admin", "{\"port\": 0}").json().encode(), loops);
  }

  /** Swaps lists until all callers are done; gives what went wrong. */
  private List<String> swapUnderLoad(Callable<List<String>> caller, int... ports) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    List<Future<List<String>>> running = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      running.add(callers.submit(caller));
    }
    int[][] lists = {
      {ports[0], ports[1]}, {ports[1], ports[2]}, {ports[2]}, {ports[2], ports[0]}, {ports[1]}
    };
    for (int turn = 0; running.stream().anyMatch(one -> !one.isDone()); turn++) {
      list(lists[turn % lists.length]);
      Future<List<String>> last = running.get(CALLERS - 1);
      long start = System.nanoTime();
      Eventually.await(
          () -> last.isDone() || System.nanoTime() - start > SWAP_NANOS,
          PATIENCE,
          "No time goes by");
    }
    callers.shutdown();
    List<String> wrong = new ArrayList<>();
    for (Future<List<String>> one : running) {
      wrong.addAll(one.get(10, TimeUnit.SECONDS));
    }
    return wrong;
  }

  @Test
  void noGrpcCallIsLost() throws Exception {
    try (GrpcOrigin one = GrpcOrigin.echo();
        GrpcOrigin two = GrpcOrigin.echo();
        GrpcOrigin three = GrpcOrigin.echo()) {
      list(one.port(), two.port());
      try (TestGateway gateway = start(TestConfig.grpc(), 2)) {
        Callable<List<String>> caller =
            () -> {
              List<String> wrong = new ArrayList<>();
              try (GrpcCalls calls = GrpcCalls.to(gateway.port())) {
                for (int i = 0; i < CALLS_EACH; i++) {
                  Status status = calls.status(GrpcMethods.UNARY, new byte[] {(byte) i});
                  if (!status.isOk()) {
                    wrong.add(status.toString());
                  }
                }
              }
              return wrong;
            };
        assertThat(swapUnderLoad(caller, one.port(), two.port(), three.port())).isEmpty();
        assertThat(List.of(one, two, three))
            .allSatisfy(origin -> assertThat(origin.calls()).isNotEmpty());
        assertThat(one.calls().size() + two.calls().size() + three.calls().size())
            .isEqualTo(CALLERS * CALLS_EACH);
        list(three.port());
        Eventually.await(
            () -> one.open() == 0 && two.open() == 0,
            PATIENCE,
            "Connections to endpoints that have left stay open");
      }
    }
  }

  @Test
  void noHttpRequestIsLost() throws Exception {
    try (RawOrigin one = RawOrigin.answering(RawOrigin.ok("ok"));
        RawOrigin two = RawOrigin.answering(RawOrigin.ok("ok"));
        RawOrigin three = RawOrigin.answering(RawOrigin.ok("ok"))) {
      list(one.port(), two.port());
      try (TestGateway gateway = start(TestConfig.http(), 2)) {
        Callable<List<String>> caller =
            () -> {
              List<String> wrong = new ArrayList<>();
              HttpClient client = HttpClients.http1();
              for (int i = 0; i < CALLS_EACH; i++) {
                int status = HttpClients.post(client, gateway.url("/" + i), "body").statusCode();
                if (status != 200) {
                  wrong.add("status " + status);
                }
              }
              return wrong;
            };
        assertThat(swapUnderLoad(caller, one.port(), two.port(), three.port())).isEmpty();
        assertThat(one.requests().size() + two.requests().size() + three.requests().size())
            .isEqualTo(CALLERS * CALLS_EACH);
        list(three.port());
        Eventually.await(
            () -> one.open() == 0 && two.open() == 0,
            PATIENCE,
            "Connections to endpoints that have left stay open");
      }
    }
  }

  @Test
  void aRequestUnderWayEndsAtTheEndpointThatHasLeft() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (RawOrigin slow = answeringAfter(go, "old");
        RawOrigin other = RawOrigin.answering(RawOrigin.ok("new"))) {
      list(slow.port());
      try (TestGateway gateway = start(TestConfig.http(), 1)) {
        CompletableFuture<HttpResponse<String>> underWay = send(gateway, "/1");
        slow.awaitRequest(1);
        list(other.port());
        Eventually.await(() -> states(gateway).contains("draining"), PATIENCE, "It is not shown");
        assertThat(send(gateway, "/2").get(10, TimeUnit.SECONDS).body()).isEqualTo("new");
        go.countDown();
        assertThat(underWay.get(10, TimeUnit.SECONDS).body()).isEqualTo("old");
        Eventually.await(() -> slow.open() == 0, PATIENCE, "Its connection stays open");
        Eventually.await(() -> !states(gateway).contains("draining"), PATIENCE, "It stays shown");
      }
    }
  }

  @Test
  void whoWaitsForAConnectionGoesToAnotherEndpoint() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (RawOrigin slow = answeringAfter(go, "old");
        RawOrigin other = RawOrigin.answering(RawOrigin.ok("new"))) {
      list(slow.port());
      try (TestGateway gateway = start(TestConfig.http().pool("connections", 1), 1)) {
        CompletableFuture<HttpResponse<String>> underWay = send(gateway, "/1");
        slow.awaitRequest(1);
        List<CompletableFuture<HttpResponse<String>>> waiting =
            List.of(send(gateway, "/2"), send(gateway, "/3"));
        Eventually.await(
            () ->
                gateway.gateway().metrics().contains("drover_pool_waiting{upstream=\"origin\"} 2"),
            PATIENCE,
            "They do not wait");
        list(other.port());
        for (CompletableFuture<HttpResponse<String>> one : waiting) {
          assertThat(one.get(10, TimeUnit.SECONDS).body()).isEqualTo("new");
        }
        go.countDown();
        assertThat(underWay.get(10, TimeUnit.SECONDS).body()).isEqualTo("old");
      }
    }
  }

  @Test
  void anEndpointThatStaysKeepsItsConnections() throws Exception {
    try (GrpcOrigin stays = GrpcOrigin.echo();
        GrpcOrigin comes = GrpcOrigin.echo()) {
      list(stays.port());
      try (TestGateway gateway = start(TestConfig.grpc(), 1);
          GrpcCalls calls = GrpcCalls.to(gateway.port())) {
        calls.unary(GrpcMethods.UNARY, new byte[1]);
        list(comes.port(), stays.port());
        Eventually.await(
            () -> {
              calls.unary(GrpcMethods.UNARY, new byte[1]);
              return comes.calls().size() > 2;
            },
            PATIENCE,
            "The new endpoint is not used");
        assertThat(stays.connections()).isEqualTo(1);
      }
    }
  }

  @Test
  void aBrokenFileChangesNothing() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"))) {
      list(origin.port());
      try (TestGateway gateway = start(TestConfig.http(), 1)) {
        Files.writeString(file, "[\"127.0.0.1:");
        Eventually.holds(
            () -> status(gateway) == 200, Duration.ofMillis(200), "The last list was forgotten");
      }
    }
  }

  @Test
  void anEndpointOfWeightZeroGetsNothing() throws Exception {
    try (RawOrigin used = RawOrigin.answering(RawOrigin.ok("used"));
        RawOrigin drained = RawOrigin.answering(RawOrigin.ok("drained"))) {
      JsonArray endpoints =
          new JsonArray()
              .add("127.0.0.1:" + used.port())
              .add(new JsonObject().put("address", "127.0.0.1:" + drained.port()).put("weight", 0));
      try (TestGateway gateway = TestConfig.http().upstream("endpoints", endpoints).start()) {
        for (int i = 0; i < 10; i++) {
          assertThat(send(gateway, "/").get(10, TimeUnit.SECONDS).body()).isEqualTo("used");
        }
        assertThat(drained.connections()).isZero();
      }
    }
  }

  private static int status(TestGateway gateway) {
    return send(gateway, "/").join().statusCode();
  }

  private static CompletableFuture<HttpResponse<String>> send(TestGateway gateway, String path) {
    return HttpClients.http1()
        .sendAsync(HttpClients.request(gateway.url(path)).build(), BodyHandlers.ofString());
  }

  private static String states(TestGateway gateway) {
    try {
      return HttpClients.get(
              HttpClients.http1(),
              "http://127.0.0.1:" + gateway.gateway().adminPort() + "/upstreams")
          .body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RawOrigin answeringAfter(CountDownLatch go, String text) {
    AtomicInteger requests = new AtomicInteger();
    return RawOrigin.start(
        connection -> {
          while (true) {
            connection.readRequest();
            if (requests.incrementAndGet() == 1) {
              go.await();
            }
            connection.write(RawOrigin.ok(text));
          }
        });
  }
}
