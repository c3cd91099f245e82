package dev.drover.telemetry;

import dev.drover.config.MetricsConfig.Names;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Adds up what the event loops have counted, under names that {@code docs/metrics.md} explains. The
 * same counters are shown under as many vocabularies as are asked for.
 */
interface Exposition {
  void add(LoopTelemetry loop, long now);

  List<MetricSnapshot> snapshots();

  /** Everything those loops have counted. */
  static List<MetricSnapshot> of(Collection<LoopTelemetry> loops, long now, Set<Names> names) {
    List<Exposition> all = new ArrayList<>();
    if (names.contains(Names.DROVER) || names.contains(Names.OTEL)) {
      all.add(new HttpExposition(names));
    }
    if (names.contains(Names.DROVER)) {
      all.add(new DroverExposition());
    }
    if (names.contains(Names.GRPC)) {
      all.add(new GrpcExposition());
    }
    if (names.contains(Names.OTEL)) {
      all.add(new RpcExposition());
    }
    List<MetricSnapshot> snapshots = new ArrayList<>();
    for (Exposition one : all) {
      loops.forEach(loop -> one.add(loop, now));
      snapshots.addAll(one.snapshots());
    }
    return snapshots;
  }

  /** A value without labels. */
  static MetricSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }
}
