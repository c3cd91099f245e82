package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.schema.ProtoCompiler;
import dev.drover.schema.Schema;
import dev.drover.testing.CasesOrigin;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.Project;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import dev.drover.testing.TranscodeConfigs;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The JSON of transcoded calls is transformed as the client has it; calls themselves are not. */
@ExtendWith(NoLeaks.class)
class TransformCallsTest {
  private static final String PROTO = "src/test/resources/transcoding/cases.proto";
  private static final JsonObject TRANSFORM =
      new JsonObject()
          .put("request", "{ 's': name }")
          .put("response", "{ 'was': $type($) = 'array' ? text : requestJson }");

  private final HttpClient client = HttpClients.http1();

  @Test
  void theRestOfATranscodedCallIsTransformed() throws Exception {
    Schema schema =
        Schema.of("cases", ProtoCompiler.compile(List.of(Project.path(PROTO)), List.of()));
    JsonObject config;
    try (CasesOrigin origin =
        CasesOrigin.start(Objects.requireNonNull(schema.service("hd.tc.v1.Echo")))) {
      config = TranscodeConfigs.proto(origin.port(), PROTO);
      config
          .getJsonArray("routes")
          .getJsonObject(1)
          .put("filters", new JsonArray().add(new JsonObject().put("transform", TRANSFORM)));
      try (TestGateway gateway = TestGateway.start(config.encode())) {
        assertThat(
                HttpClients.post(
                        client,
                        gateway.url("/v1/all"),
                        "{\"name\":\"Ada\"}",
                        "content-type",
                        "application/json")
                    .body())
            .isEqualTo("{\"was\":\"{\\\"s\\\":\\\"Ada\\\"}\"}");
        assertThat(HttpClients.get(client, gateway.url("/v1/stream/2")).body())
            .isEqualTo("{\"was\":[\"1\",\"2\"]}");
        assertThat(
                HttpClients.get(
                        client, gateway.url("/v1/stream/2"), "accept", "application/x-ndjson")
                    .body())
            .isEqualTo("{\"text\":\"1\"}\n{\"text\":\"2\"}\n");
        assertThat(HttpClients.get(client, gateway.url("/v1/fail/5")).body())
            .contains("\"code\":5");
      }
    }
  }

  @Test
  void callsPassAsTheyAre() throws Exception {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway =
            TestConfig.grpc(origin.port()).filter("transform", TRANSFORM).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(calls.status(GrpcMethods.UNARY, new byte[500]).isOk()).isTrue();
    }
  }
}
