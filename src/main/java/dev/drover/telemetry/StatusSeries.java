package dev.drover.telemetry;

import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * One histogram for each HTTP status that was seen. There are rarely more than three, so they are
 * found by walking an array, which is replaced when a new one appears.
 */
final class StatusSeries {
  private record Row(int status, Histogram histogram) {}

  private volatile Row[] rows = {};

  /** Only the writing thread may call it. */
  void record(int status, long nanos) {
    for (Row row : rows) {
      if (row.status == status) {
        row.histogram.record(nanos);
        return;
      }
    }
    if (status < 100 || status > 599) {
      if (status != 0) {
        record(0, nanos);
        return;
      }
    }
    Row row = new Row(status, new Histogram(Histogram.CALL));
    row.histogram.record(nanos);
    Row[] more = Arrays.copyOf(rows, rows.length + 1);
    more[more.length - 1] = row;
    rows = more;
  }

  /** Shows each status and its histogram. */
  void each(BiConsumer<Integer, Histogram> reader) {
    for (Row row : rows) {
      reader.accept(row.status, row.histogram);
    }
  }
}
