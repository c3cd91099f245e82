package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class PaginateTest {
  private static final byte[] NONE = new byte[0];
  private static final String ALL = "1\n2\n3\n4\n5\n";

  private static void with(
      String config, ScriptedOrigin.Script script, BiConsumer<ScriptedOrigin, Http2Calls> test) {
    JsonObject paginate = new JsonObject(config).put("upstream", "origin");
    JsonObject retry = new JsonObject().put("on", new JsonArray().add("503")).put("attempts", 2);
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestGateway gateway =
            TestConfig.http(origin.port())
                .handler("paginate", paginate)
                .route("retry", retry)
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      test.accept(origin, calls);
    }
  }

  private static String parameter(ScriptedOrigin.Call call, String name, String otherwise) {
    List<String> values = new QueryStringDecoder("?" + call.query()).parameters().get(name);
    return values == null ? otherwise : values.get(0);
  }

  /** Five items, two on a page, by number. */
  private static void numbered(ScriptedOrigin.Call call, String more) {
    int page = Integer.parseInt(parameter(call, "page", "1"));
    List<Integer> items =
        List.of(1, 2, 3, 4, 5).subList(Math.min(5, 2 * page - 2), Math.min(5, 2 * page));
    call.answer(200, "{\"items\": " + items + more + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"cursor\": {\"in\": \"/next\", \"parameter\": \"after\"}}",
        "{\"pageToken\": {\"in\": \"/next\", \"parameter\": \"after\"}}"
      })
  void cursorsAreFollowed(String config) {
    with(
        config,
        call -> {
          int after = Integer.parseInt(parameter(call, "after", "0"));
          String next = after < 4 ? ", \"next\": \"" + (after + 2) + "\"" : ", \"next\": \"\"";
          List<Integer> items = List.of(1, 2, 3, 4, 5).subList(after, Math.min(5, after + 2));
          call.answer(200, "{\"items\": " + items + next + "}");
        },
        (origin, calls) -> {
          assertThat(calls.send("GET", "/list?q=a&after=9", NONE).text()).isEqualTo(ALL);
          assertThat(origin.calls().stream().map(ScriptedOrigin.Call::query))
              .containsExactly("q=a", "q=a&after=2", "q=a&after=4");
        });
  }

  @Test
  void aPageThatIsNotFullIsTheLast() {
    with(
        "{\"page\": {\"size\": 2, \"sizeParameter\": \"n\"}}",
        call -> numbered(call, ""),
        (origin, calls) -> {
          assertThat(calls.send("GET", "/list", NONE).text()).isEqualTo(ALL);
          assertThat(origin.calls().stream().map(ScriptedOrigin.Call::query))
              .containsExactly("n=2&page=1", "n=2&page=2", "n=2&page=3");
        });
  }

  @Test
  void pagesThatAreKnownAreAskedForAtOnceAndGivenInOrder() {
    with(
        "{\"page\": {\"size\": 2, \"total\": \"/total\"}, \"ahead\": 8}",
        call -> {
          String page = parameter(call, "page", "");
          Duration late = Duration.ofMillis(page.equals("2") ? 300 : 1);
          call.after(late, () -> numbered(call, ", \"total\": 5"));
        },
        (origin, calls) -> {
          assertThat(calls.send("GET", "/list", NONE).text()).isEqualTo(ALL);
          assertThat(origin.count()).isEqualTo(3);
          assertThat(origin.maxInFlight()).isEqualTo(2);
        });
  }

  @Test
  void theAnswerHasTheFormThatIsAccepted() {
    with(
        "{\"page\": {\"size\": 2}}",
        call -> numbered(call, ""),
        (origin, calls) -> {
          Http2Calls.Answer array = calls.send("GET", "/", NONE, "accept", "application/json");
          assertThat(array.text()).isEqualTo("[1,2,3,4,5]");
          assertThat(array.headers().get("content-type")).isEqualTo("application/json");
          Http2Calls.Answer events = calls.send("GET", "/", NONE, "accept", "text/event-stream");
          assertThat(events.text()).startsWith("data: 1\n\ndata: 2\n\n").endsWith("data: 5\n\n");
          assertThat(calls.send("GET", "/", NONE, "accept", "image/png").status()).isEqualTo(406);
          assertThat(calls.send("POST", "/", NONE).status()).isEqualTo(405);
        });
  }

  @Test
  void anEmptyListIsAnEmptyArray() {
    with(
        "{\"page\": {}, \"answer\": \"array\"}",
        call -> call.answer(200, "{\"items\": []}"),
        (origin, calls) -> assertThat(calls.send("GET", "/", NONE).text()).isEqualTo("[]"));
  }

  @Test
  void pagesAreTriedAgainAsAnyRequest() {
    with(
        "{\"page\": {\"size\": 2}}",
        call -> {
          if (call.number() % 2 == 1) {
            call.answer(503, "no");
          } else {
            numbered(call, "");
          }
        },
        (origin, calls) -> {
          assertThat(calls.send("GET", "/", NONE).text()).isEqualTo(ALL);
          assertThat(origin.count()).isEqualTo(6);
        });
  }

  @Test
  void whatTheFirstPageAnswersInsteadIsGivenOn() {
    with(
        "{\"page\": {}}",
        call -> call.answer(403, "not you", "x-why", "rules"),
        (origin, calls) -> {
          Http2Calls.Answer answer = calls.send("GET", "/", NONE);
          assertThat(answer.status()).isEqualTo(403);
          assertThat(answer.text()).isEqualTo("not you");
          assertThat(answer.headers().get("x-why")).isEqualTo("rules");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "json", "reset", "large"})
  void whatGoesWrongLaterIsTheLastLineAndBreaksAnArray(String how) {
    with(
        "{\"page\": {\"size\": 2}, \"pageBytes\": \"1KiB\"}",
        call -> {
          if (parameter(call, "page", "").equals("1")) {
            numbered(call, "");
          } else if (how.equals("status")) {
            call.answer(418, "no");
          } else if (how.equals("json")) {
            call.answer(200, "{\"items\": [3,");
          } else if (how.equals("large")) {
            call.answer(200, "{\"items\": [\"" + "x".repeat(2000) + "\"]}");
          } else {
            call.cut();
          }
        },
        (origin, calls) -> {
          Http2Calls.Answer lines = calls.send("GET", "/", NONE);
          assertThat(lines.whole()).isTrue();
          assertThat(lines.text()).startsWith("1\n2\n{\"error\":").contains("Page 2");
          Http2Calls.Answer array = calls.send("GET", "/", NONE, "accept", "application/json");
          assertThat(array.whole()).isFalse();
        });
  }

  @Test
  void tooManyPagesAreAnError() {
    with(
        "{\"page\": {\"size\": 2}, \"pages\": 2}",
        call -> numbered(call, ""),
        (origin, calls) -> {
          assertThat(calls.send("GET", "/", NONE).text())
              .startsWith("1\n2\n3\n4\n{\"error\":")
              .contains("more than 2 pages");
          assertThat(origin.count()).isEqualTo(2);
        });
  }
}
