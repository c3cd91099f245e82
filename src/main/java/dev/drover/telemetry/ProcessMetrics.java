package dev.drover.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.function.ToDoubleFunction;

/** What concerns the process as a whole: the JVM, the buffers of the network, the build. */
final class ProcessMetrics implements AutoCloseable {
  private final JvmGcMetrics gc = new JvmGcMetrics();

  ProcessMetrics(MeterRegistry registry) {
    gc.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    buffers(registry, "pooled", ByteBufAllocator.DEFAULT);
    buffers(registry, "unpooled", UnpooledByteBufAllocator.DEFAULT);
    Gauge.builder("drover.build.info", () -> 1)
        .description("Always 1; the labels say what is running.")
        .tag("version", version())
        .tag("java", Runtime.version().toString())
        .register(registry);
  }

  /** Connections read and write through Netty's default allocator. */
  private static void buffers(MeterRegistry registry, String name, ByteBufAllocator allocator) {
    if (allocator instanceof ByteBufAllocatorMetricProvider provider) {
      ByteBufAllocatorMetric metric = provider.metric();
      bytes(registry, name, "direct", metric, ByteBufAllocatorMetric::usedDirectMemory);
      bytes(registry, name, "heap", metric, ByteBufAllocatorMetric::usedHeapMemory);
    }
  }

  private static void bytes(
      MeterRegistry registry,
      String allocator,
      String memory,
      ByteBufAllocatorMetric metric,
      ToDoubleFunction<ByteBufAllocatorMetric> value) {
    Gauge.builder("drover.buffer.bytes", metric, value)
        .description("Memory that the network's buffers hold.")
        .strongReference(true)
        .tag("allocator", allocator)
        .tag("memory", memory)
        .register(registry);
  }

  /** The version in the jar's manifest; {@code dev} when run from classes. */
  static String version() {
    String version = ProcessMetrics.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  @Override
  public void close() {
    gc.close();
  }
}
