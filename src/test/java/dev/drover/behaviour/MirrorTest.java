package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Another upstream sees copies of requests, and no client sees what becomes of them. */
@ExtendWith(NoLeaks.class)
class MirrorTest {
  private static TestConfig config(String protocol, int origin, int shadow, String mirror) {
    JsonObject upstreams =
        new JsonObject()
            .put("origin", upstream(protocol, origin))
            .put("shadow", upstream(protocol, shadow));
    return TestConfig.http(origin)
        .with("upstreams", upstreams.encode())
        .route(
            "filters",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("mirror", new JsonObject(mirror).put("upstream", "shadow"))));
  }

  private static JsonObject upstream(String protocol, int port) {
    return new JsonObject()
        .put("protocol", protocol)
        .put("endpoints", new JsonArray().add("127.0.0.1:" + port));
  }

  private static void awaitCount(TestGateway gateway, String result, int count) {
    String line =
        "drover_mirrored_total{result=\""
            + result
            + "\",route=\"all\",upstream=\"shadow\"} "
            + count
            + ".0";
    Eventually.await(
        () -> gateway.gateway().metrics().contains(line),
        Duration.ofSeconds(10),
        () -> "There is no " + line + " in\n" + gateway.gateway().metrics());
  }

  @Test
  void theCopyIsWhatTheOriginWasSentAndMarked() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("the answer"));
        RawOrigin shadow = RawOrigin.answering(RawOrigin.ok("not the answer"));
        TestGateway gateway =
            config("http", origin.port(), shadow.port(), "{}")
                .route("rewrite", new JsonObject().put("prefix", "/v2"))
                .route("match", new JsonObject().put("prefix", "/v1"))
                .start()) {
      for (HttpClient client : new HttpClient[] {HttpClients.http1(), HttpClients.http2()}) {
        HttpResponse<String> answer =
            HttpClients.post(client, gateway.url("/v1/a?b=c"), "content", "x-own", "mine");
        assertThat(answer.body()).isEqualTo("the answer");
      }
      for (int i = 1; i <= 2; i++) {
        RawMessage sent = origin.awaitRequest(i);
        RawMessage copy = shadow.awaitRequest(i);
        assertThat(copy.method()).isEqualTo("POST");
        assertThat(copy.target()).isEqualTo("/v2/a?b=c").isEqualTo(sent.target());
        assertThat(copy.text()).isEqualTo("content");
        assertThat(copy.header("x-own")).contains("mine");
        assertThat(copy.header("host")).isEqualTo(sent.header("host"));
        assertThat(copy.header("x-forwarded-for")).isEqualTo(sent.header("x-forwarded-for"));
        assertThat(copy.header("x-drover-mirror")).contains("1");
        assertThat(sent.header("x-drover-mirror")).isEmpty();
      }
      awaitCount(gateway, "answered", 2);
    }
  }

  @Test
  void requestsWithoutContentAreCopiedToo() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("one"));
        RawOrigin shadow = RawOrigin.answering(RawOrigin.ok("two"));
        TestGateway gateway =
            config("http", origin.port(), shadow.port(), "{\"header\": \"x-shadow\"}").start()) {
      assertThat(HttpClients.get(HttpClients.http2(), gateway.url("/a")).body()).isEqualTo("one");
      assertThat(shadow.awaitRequest(1).header("x-shadow")).contains("1");
      awaitCount(gateway, "answered", 1);

      HttpClients.get(HttpClients.http1(), gateway.url("/b"), "x-shadow", "1");
      HttpClients.get(HttpClients.http1(), gateway.url("/c"));
      assertThat(shadow.awaitRequest(2).target()).as("a copy is not copied").isEqualTo("/c");
    }
  }

  @Test
  void grpcCallsAreCopiedWhole() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        GrpcOrigin shadow = GrpcOrigin.echo();
        TestGateway gateway = config("grpc", origin.port(), shadow.port(), "{}").start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      for (int i = 1; i <= 20; i++) {
        byte[] message = Bytes.of("message " + i);
        assertThat(calls.unary(GrpcMethods.UNARY, message)).isEqualTo(message);
      }
      awaitCount(gateway, "answered", 20);
      assertThat(shadow.calls()).hasSize(20);
    }
  }

  @Test
  void aMirrorThatFailsIsCountedAndNothingElse() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("fine"));
        TestGateway gateway =
            config("http", origin.port(), RawOrigin.refusedPort(), "{}").start()) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> answer =
            HttpClients.post(HttpClients.http1(), gateway.url("/"), "content");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("fine");
      }
      awaitCount(gateway, "failed", 3);
    }
  }

  @Test
  void aMirrorThatHangsDelaysNobodyAndIsBoundedInNumberAndTime() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("fine"));
        RawOrigin shadow =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  end.await(20, TimeUnit.SECONDS);
                });
        TestGateway gateway =
            config("http", origin.port(), shadow.port(), "{\"inFlight\": 2, \"timeout\": \"2s\"}")
                .start()) {
      HttpClient client = HttpClients.http1();
      for (int i = 0; i < 5; i++) {
        assertThat(HttpClients.get(client, gateway.url("/")).body()).isEqualTo("fine");
      }
      awaitCount(gateway, "busy", 3);
      awaitCount(gateway, "failed", 2);
      HttpClients.get(client, gateway.url("/"));
      awaitCount(gateway, "failed", 3);
    } finally {
      end.countDown();
    }
  }

  @Test
  void aLongRequestIsNotMirroredAndPassesWhole() throws Exception {
    String content = "x".repeat(200_000);
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("fine"));
        RawOrigin shadow = RawOrigin.answering(RawOrigin.ok("two"));
        TestGateway gateway =
            config("http", origin.port(), shadow.port(), "{\"bytes\": \"100kB\"}").start()) {
      HttpResponse<String> answer =
          HttpClients.post(HttpClients.http2(), gateway.url("/"), content);
      assertThat(answer.body()).isEqualTo("fine");
      assertThat(origin.awaitRequest(1).text()).isEqualTo(content);
      awaitCount(gateway, "large", 1);
      assertThat(shadow.requests()).isEmpty();
    }
  }

  @Test
  void aRequestThatWasNotSentIsNotMirrored() throws Exception {
    try (RawOrigin shadow = RawOrigin.answering(RawOrigin.ok("two"));
        TestGateway gateway =
            config("http", shadow.port(), shadow.port(), "{}")
                .route(
                    "filters",
                    new JsonArray("[{\"mirror\": \"shadow\"}, {\"fault\": {\"abort\": \"503\"}}]"))
                .start()) {
      assertThat(HttpClients.get(HttpClients.http1(), gateway.url("/")).statusCode())
          .isEqualTo(503);
      awaitCount(gateway, "unsent", 1);
      assertThat(shadow.requests()).isEmpty();
    }
  }

  @Test
  void noneOfHundredIsNone() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("fine"));
        RawOrigin shadow = RawOrigin.answering(RawOrigin.ok("two"));
        TestGateway gateway =
            config("http", origin.port(), shadow.port(), "{\"percent\": 0}").start()) {
      for (int i = 0; i < 20; i++) {
        HttpClients.get(HttpClients.http1(), gateway.url("/"));
      }
      assertThat(shadow.connections()).isZero();
    }
  }
}
