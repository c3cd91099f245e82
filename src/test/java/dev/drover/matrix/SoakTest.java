package dev.drover.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.Soak;
import dev.drover.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything at once, for twenty seconds or {@code -Ddrover.soak=PT10M}: clients of all protocols,
 * a list in pages, calls put together and tasks, while upstreams come and go, schemas and the
 * configuration change, and rude clients do what they like. No call may fail that should not, and
 * when it is quiet nothing is left behind.
 */
@Tag("slow")
@ExtendWith(NoLeaks.class)
class SoakTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long MIB = 1 << 20;

  private final Path folder;
  private final Duration time = Soak.time(Duration.ofSeconds(20));

  SoakTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** For clients and servers, whose event loops may be as slow as they are. */
  static Vertx patientVertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setMaxEventLoopExecuteTimeUnit(TimeUnit.MINUTES)
            .setMaxEventLoopExecuteTime(1));
  }

  @Test
  void nothingFailsThatShouldNotAndNothingIsLeft() throws Exception {
    Vertx vertx = patientVertx();
    try (SoakOrigins origins = new SoakOrigins(vertx, folder);
        TestGateway gateway = TestGateway.start(origins.configuration(20), 2);
        RudeClients rude = new RudeClients(gateway.port())) {
      SoakTraffic warm = traffic(gateway, origins, rude, time.dividedBy(4));
      Vitals before = Vitals.resting(gateway);
      SoakTraffic soak = traffic(gateway, origins, rude, time);
      Vitals after = Vitals.resting(gateway);

      SeedReport.row(
          "soak",
          "all protocols, changes and rude clients, " + time.toSeconds() + " s",
          "none fails, nothing is left",
          "%,d calls, %,d tasks, %d changes, %d rude; heap %+d KiB, direct %+d KiB, files %+d"
              .formatted(
                  soak.calls() + warm.calls(),
                  soak.tasks() + warm.tasks(),
                  origins.changes(),
                  rude.count(),
                  (after.heap() - before.heap()) / 1024,
                  (after.direct() - before.direct()) / 1024,
                  after.files() - before.files()));
      assertThat(warm.complaints()).isEmpty();
      assertThat(soak.complaints()).isEmpty();
      assertThat(after.busy()).as("what is still counted as under way").isEmpty();
      assertThat(after.heap()).isLessThan(before.heap() + before.heap() / 4 + 8 * MIB);
      assertThat(after.direct()).isLessThan(before.direct() + 24 * MIB);
      assertThat(after.files()).isLessThan(before.files() + 16);
      assertThat(after.threads()).isLessThan(before.threads() + 16);
    } finally {
      Http2Calls.await(vertx.close());
    }
  }

  private static SoakTraffic traffic(
      TestGateway gateway, SoakOrigins origins, RudeClients rude, Duration time) throws Exception {
    SoakTraffic traffic = new SoakTraffic(gateway.port());
    long end = System.nanoTime() + time.toNanos();
    for (int turn = 0; System.nanoTime() < end; turn++) {
      int now = turn;
      switch (turn % 4) {
        case 0 -> origins.moveOn();
        case 1 -> origins.changeSchema();
        case 2 ->
            Http2Calls.await(gateway.gateway().reload(origins.configuration(20 + now), "soak"));
        default -> rude.all();
      }
      int seen = traffic.calls();
      Eventually.await(
          () -> traffic.calls() > seen + 100, SOON, "No call ends; the traffic has stopped.");
    }
    traffic.end();
    rude.leave();
    Eventually.await(
        () -> Http2Calls.await(gateway.gateway().inFlight()) == 0,
        SOON,
        () -> "Exchanges are left open: " + open(gateway));
    return traffic;
  }

  private static String open(TestGateway gateway) {
    String url = "http://127.0.0.1:" + gateway.gateway().adminPort() + "/exchanges";
    try {
      return HttpClients.get(HttpClients.http1(), url, "accept", "application/json").body();
    } catch (IOException | InterruptedException unknown) {
      return unknown.toString();
    }
  }
}
