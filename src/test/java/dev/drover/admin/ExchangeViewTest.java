package dev.drover.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Request;
import dev.drover.exchange.Stage;
import dev.drover.exchange.Wheel;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;

class ExchangeViewTest {
  private long now = 1_000_000_000L;

  @Test
  void itShowsTheStationReachedLastThoughAnotherAttemptHasLeft() {
    Request request =
        new Request(
            new Head(HttpMethod.GET, "api.example", "/home?token=x", HttpHeaders.headers()),
            "/home",
            "token=x",
            Request.Version.HTTP_1_1,
            "http",
            Body.none(),
            new Request.Peer("192.0.2.7", 40123),
            "198.51.100.4");
    Exchange exchange =
        new Exchange("id-1", request, new Wheel(() -> now, 1_000_000, 8, when -> {}), why -> {});
    now += 1_500_000;
    exchange.routed("home", "GET");
    now += 500_000;
    exchange.attempt("10.0.0.1:80");
    now += 3_000_000;
    exchange.answered(503);
    now += 1_000_000;
    exchange.attempt("10.0.0.2:80");
    ExchangeView view = ExchangeView.of(exchange, now + 4_000_000);
    assertThat(view.stage()).isEqualTo(Stage.SENT);
    assertThat(view.ageMs()).isEqualTo(10);
    assertThat(view.endpoint()).isEqualTo("10.0.0.2:80");
    assertThat(view.path()).isEqualTo("/home");
    assertThat(view.stamps())
        .containsEntry(Stage.RECEIVED, 0.0)
        .containsEntry(Stage.ROUTED, 1.5)
        .containsEntry(Stage.SENT, 6.0)
        .containsEntry(Stage.ANSWERED, 5.0)
        .doesNotContainKey(Stage.ENDED);
  }
}
