package dev.drover.telemetry;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.HashMap;
import java.util.Map;

/** One metric while it is being added up over the event loops: its rows by their labels. */
final class Family {
  private final String name;
  private final String help;
  private final String[] labelNames;
  private final Map<Labels, long[]> rows = new HashMap<>();

  Family(String name, String help, String... labelNames) {
    this.name = name;
    this.help = help;
    this.labelNames = labelNames;
  }

  /** Adds to a counter; a row of 0 is shown too. */
  void add(long count, String... labels) {
    row(2, labels)[0] += count;
  }

  /** Adds a histogram, to be shown with its own bounds. */
  void add(Histogram histogram, String... labels) {
    add(histogram, histogram.bounds(), labels);
  }

  /** Adds a histogram, to be shown with bounds that are all among its own. */
  void add(Histogram histogram, Histogram.Bounds bounds, String... labels) {
    int buckets = bounds.buckets();
    long[] row = row(buckets + 1, labels);
    histogram.addTo(row, bounds);
    row[buckets] += histogram.sum();
  }

  private long[] row(int length, String[] labels) {
    return rows.computeIfAbsent(Labels.of(labelNames, labels), added -> new long[length]);
  }

  MetricSnapshot counter() {
    CounterSnapshot.Builder snapshot = CounterSnapshot.builder().name(name).help(help);
    rows.forEach(
        (labels, row) ->
            snapshot.dataPoint(
                CounterDataPointSnapshot.builder().labels(labels).value(row[0]).build()));
    return snapshot.build();
  }

  MetricSnapshot histogram(Histogram.Bounds bounds) {
    HistogramSnapshot.Builder snapshot = HistogramSnapshot.builder().name(name).help(help);
    rows.forEach(
        (labels, row) -> {
          ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
          for (int i = 0; i < bounds.buckets(); i++) {
            buckets.bucket(bounds.upper(i), row[i]);
          }
          snapshot.dataPoint(
              HistogramDataPointSnapshot.builder()
                  .labels(labels)
                  .classicHistogramBuckets(buckets.build())
                  .sum(bounds.shown(row[bounds.buckets()]))
                  .build());
        });
    return snapshot.build();
  }
}
