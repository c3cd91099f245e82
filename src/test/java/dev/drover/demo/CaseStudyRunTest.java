package dev.drover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Futures;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The case study so fast that nothing of it is measured: every call ends, and no buffer is lost.
 */
@ExtendWith(NoLeaks.class)
class CaseStudyRunTest {
  private static final int TIMES = 100;

  @Test
  void everyCallEndsOnEachRoute() {
    Vertx vertx = Vertx.vertx();
    try {
      assertThat(
              Futures.await(
                  CaseStudyRun.run(vertx, TIMES, RawOrigin.refusedPort()), Duration.ofMinutes(3)))
          .extracting(CaseStudyRun.Result::route)
          .containsExactly("pool", "async", "limited", "deadline");
    } finally {
      Futures.await(vertx.close());
    }
  }
}
