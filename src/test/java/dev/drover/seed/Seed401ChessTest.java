package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.ChessRun;
import dev.drover.testing.Futures;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.SeedReport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** SEEDS 4.1: simultaneous chess, 24 boards on one event loop. */
class Seed401ChessTest {
  private static final int ROUNDS = 10;

  /** The overhead of a machine that others use, too, is to be small beside a move. */
  private static final int SLOWER = 4;

  private static <T> T await(Future<T> future) throws Exception {
    return Futures.await(future, Duration.ofMinutes(3));
  }

  /** Of three, since others use the machine, too. */
  private static double quickest(ChessRun run, int boards) throws Exception {
    double quickest = Double.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      quickest = Math.min(quickest, await(run.play(boards, ROUNDS, false)).toNanos());
    }
    return quickest;
  }

  @Test
  void whatArithmeticSays() {
    assertThat(ChessRun.predicted(24, 30, true)).isEqualTo(Duration.ofMillis(43_200));
    assertThat(ChessRun.predicted(24, 30, false)).isEqualTo(Duration.ofMillis(3_600));
    assertThat(ChessRun.predicted(6, 30, false)).isEqualTo(Duration.ofMillis(1_800));
    assertThat(ChessRun.predicted(12, 30, false)).isEqualTo(Duration.ofMillis(1_800));
    assertThat(ChessRun.predicted(48, 30, false)).isEqualTo(Duration.ofMillis(7_200));
  }

  /**
   * Two minutes on a machine with nothing else to do; {@code drover bench chess} shows the same.
   */
  @Test
  @Tag("slow")
  @EnabledIfSystemProperty(named = "drover.quiet", matches = "true")
  void allAtOnceIsTwelveTimesFaster() throws Exception {
    try (ChessRun run = await(ChessRun.start(Vertx.vertx(), RawOrigin.refusedPort(), SLOWER))) {
      await(run.play(48, 2, false));
      double serial = await(run.play(24, ROUNDS, true)).toNanos();
      double async = quickest(run, 24);
      double few = quickest(run, 6);
      double crossing = quickest(run, 12);
      double many = quickest(run, 48);
      SeedReport.row(
          "4.1",
          "24 boards, 20 ms on one loop and 220 ms of waiting (4:1), " + ROUNDS + " of 30 rounds",
          "12.0 times (43.2 s : 3.60 s); 6 boards as long as 12; 48 twice as long as 24",
          String.format(
              Locale.ROOT,
              "%.1f times (%.2f s : %.2f s); 6: %.2f s, 12: %.2f s, 48: %.2f s",
              serial / async,
              serial / 1e9,
              async / 1e9,
              few / 1e9,
              crossing / 1e9,
              many / 1e9));
      assertThat(serial / async).as("serial to async").isBetween(9.0, 13.5);
      assertThat(many / async).as("48 boards to 24: the loop is the bound").isBetween(1.6, 2.4);
      assertThat(crossing / few).as("12 boards to 6: a reply is the bound").isBetween(0.7, 1.6);
    }
  }
}
