package dev.drover.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.FakeClock;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilterTest {
  private final List<String> log = new ArrayList<>();
  private final Handler end =
      exchange -> {
        log.add("end");
        return Future.succeededFuture(Response.of(200));
      };

  @Test
  void requestsPassInOrderAndResponsesInReverse() {
    run(named("A").before(named("B").before(named("C").before(end))));

    assertThat(log).containsExactly("A>", "B>", "C>", "end", "<C", "<B", "<A");
  }

  @Test
  void aFilterMayAnswerByItself() {
    Filter cache = (exchange, next) -> Future.succeededFuture(Response.of(304));

    Response response = run(named("A").before(cache.before(named("C").before(end))));

    assertThat(log).containsExactly("A>", "<A");
    assertThat(response.status()).isEqualTo(304);
  }

  @Test
  void aFilterMayCallTheNextOneTwice() {
    Filter retry = (exchange, next) -> next.handle(exchange).compose(any -> next.handle(exchange));

    run(named("A").before(retry.before(named("C").before(end))));

    assertThat(log).containsExactly("A>", "C>", "end", "<C", "C>", "end", "<C", "<A");
  }

  private Filter named(String name) {
    return (exchange, next) -> {
      log.add(name + ">");
      return next.handle(exchange).onSuccess(response -> log.add("<" + name));
    };
  }

  private static Response run(Handler handler) {
    Request request =
        new Request(
            new Head(HttpMethod.GET, "test", "/", HttpHeaders.headers()),
            "/",
            null,
            Request.Version.HTTP_2,
            "http",
            Body.none(),
            new Request.Peer("127.0.0.1", 1),
            "127.0.0.1");
    Wheel wheel = new Wheel(new FakeClock(), 1, 1, when -> {});
    return handler.handle(new Exchange("id", request, wheel, failure -> {})).result();
  }
}
