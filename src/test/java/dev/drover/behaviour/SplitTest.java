package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.Bytes;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcFrames;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A new version gets the requests that ask for it, and a share of the others. */
@ExtendWith(NoLeaks.class)
class SplitTest {
  private static final String TO =
      """
      [{"upstream": "v2", "header": {"name": "x-canary", "value": "1"}},
       {"upstream": "v1", "weight": 3}, {"upstream": "v2", "weight": 1}]""";

  private static JsonObject upstream(String protocol, int port) {
    return new JsonObject()
        .put("protocol", protocol)
        .put("endpoints", new JsonArray().add("127.0.0.1:" + port));
  }

  private static JsonObject split(String to, String by) {
    return new JsonObject().put("protocol", "split").put("to", new JsonArray(to)).put("by", by);
  }

  private static TestConfig config(JsonObject upstreams) {
    return TestConfig.http(1)
        .with("upstreams", upstreams.encode())
        .with("admin", "{\"port\": 0}")
        .route("relay", "origin");
  }

  private static TestConfig http(int one, int two, String by) {
    return config(
        new JsonObject()
            .put("origin", split(TO, by)) // before its parts
            .put("v1", upstream("http", one))
            .put("v2", upstream("http", two)));
  }

  private static TestConfig grpc(int one, int two) {
    return config(
        new JsonObject()
            .put("v1", upstream("grpc", one))
            .put("v2", upstream("grpc", two))
            .put("origin", split(TO, "random")));
  }

  private static String get(TestGateway gateway, String... headers) throws Exception {
    return HttpClients.get(HttpClients.http1(), gateway.url("/"), headers).body();
  }

  @Test
  void requestsGoWhereTheirHeaderOrTheirKeySays() throws Exception {
    try (RawOrigin one = RawOrigin.answering(RawOrigin.ok("v1"));
        RawOrigin two = RawOrigin.answering(RawOrigin.ok("v2"));
        TestGateway gateway = http(one.port(), two.port(), "header:x-user").start()) {
      for (int i = 0; i < 5; i++) {
        assertThat(get(gateway, "x-canary", "1")).isEqualTo("v2");
      }
      for (int user = 0; user < 20; user++) {
        String first = get(gateway, "x-user", "u" + user);
        assertThat(get(gateway, "x-user", "u" + user)).isEqualTo(first);
      }
      assertThat(one.requests()).isNotEmpty();
    }
  }

  @Test
  void chanceSendsEachItsShare() throws Exception {
    try (RawOrigin one = RawOrigin.answering(RawOrigin.ok("v1"));
        RawOrigin two = RawOrigin.answering(RawOrigin.ok("v2"));
        TestGateway gateway = http(one.port(), two.port(), "random").start()) {
      HttpClient client = HttpClients.http1();
      for (int i = 0; i < 400; i++) {
        HttpClients.get(client, gateway.url("/"));
      }
      assertThat(two.requests().size()).isBetween(50, 150); // 100 is expected
      assertThat(one.requests().size() + two.requests().size()).isEqualTo(400);
    }
  }

  @Test
  void grpcMetadataDecidesToo() {
    try (GrpcOrigin one = GrpcOrigin.echo();
        GrpcOrigin two = GrpcOrigin.echo();
        TestGateway gateway = grpc(one.port(), two.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Metadata canary = new Metadata();
      canary.put(Metadata.Key.of("x-canary", Metadata.ASCII_STRING_MARSHALLER), "1");
      for (int i = 0; i < 10; i++) {
        calls.unary(GrpcMethods.UNARY, Bytes.of("m"), CallOptions.DEFAULT, canary);
      }
      assertThat(two.calls()).hasSize(10);
      assertThat(one.calls()).isEmpty();
    }
  }

  @Test
  void whatOnePartDoesNotSpeakIsCarriedToIt() {
    try (GrpcOrigin one = GrpcOrigin.echo();
        GrpcOrigin two = GrpcOrigin.echo();
        TestGateway gateway = grpc(one.port(), two.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      byte[] frame = GrpcFrames.frame(Bytes.of("m"));
      Http2Calls.Answer answer =
          calls.send(
              "POST",
              "/" + GrpcMethods.UNARY,
              frame,
              "content-type",
              "application/grpc-web+proto",
              "x-canary",
              "1");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).startsWith(new String(frame, StandardCharsets.ISO_8859_1));
      assertThat(answer.text()).contains("grpc-status: 0");
      assertThat(two.calls()).hasSize(1);
    }
  }

  @Test
  void theAdminPortShowsThePartsAndTheirShares() throws Exception {
    try (RawOrigin one = RawOrigin.answering(RawOrigin.ok("v1"));
        RawOrigin two = RawOrigin.answering(RawOrigin.ok("v2"));
        TestGateway gateway = http(one.port(), two.port(), "client").start()) {
      String url = "http://127.0.0.1:" + gateway.gateway().adminPort() + "/upstreams";
      JsonArray all =
          new JsonArray(
              HttpClients.get(HttpClients.http1(), url, "accept", "application/json").body());
      JsonObject split =
          IntStream.range(0, all.size())
              .mapToObj(all::getJsonObject)
              .filter(upstream -> upstream.getString("name").equals("origin"))
              .findFirst()
              .orElseThrow();
      assertThat(split.getString("protocol")).isEqualTo("split");
      assertThat(split.getString("balance")).isEqualTo("client");
      JsonArray parts = split.getJsonArray("endpoints");
      assertThat(parts.getJsonObject(0).getString("address")).isEqualTo("v2");
      assertThat(parts.getJsonObject(0).getString("state")).isEqualToIgnoringCase("up");
      assertThat(parts.getJsonObject(0).getString("note")).isEqualTo("x-canary: 1; 1 of 4");
      assertThat(parts.getJsonObject(1).getString("note")).isEqualTo("3 of 4");
    }
  }

  @Test
  void aSplitMayHaveSplits() throws Exception {
    try (RawOrigin one = RawOrigin.answering(RawOrigin.ok("v1"))) {
      JsonObject upstreams =
          new JsonObject()
              .put("origin", split("[\"inner\"]", "random"))
              .put("inner", split("[\"v1\"]", "random"))
              .put("v1", upstream("http", one.port()));
      try (TestGateway gateway = config(upstreams).start()) {
        assertThat(get(gateway)).isEqualTo("v1");
      }
    }
  }

  @Test
  void unknownNamesAndCyclesAreErrorsOfTheConfiguration() {
    JsonObject unknown = new JsonObject().put("origin", split("[\"nobody\"]", "random"));
    assertThatThrownBy(() -> config(unknown).start())
        .rootCause()
        .hasMessageContaining("/upstreams/origin/to/0")
        .hasMessageContaining("no upstream is named \"nobody\"");
    JsonObject cycle =
        new JsonObject()
            .put("origin", split("[\"b\"]", "random"))
            .put("b", split("[\"c\"]", "random"))
            .put("c", split("[\"b\"]", "random"));
    assertThatThrownBy(() -> config(cycle).start())
        .rootCause()
        .hasMessageContaining("/upstreams/b: it sends to itself: b -> c -> b")
        .hasMessageNotContaining("/upstreams/origin");
  }
}
