package dev.drover.filter.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ConfigReader;
import dev.drover.testing.Eventually;
import dev.drover.testing.FakeClock;
import dev.drover.testing.Futures;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.Signer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often an issuer is asked for its keys, by a clock of the test's. */
class JwksUrlTest {
  private final Vertx vertx = Vertx.vertx();
  private final FakeClock clock = new FakeClock();
  private final Counter fetches = new SimpleMeterRegistry().counter("fetches");
  private final Counter failures = new SimpleMeterRegistry().counter("failures");
  private final String json = Signer.jwks(Signer.ec("k1"));
  private final RawOrigin issuer = RawOrigin.answering(RawOrigin.ok(json));

  @AfterEach
  void close() {
    issuer.close();
    Futures.await(vertx.close());
  }

  private JwksUrl keys(int port) {
    JwtConfig.Jwks config =
        ConfigReader.plain(
            JwtConfig.Jwks.class,
            "{\"url\": \"http://127.0.0.1:%d/\", \"every\": \"1h\", \"pause\": \"5s\"}"
                .formatted(port),
            "test");
    return new JwksUrl(
        vertx, config, new KeyText(Set.of("ES256"), false), clock, fetches, failures);
  }

  private static void await(Future<Void> future) {
    Eventually.await(future::isComplete, Duration.ofSeconds(10), "The keys are not fetched");
  }

  @Test
  void thereIsOneFetchInAPauseHoweverManyAsk() {
    JwksUrl keys = keys(issuer.port());
    Eventually.await(() -> keys.current().size() == 1, Duration.ofSeconds(10), "There are no keys");
    KeySet first = keys.current();
    for (int i = 0; i < 1000; i++) {
      Future<Void> again = keys.refresh();
      if (again != null) { // the first fetch is about to end
        await(again);
      }
    }
    assertThat(issuer.requests()).hasSize(1);

    clock.advance(Duration.ofSeconds(5));
    await(Objects.requireNonNull(keys.refresh()));
    assertThat(keys.refresh()).isNull();
    assertThat(issuer.requests()).hasSize(2);
    assertThat(keys.current()).isSameAs(first);
    Eventually.await(() -> fetches.count() == 2, Duration.ofSeconds(10), "It is not counted");
    keys.close();
    clock.advance(Duration.ofHours(1));
    assertThat(keys.refresh()).isNull();
  }

  @Test
  void anIssuerThatIsAwayIsNotAskedInEachRequest() {
    JwksUrl keys = keys(RawOrigin.refusedPort());
    Eventually.await(() -> failures.count() == 1, Duration.ofSeconds(10), "It is not noticed");
    Eventually.await(() -> keys.refresh() == null, Duration.ofSeconds(10), "It is asked again");
    assertThat(failures.count()).isEqualTo(1);
    assertThat(keys.current().size()).isZero();
    keys.close();
  }
}
