package dev.drover.seed;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.CaseStudyRun;
import dev.drover.limit.CaseStudy.Outcome;
import dev.drover.testing.Futures;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.SampledLeaks;
import dev.drover.testing.SeedReport;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * SEEDS 0.2: a dependency becomes slow, 20 times faster than in the paper. Counts are asserted with
 * room for a busy machine, on which timers come late.
 */
@ExtendWith({SampledLeaks.class, NoLeaks.class})
class Seed002CaseStudyTest {
  private static final int CALLS = 1200;

  @Test
  void thePoolDiesTheEventLoopDoesNotAndTheLimitRefusesAtOnce() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      List<CaseStudyRun.Result> results =
          Futures.await(
              CaseStudyRun.run(vertx, 20, RawOrigin.refusedPort()), Duration.ofMinutes(3));
      Map<String, Outcome> measured = new HashMap<>();
      for (CaseStudyRun.Result result : results) {
        measured.put(result.route(), result.measured());
        SeedReport.row("0.2", result.route(), words(result.predicted()), words(result.measured()));
      }
      Outcome pool = requireNonNull(measured.get("pool"));
      assertThat(pool.arrived()).isEqualTo(CALLS);
      assertThat(pool.inFlight()).isEqualTo(100);
      assertThat(pool.queued()).isBetween(450, 750);
      assertThat(pool.saturatedNanos()).isPresent();
      assertThat(TimeUnit.NANOSECONDS.toMillis(pool.saturatedNanos().getAsLong()))
          .isBetween(200L, 300L);
      assertThat(pool.refused() + pool.late()).isZero();
      assertThat(pool.longestNanos()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(2900));

      Outcome async = requireNonNull(measured.get("async"));
      assertThat(async.inFlight()).isBetween(180, 320);
      assertThat(async.refused() + async.late()).isZero();
      assertThat(async.medianNanos()).isLessThan(pool.medianNanos() / 2);

      Outcome limited = requireNonNull(measured.get("limited"));
      assertThat(limited.inFlight()).isEqualTo(100);
      assertThat(limited.refused()).isBetween(450, 750);
      assertThat(limited.queued()).isZero();

      Outcome deadline = requireNonNull(measured.get("deadline"));
      assertThat(deadline.late()).isGreaterThan(1000);
      assertThat(deadline.inFlight()).isLessThan(150);
    } finally {
      Futures.await(vertx.close());
    }
  }

  private static String words(Outcome outcome) {
    return "%d answered, %d refused, %d late, %d at once, %d waiting, full at %s, p50 %d ms, max %d ms"
        .formatted(
            outcome.served(),
            outcome.refused(),
            outcome.late(),
            outcome.inFlight(),
            outcome.queued(),
            outcome.saturatedNanos().isEmpty()
                ? "-"
                : outcome.saturatedNanos().getAsLong() / 1_000_000 + " ms",
            outcome.medianNanos() / 1_000_000,
            outcome.longestNanos() / 1_000_000);
  }
}
