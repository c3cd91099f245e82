package dev.drover.seed;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.CaseStudyRun;
import dev.drover.limit.CaseStudy.Outcome;
import dev.drover.testing.Futures;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.SeedReport;
import dev.drover.testing.SteppedTime;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * SEEDS 0.2: a dependency becomes slow, 20 times faster than in the paper. Time is passed in, so
 * what the gateway does is what arithmetic says, to the call, on any machine; {@code drover bench
 * case-study} does the same by the clock. Only deadlines are the gateway's own.
 */
@ExtendWith(NoLeaks.class)
class Seed002CaseStudyTest {
  private static final int CALLS = 1200;

  @Test
  void thePoolDiesTheEventLoopDoesNotAndTheLimitRefusesAtOnce() throws Exception {
    // One thread for all is what makes so many steps quick on a machine that is busy.
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      List<CaseStudyRun.Result> results =
          Futures.await(
              CaseStudyRun.run(
                  vertx,
                  20,
                  RawOrigin.refusedPort(),
                  route ->
                      route.deadline().isZero() ? SteppedTime.atOnce() : SteppedTime.paced(vertx)),
              Duration.ofMinutes(3));
      Map<String, CaseStudyRun.Result> byRoute = new HashMap<>();
      for (CaseStudyRun.Result result : results) {
        byRoute.put(result.route(), result);
        SeedReport.row("0.2", result.route(), words(result.predicted()), words(result.measured()));
      }
      CaseStudyRun.Result pool = requireNonNull(byRoute.get("pool"));
      assertThat(pool.measured())
          .usingRecursiveComparison()
          .ignoringFields("saturatedNanos")
          .isEqualTo(pool.predicted());
      assertThat(pool.measured().arrived()).isEqualTo(CALLS);
      assertThat(pool.measured().served()).isEqualTo(500);
      assertThat(pool.measured().queued()).isEqualTo(600);
      assertThat(pool.measured().saturatedNanos()).isPresent();
      assertThat(TimeUnit.NANOSECONDS.toMillis(pool.measured().saturatedNanos().getAsLong()))
          .isBetween(200L, 300L);

      CaseStudyRun.Result async = requireNonNull(byRoute.get("async"));
      assertThat(async.measured()).isEqualTo(async.predicted());
      assertThat(async.measured().inFlight()).isEqualTo(200);

      CaseStudyRun.Result limited = requireNonNull(byRoute.get("limited"));
      assertThat(limited.measured())
          .usingRecursiveComparison()
          .ignoringFields("saturatedNanos")
          .isEqualTo(limited.predicted());
      assertThat(limited.measured().refused()).isEqualTo(600);

      Outcome deadline = requireNonNull(byRoute.get("deadline")).measured();
      assertThat(deadline.served() + deadline.refused()).isZero();
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
