package dev.drover.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProcessTest {
  @Test
  void theProcessIsOnTheSamePage() {
    try (Telemetry telemetry = new Telemetry()) {
      assertThat(telemetry.scrape())
          .contains("drover_build_info{java=\"" + Runtime.version() + "\",version=\"dev\"} 1")
          .contains("drover_buffer_bytes{allocator=\"pooled\",memory=\"direct\"}")
          .contains("jvm_memory_used_bytes{", "jvm_gc_", "jvm_threads_live_threads")
          .contains("process_files_open_files", "process_uptime_seconds", "drover_access_log");
    }
  }

  @Test
  void theLagOfARunningLoopIsMeasuredUntilItCloses() throws Exception {
    Vertx vertx = Vertx.vertx();
    Telemetry telemetry = new Telemetry();
    LoopTelemetry loop = telemetry.loop();
    Promise<Void> measured = Promise.promise();
    vertx.runOnContext(
        start -> {
          loop.measureLag(vertx, nanos -> {});
          vertx.setPeriodic(
              20,
              timer -> {
                if (loop.lag().histogram().sum() > 0) {
                  loop.close();
                  measured.tryComplete();
                }
              });
        });
    measured.future().await(20, TimeUnit.SECONDS);
    assertThat(telemetry.scrape()).contains("drover_event_loop_lag_max_seconds 0.0");
    vertx.close().await(10, TimeUnit.SECONDS);
    telemetry.close();
  }
}
