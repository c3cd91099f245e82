package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.schema.ProtoCompiler;
import dev.drover.schema.Schema;
import dev.drover.testing.CasesOrigin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.Project;
import dev.drover.testing.TestGateway;
import dev.drover.testing.TranscodeConfigs;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a transcoding route does beyond the cases: its options, limits, forms and header fields. */
@ExtendWith(NoLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TranscodeTest {
  private static final String PROTO = "src/test/resources/transcoding/cases.proto";

  private final HttpClient client = HttpClients.http1();
  private CasesOrigin origin;

  @BeforeAll
  void start() throws Exception {
    Schema schema =
        Schema.of("cases", ProtoCompiler.compile(List.of(Project.path(PROTO)), List.of()));
    origin = CasesOrigin.start(Objects.requireNonNull(schema.service("hd.tc.v1.Echo")));
  }

  @AfterAll
  void stop() {
    origin.close();
  }

  private TestGateway gateway(Consumer<JsonObject> change) {
    JsonObject config = TranscodeConfigs.proto(origin.port(), PROTO);
    change.accept(TranscodeConfigs.handler(config));
    return TestGateway.start(config.encode());
  }

  private static void nothing(JsonObject handler) {}

  private HttpResponse<String> get(TestGateway gateway, String path, String... headers)
      throws Exception {
    return HttpClients.get(client, gateway.url(path), headers);
  }

  private HttpResponse<String> post(
      TestGateway gateway, String path, String body, String... headers) throws Exception {
    return HttpClients.post(client, gateway.url(path), body, headers);
  }

  @Test
  void namesWhatIsUnknown() throws Exception {
    try (TestGateway gateway = gateway(TranscodeTest::nothing)) {
      HttpResponse<String> query = get(gateway, "/v1/query?nope=1");
      assertThat(query.statusCode()).isEqualTo(400);
      assertThat(query.body()).contains("\\\"nope\\\"").contains("hd.tc.v1.All");
      HttpResponse<String> field =
          post(
              gateway,
              "/v1/all",
              "{\n \"sub\": {\"nope\": 1}}",
              "content-type",
              "application/json");
      assertThat(field.statusCode()).isEqualTo(400);
      assertThat(field.body()).contains("sub.nope").contains("\"code\":3");
    }
  }

  @Test
  void ignoresWhatIsUnknownWhenTold() throws Exception {
    try (TestGateway gateway =
        gateway(
            handler ->
                handler
                    .put("query", new JsonObject().put("unknown", "ignore"))
                    .put("json", new JsonObject().put("unknown", "ignore")))) {
      assertThat(get(gateway, "/v1/query?nope=1&s=a").body()).contains("{\\\"s\\\":\\\"a\\\"}");
      assertThat(
              post(
                      gateway,
                      "/v1/all",
                      "{\"nope\":[{}],\"s\":\"a\"}",
                      "content-type",
                      "application/json")
                  .body())
          .contains("{\\\"s\\\":\\\"a\\\"}");
    }
  }

  @Test
  void ignoresParametersThatAreForSomebodyElse() throws Exception {
    try (TestGateway gateway =
        gateway(
            handler ->
                handler.put("query", new JsonObject().put("ignore", new JsonArray().add("key"))))) {
      assertThat(get(gateway, "/v1/query?key=secret&s=a").statusCode()).isEqualTo(200);
      assertThat(get(gateway, "/v1/query?kez=secret").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void writesJsonAsToldInEveryRespect() throws Exception {
    JsonObject json =
        new JsonObject()
            .put("defaults", true)
            .put("enums", "number")
            .put("int64", "number")
            .put("names", "proto");
    try (TestGateway gateway = gateway(handler -> handler.put("json", json))) {
      String int64 = get(gateway, "/v1/render/int64").body();
      assertThat(int64)
          .contains("\"i64\":9007199254740993")
          .contains("\"color\":0")
          .contains("\"long_snake_name\":\"\"")
          .contains("\"rs\":[]")
          .doesNotContain("opt_s");
    }
  }

  @Test
  void tellsErrorsAsProblemDetailsWhenTold() throws Exception {
    try (TestGateway gateway = gateway(handler -> handler.put("errors", "problem"))) {
      HttpResponse<String> upstream = get(gateway, "/v1/fail/5");
      assertThat(upstream.headers().firstValue("content-type"))
          .contains("application/problem+json");
      JsonObject problem = new JsonObject(upstream.body());
      assertThat(problem.getInteger("status")).isEqualTo(404);
      assertThat(problem.getString("detail")).isEqualTo("failed 5");
      assertThat(problem.getJsonObject("grpc").getInteger("code")).isEqualTo(5);
      JsonObject own = new JsonObject(get(gateway, "/v1/nowhere").body());
      assertThat(own.getString("reason")).isEqualTo("NO_ROUTE");
    }
  }

  @Test
  void countsAnErrorThatIsAllHeadAsWhatTheUpstreamSaid() throws Exception {
    try (TestGateway gateway = gateway(TranscodeTest::nothing)) {
      assertThat(get(gateway, "/v1/fail/5").statusCode()).isEqualTo(404);
      assertThat(gateway.gateway().metrics())
          .contains("grpc_client_handled_total{grpc_code=\"NOT_FOUND\"")
          .doesNotContain("grpc_client_handled_total{grpc_code=\"CANCELLED\"");
    }
  }

  @Test
  void keepsADetailThatNobodyKnows() throws Exception {
    try (TestGateway gateway = gateway(TranscodeTest::nothing)) {
      HttpResponse<String> answer = get(gateway, "/v1/fail/105");
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.headers().firstValue("retry-after")).contains("2");
      assertThat(answer.body())
          .contains("\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\"")
          .contains("\"reason\":\"GONE\"")
          .contains("\"@type\":\"type.googleapis.com/nobody.knows.This\",\"value\":\"AQID\"");
      assertThat(get(gateway, "/v1/fail/205").body()).contains("100 % größer als ☃");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json; charset=utf-16"
  })
  void readsJsonOnly(String type) throws Exception {
    try (TestGateway gateway = gateway(TranscodeTest::nothing)) {
      HttpResponse<String> answer = post(gateway, "/v1/all", "{}", "content-type", type);
      assertThat(answer.statusCode()).isEqualTo(415);
      assertThat(answer.body()).contains(type);
    }
  }

  @Test
  void refusesAClientThatAcceptsNothingItCanHave() throws Exception {
    try (TestGateway gateway = gateway(TranscodeTest::nothing)) {
      assertThat(get(gateway, "/v1/query", "accept", "text/html").statusCode()).isEqualTo(406);
      assertThat(get(gateway, "/v1/stream/1", "accept", "text/html").statusCode()).isEqualTo(406);
      assertThat(get(gateway, "/v1/blob/pdf", "accept", "application/pdf").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void boundsAMessageInBothDirectionsNamingBothSizes() throws Exception {
    try (TestGateway gateway = gateway(handler -> handler.put("messageBytes", "1KiB"))) {
      HttpResponse<String> request =
          post(
              gateway,
              "/v1/all",
              "{\"s\":\"" + "x".repeat(2000) + "\"}",
              "content-type",
              "application/json");
      assertThat(request.statusCode()).isEqualTo(413);
      assertThat(request.body()).contains("2008").contains("1024").contains("\"code\":8");
      HttpResponse<String> answer =
          post(
              gateway,
              "/v1/all",
              "{\"s\":\"" + "x".repeat(1015) + "\"}",
              "content-type",
              "application/json");
      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("1024").contains("\"code\":8");
    }
  }

  @Test
  void streamsBytesBothWays() throws Exception {
    try (TestGateway gateway = gateway(TranscodeTest::nothing)) {
      HttpResponse<String> stream = get(gateway, "/v1/streamblob/3");
      assertThat(stream.body()).isEqualTo("123");
      assertThat(stream.headers().firstValue("content-type")).contains("text/plain");
      HttpResponse<String> blob = post(gateway, "/v1/blob", "any bytes", "content-type", "image/x");
      assertThat(blob.body()).contains("image/x").contains("YW55IGJ5dGVz");
      HttpResponse<String> field =
          post(gateway, "/v1/blobf/7?note=n", "any bytes", "content-type", "image/x");
      assertThat(field.body()).contains("\\\"id\\\":\\\"7\\\"").contains("YW55IGJ5dGVz");
    }
  }

  @Test
  void servesEveryMethodByItsNameWhenTold() throws Exception {
    try (TestGateway gateway = gateway(handler -> handler.put("rpcPaths", true))) {
      HttpResponse<String> answer =
          post(
              gateway,
              "/hd.tc.v1.Echo/Plain",
              "{\"text\":\"a\"}",
              "content-type",
              "application/json");
      assertThat(answer.body()).contains("\"rpc\":\"Plain\"").contains("\\\"text\\\":\\\"a\\\"");
    }
    try (TestGateway gateway = gateway(TranscodeTest::nothing)) {
      assertThat(post(gateway, "/hd.tc.v1.Echo/Plain", "{}").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aMethodWithoutAnnotationsGetsItsRulesFromTheConfiguration() throws Exception {
    JsonArray rules =
        new JsonArray()
            .add(
                new JsonObject()
                    .put("selector", "hd.tc.v1.Echo.Plain")
                    .put("get", "/plain/{text}")
                    .put("responseBody", "rpc"))
            .add(
                new JsonObject()
                    .put("selector", "hd.tc.v1.Echo.Plain")
                    .put("put", "/plain")
                    .put("body", "*"));
    try (TestGateway gateway = gateway(handler -> handler.put("rules", rules))) {
      assertThat(get(gateway, "/plain/a").body()).isEqualTo("\"Plain\"");
      HttpRequest put =
          HttpClients.request(gateway.url("/plain"))
              .PUT(HttpRequest.BodyPublishers.ofString("{\"num\":\"3\"}"))
              .build();
      assertThat(client.send(put, HttpResponse.BodyHandlers.ofString()).body())
          .contains("\\\"num\\\":\\\"3\\\"");
    }
  }

  @Test
  void anEmptyStreamHasItsForm() throws Exception {
    try (TestGateway gateway = gateway(TranscodeTest::nothing)) {
      assertThat(get(gateway, "/v1/stream/0").body()).isEqualTo("[]");
      assertThat(get(gateway, "/v1/stream/0", "accept", "application/x-ndjson").body()).isEmpty();
      HttpResponse<String> failed = get(gateway, "/v1/streamfail/0");
      assertThat(failed.statusCode()).isEqualTo(404);
      assertThat(failed.body()).contains("\"code\":5");
    }
  }

  @Test
  void anErrorAfterTheFirstItemIsTheLastItem() throws Exception {
    try (TestGateway gateway = gateway(TranscodeTest::nothing)) {
      String error = "{\"code\":5,\"message\":\"stream failed\"}";
      assertThat(get(gateway, "/v1/streamfail/1").body())
          .isEqualTo("[{\"text\":\"1\"},{\"error\":" + error + "}]");
      assertThat(get(gateway, "/v1/streamfail/1", "accept", "application/x-ndjson").body())
          .isEqualTo("{\"text\":\"1\"}\n{\"error\":" + error + "}\n");
      assertThat(get(gateway, "/v1/streamfail/1", "accept", "text/event-stream").body())
          .isEqualTo("data: {\"text\":\"1\"}\n\nevent: error\ndata: " + error + "\n\n");
    }
  }

  @Test
  void aClientStreamThatBreaksOffIsRefusedNamingTheItem() throws Exception {
    try (TestGateway gateway = gateway(TranscodeTest::nothing)) {
      HttpResponse<String> array =
          post(
              gateway,
              "/v1/collect",
              "[{\"text\":\"a\"},{\"te",
              "content-type",
              "application/json");
      assertThat(array.statusCode()).isEqualTo(400);
      assertThat(array.body()).contains("item 2");
      HttpResponse<String> all =
          post(
              gateway,
              "/v1/collect",
              "[{\"text\":\"a\"},{\"num\":\"2\"}]",
              "content-type",
              "application/json");
      assertThat(all.body()).contains("\\\"text\\\":\\\"a\\\"").contains("\\\"num\\\":\\\"2\\\"");
    }
  }
}
