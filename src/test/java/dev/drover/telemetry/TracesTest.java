package dev.drover.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.exchange.Exchange;
import dev.drover.status.Failure;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;

class TracesTest {
  private final Exchanges exchanges = new Exchanges();
  private final Traces traces = new Traces();

  private boolean shown() {
    Exchange exchange = exchanges.http(HttpMethod.GET, "/");
    Failure failure = Failure.from(new IllegalStateException("broken on purpose"));
    exchange.fail(failure);
    return traces.show(exchange, failure);
  }

  @Test
  void tenASecondAreShown() {
    for (int i = 0; i < 10; i++) {
      assertThat(shown()).isTrue();
    }
    assertThat(shown()).isFalse();
    exchanges.pass(1000);
    assertThat(shown()).isTrue();
  }
}
