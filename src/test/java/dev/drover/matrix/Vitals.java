package dev.drover.matrix;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.drover.testing.Eventually;
import dev.drover.testing.TestGateway;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a process holds while it rests.
 *
 * @param heap bytes that are reachable
 * @param direct bytes of the network's buffers
 * @param files how many are open
 * @param busy gauges of the gateway that say something is under way
 */
record Vitals(long heap, long direct, long files, int threads, List<String> busy) {
  private static final List<String> GAUGES =
      List.of("http_server_active_requests", "drover_pool_in_flight", "drover_pool_waiting");

  static Vitals resting(TestGateway gateway) {
    Eventually.await(
        () -> busy(gateway).isEmpty(),
        Duration.ofSeconds(20),
        () -> "What is under way does not end: " + busy(gateway));
    var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Vitals(
        heapUse(),
        PlatformDependent.usedDirectMemory(),
        system.getOpenFileDescriptorCount(),
        Thread.activeCount(),
        busy(gateway));
  }

  private static List<String> busy(TestGateway gateway) {
    return gateway
        .gateway()
        .metrics()
        .lines()
        .filter(line -> GAUGES.stream().anyMatch(line::startsWith))
        .filter(line -> !line.endsWith(" 0") && !line.endsWith(" 0.0"))
        .collect(Collectors.toList());
  }

  private static long heapUse() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
