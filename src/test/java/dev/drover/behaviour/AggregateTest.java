package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.drover.testing.Eventually;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.TestGateway;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Routes that make one answer from many calls. */
@ExtendWith(NoLeaks.class)
class AggregateTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String JSON = "application/json";

  private final ScriptedOrigin origin = ScriptedOrigin.start(AggregateTest::serve);
  private final HttpClient client = HttpClients.http1();
  private final TestGateway gateway =
      TestGateway.start(
          config(
              """
              {"id": "dag", "match": {"path": "/dag/{id}"}, "aggregate": {
                "calls": {
                  "user": {"upstream": "origin", "path": "/users/{path.id}"},
                  "orders": {"upstream": "origin", "path": "/orders",
                             "query": {"of": "=user.body.name", "size": "2", "x": "==a"}},
                  "vip": {"upstream": "origin", "path": "/vip", "when": "user.body.name == 'nobody'"},
                  "prime": {"task": "primes", "input": {"number": "=orders.body.total"}},
                  "note": {"upstream": "origin", "path": "/echo", "method": "POST",
                           "headers": {"x-name": "=user.body.name"},
                           "body": {"for": "=user.body.name", "list": [1, "=orders.status"]}}},
                "answer": {"name": "=user.body.name", "orders": "=orders.body.total",
                           "prime": "=prime.body.prime", "vip": "=vip.skipped",
                           "note": "=note.body", "type": "=user.headers['content-type']"},
                "status": "=orders.body.total > 6 ? 203 : 200",
                "headers": {"x-total": "=orders.body.total"}}},
              {"id": "each", "match": {"path": "/each"}, "aggregate": {
                "concurrency": 3, "policy": "partial",
                "calls": {"pages": {"upstream": "origin", "path": "/wait/{id}",
                  "foreach": {"in": "request.body.ids", "as": "id", "max": 20}}},
                "answer": {"pages": "=pages.map(p, p.ok ? p.body : null)"}}},
              {"id": "arrival", "match": {"path": "/arrival"}, "aggregate": {
                "calls": {"pages": {"upstream": "origin", "path": "/wait/{id}",
                  "part": {"id": "=result.body", "index": "=index"},
                  "foreach": {"in": "request.body.ids", "as": "id", "order": "arrival"}}}}},
              {"id": "declared", "match": {"path": "/declared"}, "aggregate": {
                "stream": "ndjson",
                "calls": {"pages": {"upstream": "origin", "path": "/wait/{id}",
                  "part": "=result.body",
                  "foreach": {"in": "request.body.ids", "as": "id"}}}}},
              {"id": "few", "match": {"path": "/few"}, "timeout": "400ms", "aggregate": {
                "policy": "partial",
                "calls": {"slow": {"upstream": "origin", "path": "/never"},
                          "quick": {"upstream": "origin", "path": "/vip"}}}}
              """));

  private static String config(int port, String routes) {
    return """
    {"listeners": [{"host": "127.0.0.1", "port": 0}],
     "accessLog": {"enabled": false},
     "upstreams": {"origin": {"protocol": "http", "version": "http-2",
                              "endpoints": ["127.0.0.1:%d"]}},
     "routes": [%s]}
    """
        .formatted(port, routes);
  }

  private String config(String routes) {
    return config(origin.port(), routes);
  }

  private static void serve(ScriptedOrigin.Call call) {
    String path = call.path();
    if (path.startsWith("/users/")) {
      call.answer(
          200,
          "{\"name\":\"" + path.substring("/users/".length()) + "\"}",
          "content-type",
          JSON + "; charset=utf-8");
    } else if (path.startsWith("/wait/")) {
      String id = path.substring("/wait/".length());
      if (id.equals("gone")) {
        call.after(Duration.ofMillis(150), () -> call.answer(404, ""));
      } else {
        call.after(
            Duration.ofMillis(Long.parseLong(id)),
            () -> call.answer(200, id, "content-type", JSON));
      }
    } else if (path.equals("/echo")) {
      call.answer(200, "{\"seen\":\"" + call.header("x-name") + "\"}", "content-type", JSON);
    } else if (!path.equals("/never")) {
      call.answer(200, "{\"total\":7}", "content-type", JSON);
    }
  }

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  private HttpResponse<String> post(String path, String ids, String... headers)
      throws IOException, InterruptedException {
    return HttpClients.post(client, gateway.url(path), "{\"ids\":" + ids + "}", headers);
  }

  @Test
  void callsUseWhatOthersHaveBrought() throws Exception {
    HttpResponse<String> answer = HttpClients.get(client, gateway.url("/dag/a%20d%2Fa"));
    assertThat(answer.body())
        .isEqualTo(
            "{\"name\":\"a%20d%2Fa\",\"orders\":7,\"prime\":true,\"vip\":true,"
                + "\"note\":{\"seen\":\"a%20d%2Fa\"},\"type\":\"application/json; charset=utf-8\"}");
    assertThat(answer.statusCode()).isEqualTo(203);
    assertThat(answer.headers().firstValue("x-total")).contains("7");
    assertThat(origin.calls().stream().map(ScriptedOrigin.Call::path))
        .containsExactly("/users/a%20d%2Fa", "/orders", "/echo");
  }

  @Test
  void aListIsWorkedOffInItsOrderWithABound() throws Exception {
    HttpResponse<String> answer = post("/each", "[\"40\",\"30\",\"20\",\"10\",\"gone\",\"1\"]");
    assertThat(answer.body())
        .startsWith("{\"pages\":[40,30,20,10,null,1],\"errors\":[{\"call\":\"pages\",\"index\":4,")
        .contains("\"status\":404");
    assertThat(origin.maxInFlight()).isEqualTo(3);
    assertThat(post("/each", "[]").body()).isEqualTo("{\"pages\":[],\"errors\":[]}");
  }

  @Test
  void aListHasABound() throws Exception {
    HttpResponse<String> answer = post("/each", "[" + "\"1\",".repeat(20) + "\"1\"]");
    assertThat(answer.body()).contains("Its list has 21 items; at most 20 are allowed.");
    assertThat(origin.count()).isZero();
  }

  @Test
  void whatIsNotThereIsTheClientsFault() throws Exception {
    HttpResponse<String> answer = HttpClients.post(client, gateway.url("/arrival"), "{}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("The call \\\"pages\\\" has failed. What it needs is not in the request.");
    assertThat(HttpClients.post(client, gateway.url("/arrival"), "{").statusCode()).isEqualTo(400);
    assertThat(post("/arrival", "[\"..\"]").body()).contains("dot segment");
  }

  @Test
  void partsComeAsTheyArrive() throws Exception {
    HttpResponse<String> lines =
        post("/arrival", "[\"200\",\"1\",\"100\"]", "accept", "application/x-ndjson");
    assertThat(lines.headers().firstValue("content-type")).contains("application/x-ndjson");
    assertThat(lines.body())
        .isEqualTo("{\"id\":1,\"index\":1}\n{\"id\":100,\"index\":2}\n{\"id\":200,\"index\":0}\n");
    HttpResponse<String> events =
        post("/arrival", "[\"100\",\"1\"]", "accept", "text/event-stream");
    assertThat(events.body())
        .isEqualTo(
            "event: pages\ndata: {\"id\":1,\"index\":1}\n\n"
                + "event: pages\ndata: {\"id\":100,\"index\":0}\n\n");
    assertThat(post("/arrival", "[\"60\",\"1\"]").body()).isEqualTo("{\"pages\":[1,60]}");
  }

  @Test
  void partsKeepTheOrderOfTheItems() throws Exception {
    assertThat(post("/declared", "[\"80\",\"1\",\"40\"]").body()).isEqualTo("80\n1\n40\n");
  }

  @Test
  void aFailureOnTheWayIsTheLastLine() throws Exception {
    HttpResponse<String> lines =
        post("/arrival", "[\"1\",\"gone\",\"5000\"]", "accept", "application/x-ndjson");
    assertThat(lines.body())
        .contains("{\"error\":{\"reason\":\"CALL_FAILED\"")
        .contains("has failed for item 1.")
        .endsWith("}\n");
    Eventually.await(() -> origin.inFlight() == 0, SOON, "The others go on.");
  }

  @Test
  void timeIsLeftToSayWhatWasLate() throws Exception {
    HttpResponse<String> answer = HttpClients.get(client, gateway.url("/few"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .startsWith("{\"slow\":null,\"quick\":{\"total\":7},\"errors\":[{\"call\":\"slow\"")
        .contains("\"status\":504");
  }

  @Test
  void refusesPlansThatCannotWork() {
    refused("\"calls\": {}", "expected an object of at least 1 key");
    refused(
        "\"concurrency\": 0, \"calls\": {\"a\": {\"upstream\": \"origin\", \"path\": \"/\"}}",
        "/routes/0/aggregate/concurrency: expected a whole number from 1 to 1000");
    refused(
        """
        "calls": {"a": {"upstream": "origin", "path": "/{b.body}"},
                  "b": {"upstream": "origin", "path": "/", "when": "c.ok"},
                  "c": {"upstream": "origin", "path": "/", "after": ["a", "d"]}}
        """,
        "/routes/0/aggregate/calls/a: these calls wait for each other: a -> b -> c -> a",
        "/routes/0/aggregate/calls/c/after/1: no call is named \"d\"");
    refused(
        """
        "calls": {"a": {"upstream": "origin", "path": "/{nobody.body}", "headers": {"x": "=1 +"}},
                  "in": {"task": "nope"}}
        """,
        "calls/a/path: the expression is wrong at line 1, column 1: undeclared reference",
        "calls/a/headers/x: the expression is wrong at line 1",
        "calls/in: the name \"in\" means something in expressions",
        "no task is called \"nope\"");
    refused(
        "\"policy\": \"partial\", \"answer\": \"=a.body\", \"status\": 99,"
            + " \"calls\": {\"a\": {\"upstream\": \"origin\", \"path\": \"/\", \"task\": \"x\"}}",
        "expected exactly one of \"path\", \"call\" and \"task\"");
  }

  private void refused(String plan, String... sentences) {
    String json = config("{\"id\": \"bad\", \"aggregate\": {" + plan + "}}");
    assertThatThrownBy(() -> TestGateway.start(json).close())
        .satisfies(
            thrown ->
                assertThat(thrown)
                    .cause()
                    .extracting(cause -> String.valueOf(cause.getMessage()), STRING)
                    .contains(List.of(sentences)));
  }
}
