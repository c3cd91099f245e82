package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(NoLeaks.class)
class CacheTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private static void with(
      ScriptedOrigin.Script script, BiConsumer<ScriptedOrigin, Http2Calls> test) {
    with(new JsonObject(), script, test);
  }

  private static void with(
      JsonObject config,
      ScriptedOrigin.Script script,
      BiConsumer<ScriptedOrigin, Http2Calls> test) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestGateway gateway = TestConfig.http(origin.port()).filter("cache", config).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      test.accept(origin, calls);
    }
  }

  /** Sends a request whose head is all of it. */
  private static Future<Http2Calls.Answer> start(
      Http2Calls calls, String method, String path, String... headers) {
    return calls.open(method, path, headers).compose(Http2Calls::bare);
  }

  private static Http2Calls.Answer send(
      Http2Calls calls, String method, String path, String... headers) {
    return Http2Calls.await(start(calls, method, path, headers));
  }

  private static String status(Http2Calls.Answer answer) {
    return "" + answer.headers().get("cache-status");
  }

  @Test
  void aHundredAtOnceCostOneCall() {
    with(
        call ->
            call.after(
                Duration.ofMillis(300),
                () -> call.answer(200, "news", "cache-control", "max-age=60")),
        (origin, calls) -> {
          List<Future<Http2Calls.Answer>> all = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            all.add(start(calls, "GET", "/news"));
          }
          for (Future<Http2Calls.Answer> one : all) {
            Http2Calls.Answer answer = Http2Calls.await(one);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("news");
          }
          assertThat(origin.count()).isEqualTo(1);
        });
  }

  @Test
  void whatIsFreshIsUsed() {
    with(
        call ->
            call.answer(200, "n" + call.number(), "cache-control", "max-age=60", "etag", "\"1\""),
        (origin, calls) -> {
          assertThat(status(send(calls, "GET", "/a?b=1"))).isEqualTo("drover; fwd=miss; stored");
          Http2Calls.Answer hit = send(calls, "GET", "/a?b=1");
          assertThat(hit.text()).isEqualTo("n1");
          assertThat(status(hit)).startsWith("drover; hit; ttl=");
          assertThat(hit.headers().get("age")).isIn("0", "1", "2");
          Http2Calls.Answer head = send(calls, "HEAD", "/a?b=1");
          assertThat(head.headers().get("content-length")).isEqualTo("2");
          Http2Calls.Answer same = send(calls, "GET", "/a?b=1", "if-none-match", "W/\"1\"");
          assertThat(same.status()).isEqualTo(304);
          assertThat(same.headers().get("etag")).isEqualTo("\"1\"");
          assertThat(origin.count()).isEqualTo(1);

          send(calls, "GET", "/a?b=2");
          send(calls, "GET", "/a?b=1", "cache-control", "no-cache");
          send(calls, "GET", "/a?b=1", "cache-control", "no-store");
          send(calls, "GET", "/a?b=1", "range", "bytes=0-1");
          assertThat(origin.count()).isEqualTo(5);
          send(calls, "GET", "/a?b=2", "cache-control", "only-if-cached");
          assertThat(send(calls, "GET", "/c", "cache-control", "only-if-cached").status())
              .isEqualTo(504);
          assertThat(origin.count()).isEqualTo(5);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cache-control | no-store",
        "cache-control | private, max-age=60",
        "cache-control | max-age=0",
        "cache-control | no-cache",
        "vary | *",
        "set-cookie | a=b",
        "content-type | text/event-stream",
        "content-range | bytes 0-1/2",
        "expires | Thu, 01 Jan 1970 00:00:00 GMT",
        "last-modified | Thu, 01 Jan 1970 00:00:00 GMT"
      })
  void thatIsNotKept(String name, String value) {
    boolean dated = name.equals("expires") || name.equals("last-modified");
    with(
        call -> {
          if (name.equals("cache-control") || dated) {
            call.answer(200, "x", name, value);
          } else {
            call.answer(200, "x", "cache-control", "max-age=60", name, value);
          }
        },
        (origin, calls) -> {
          send(calls, "GET", "/");
          Http2Calls.Answer second = send(calls, "GET", "/");
          assertThat(second.text()).isEqualTo("x");
          assertThat(status(second)).isEqualTo("drover; fwd=miss");
          assertThat(origin.count()).isEqualTo(2);
        });
  }

  @ParameterizedTest
  @CsvSource({"'max-age=60',2", "'public, max-age=60',1", "'s-maxage=60',1"})
  void answersForWhoIsKnownAreSharedOnlyWhenTheySaySo(String said, int expected) {
    with(
        call -> call.answer(200, "x", "cache-control", said),
        (origin, calls) -> {
          send(calls, "GET", "/", "authorization", "Bearer a");
          send(calls, "GET", "/", "authorization", "Bearer b");
          assertThat(origin.count()).isEqualTo(expected);
        });
  }

  @Test
  void answersThatVaryAreKeptApart() {
    with(
        call ->
            call.answer(
                200,
                "" + call.header("accept-language"),
                "cache-control",
                "max-age=60",
                "vary",
                "Accept-Language"),
        (origin, calls) -> {
          for (String language : List.of("de", "en", "de", "en")) {
            assertThat(send(calls, "GET", "/", "accept-language", language).text())
                .isEqualTo(language);
          }
          assertThat(origin.count()).isEqualTo(2);
        });
  }

  @Test
  void whatIsStaleIsConfirmed() {
    with(
        call -> {
          if ("\"1\"".equals(call.header("if-none-match"))) {
            call.answer(304, "", "cache-control", "max-age=0", "etag", "\"1\"", "x-new", "yes");
          } else {
            call.answer(200, "long", "cache-control", "max-age=0", "etag", "\"1\"");
          }
        },
        (origin, calls) -> {
          send(calls, "GET", "/");
          Http2Calls.Answer answer = send(calls, "GET", "/");
          assertThat(answer.status()).isEqualTo(200);
          assertThat(answer.text()).isEqualTo("long");
          assertThat(answer.headers().get("x-new")).isEqualTo("yes");
          assertThat(status(answer)).startsWith("drover; hit; fwd=stale; fwd-status=304");
          assertThat(send(calls, "GET", "/", "if-none-match", "\"1\"").status()).isEqualTo(304);
          assertThat(origin.count()).isEqualTo(3);
        });
  }

  @Test
  void whatIsStaleIsUsedWhileItIsConfirmedAndWhileItCannotBe() {
    with(
        call -> {
          if (call.number() == 1) {
            String said = "max-age=0, stale-while-revalidate=60, stale-if-error=60";
            call.answer(200, "old", "cache-control", said, "etag", "\"1\"");
          } else {
            call.answer(503, "no");
          }
        },
        (origin, calls) -> {
          send(calls, "GET", "/");
          assertThat(send(calls, "GET", "/").text()).isEqualTo("old");
          Eventually.await(() -> origin.count() == 2, SOON, "It was not confirmed meanwhile.");
          Http2Calls.Answer error = send(calls, "GET", "/", "cache-control", "max-age=0");
          assertThat(error.text()).isEqualTo("old");
        });
  }

  @Test
  void whatChangesThingsDropsThem() {
    with(
        call -> call.answer(200, "n" + call.number(), "cache-control", "max-age=60"),
        (origin, calls) -> {
          send(calls, "GET", "/a");
          calls.send("PUT", "/a", new byte[1]);
          assertThat(send(calls, "GET", "/a").text()).isEqualTo("n3");
        });
  }

  @Test
  void aLeaderThatLeavesIsFollowedByAnother() {
    with(
        call -> {
          if (call.number() > 1) {
            call.answer(200, "second", "cache-control", "max-age=60");
          }
        },
        (origin, calls) -> {
          HttpClientRequest first = Http2Calls.await(calls.open("GET", "/"));
          Future<Http2Calls.Answer> gone = Http2Calls.answer(first);
          first.setChunked(false).end();
          Eventually.await(() -> origin.count() == 1, SOON, "It has not come.");
          Future<Http2Calls.Answer> second = start(calls, "GET", "/");
          Future<Http2Calls.Answer> third = start(calls, "GET", "/");
          Eventually.holds(() -> origin.count() == 1, Duration.ofMillis(200), "It did not wait.");
          first.reset(8);
          assertThat(Http2Calls.await(second).text()).isEqualTo("second");
          assertThat(Http2Calls.await(third).text()).isEqualTo("second");
          assertThat(Http2Calls.await(gone).whole()).isFalse();
          assertThat(origin.count()).isEqualTo(2);
        });
  }

  @Test
  void thoseWhoWaitGoThemselvesWhenNothingIsShared() {
    with(
        new JsonObject().put("waitTime", "200ms"),
        call -> {
          if (call.number() > 1) {
            call.answer(200, "mine");
          }
        },
        (origin, calls) -> {
          start(calls, "GET", "/");
          Eventually.await(() -> origin.count() == 1, SOON, "It has not come.");
          assertThat(send(calls, "GET", "/").text()).isEqualTo("mine");
          origin
              .calls()
              .get(0)
              .after(Duration.ofMillis(1), () -> origin.calls().get(0).answer(200, "x"));
        });
  }

  @Test
  void whatIsTooLongPassesAndIsNotKept() {
    with(
        new JsonObject().put("maxEntry", "1KiB"),
        call -> call.answer(200, "x".repeat(2000), "cache-control", "max-age=60"),
        (origin, calls) -> {
          assertThat(send(calls, "GET", "/").body()).hasSize(2000);
          assertThat(send(calls, "GET", "/").body()).hasSize(2000);
          assertThat(origin.count()).isEqualTo(2);
        });
  }
}
