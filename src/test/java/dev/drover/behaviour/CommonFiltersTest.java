package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.Futures;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.TestGateway;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is said once is around every route that does not decline it, and outside of its own. */
@ExtendWith(NoLeaks.class)
class CommonFiltersTest {
  private static final String COMMON =
      """
      {"listeners": [{"host": "127.0.0.1", "port": 0}],
       "filters": [%s],
       "routes": [
         {"id": "a", "match": {"path": "/a"}, "respond": {"body": "a"}},
         {"id": "b", "match": {"path": "/b"}, "respond": {"body": "b"},
          "filters": [{"headers": {"response": {"set": {"x-by": "b"}, "add": {"x-also": "b"}}}}]},
         {"id": "bare", "match": {"path": "/bare"}, "respond": {"body": "c"},
          "commonFilters": false}
       ]}
      """;
  private static final String MARK =
      "{\"headers\": {\"response\": {\"set\": {\"x-by\": \"all\"}}}}";

  private final HttpClient client = HttpClients.http1();

  private static TestGateway gateway(String filters) {
    return TestGateway.start(COMMON.formatted(filters));
  }

  private HttpResponse<String> get(TestGateway gateway, String path) throws Exception {
    return HttpClients.get(client, gateway.url(path));
  }

  private String mark(TestGateway gateway, String path) throws Exception {
    return get(gateway, path).headers().firstValue("x-by").orElse("");
  }

  @Test
  void theyAreOutermostAndMayBeDeclined() throws Exception {
    try (TestGateway gateway = gateway(MARK)) {
      assertThat(mark(gateway, "/a")).isEqualTo("all");
      assertThat(mark(gateway, "/b")).as("the outermost has the last word").isEqualTo("all");
      assertThat(get(gateway, "/b").headers().firstValue("x-also")).hasValue("b");
      assertThat(mark(gateway, "/bare")).isEmpty();
    }
  }

  @Test
  void eachRouteCountsForItself() throws Exception {
    String limit = "{\"rateLimit\": {\"limits\": [{\"requests\": 1, \"window\": \"1h\"}]}}";
    try (TestGateway gateway = gateway(limit)) {
      assertThat(get(gateway, "/a").statusCode()).isEqualTo(200);
      assertThat(get(gateway, "/a").statusCode()).isEqualTo(429);
      assertThat(get(gateway, "/b").statusCode()).isEqualTo(200);
      assertThat(get(gateway, "/b").statusCode()).isEqualTo(429);
      assertThat(get(gateway, "/bare").statusCode()).isEqualTo(200);
      assertThat(get(gateway, "/bare").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theyChangeWhileTheGatewayRuns() throws Exception {
    try (TestGateway gateway = gateway(MARK)) {
      assertThat(Futures.await(gateway.gateway().reload(COMMON.formatted(""), "next")))
          .containsExactly("Route a has changed.", "Route b has changed.");
      assertThat(mark(gateway, "/a")).isEmpty();
      assertThat(mark(gateway, "/b")).isEqualTo("b");
    }
  }

  @Test
  void whatIsWrongWithOneIsToldOnceAndWhereItStands() {
    assertThatThrownBy(() -> gateway("{\"basic\": {\"users\": \"u\", \"forward\": {\"\": \"x\"}}}"))
        .rootCause()
        .message()
        .containsOnlyOnce("/filters/0/basic/forward: \"\" is no name");
  }
}
