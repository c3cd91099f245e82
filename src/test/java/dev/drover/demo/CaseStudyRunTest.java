package dev.drover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Futures;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The case study by the clock, so fast that nothing of it is measured: every call ends. */
@ExtendWith(NoLeaks.class)
class CaseStudyRunTest {
  private static final int FASTER = 100;

  @Test
  void everyCallEndsOnEachRoute() {
    Vertx vertx = Vertx.vertx();
    try {
      List<CaseStudyRun.Result> results =
          Futures.await(
              CaseStudyRun.run(
                  vertx, FASTER, RawOrigin.refusedPort(), route -> new CaseTime.Clock(vertx)),
              Duration.ofMinutes(3));
      assertThat(results)
          .extracting(CaseStudyRun.Result::route)
          .containsExactly("pool", "async", "limited", "deadline");
      assertThat(results).allMatch(result -> result.measured().arrived() == 1200);
    } finally {
      Futures.await(vertx.close());
    }
  }
}
