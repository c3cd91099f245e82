package dev.drover.telemetry;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;

/** The gauges other packages show. Those of the same name and labels are added up. */
final class Gauges {
  private record Entry(String name, String help, Labels labels, DoubleSupplier value) {
    /** One gauge that throws must not take the whole scrape with it. */
    double read() {
      try {
        return value.getAsDouble();
      } catch (RuntimeException e) {
        return Double.NaN;
      }
    }
  }

  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  Telemetry.Gauge add(String name, String help, Map<String, String> labels, DoubleSupplier value) {
    List<String> names = new ArrayList<>(new TreeMap<>(labels).keySet());
    List<String> values = names.stream().map(labels::get).toList();
    Entry entry = new Entry(name, help, Labels.of(names, values), value);
    entries.add(entry);
    return () -> entries.removeIf(other -> other == entry);
  }

  List<MetricSnapshot> collect() {
    Map<String, String> helps = new HashMap<>();
    Map<String, Map<Labels, Double>> sums = new TreeMap<>();
    for (Entry entry : entries) {
      helps.putIfAbsent(entry.name, entry.help);
      sums.computeIfAbsent(entry.name, name -> new HashMap<>())
          .merge(entry.labels, entry.read(), Double::sum);
    }
    List<MetricSnapshot> all = new ArrayList<>();
    sums.forEach(
        (name, points) -> {
          GaugeSnapshot.Builder snapshot =
              GaugeSnapshot.builder().name(name).help(helps.getOrDefault(name, ""));
          points.forEach(
              (labels, value) ->
                  snapshot.dataPoint(
                      GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
          all.add(snapshot.build());
        });
    return all;
  }
}
