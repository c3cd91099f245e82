package dev.drover.telemetry;

import dev.drover.status.GrpcCode;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;

/** Histograms for each gRPC code that was seen. One thread writes, any reads. */
final class CodeSeries {
  private static final GrpcCode[] CODES = GrpcCode.values();

  /**
   * What is kept for one code.
   *
   * @param sent bytes of content for each call or attempt; those not known are not in it
   * @param received likewise
   */
  record Row(Histogram duration, Histogram sent, Histogram received) {}

  private final AtomicReferenceArray<Row> rows = new AtomicReferenceArray<>(CODES.length);

  /** Only the writing thread may call it; a negative size is not known. */
  void record(GrpcCode code, long nanos, long sent, long received) {
    Row row = rows.get(code.number());
    if (row == null) {
      row =
          new Row(
              new Histogram(Histogram.FINE),
              new Histogram(Histogram.SIZE),
              new Histogram(Histogram.SIZE));
      rows.set(code.number(), row);
    }
    row.duration.record(nanos);
    if (sent >= 0) {
      row.sent.record(sent);
    }
    if (received >= 0) {
      row.received.record(received);
    }
  }

  /** Shows each code that was seen. */
  void each(BiConsumer<GrpcCode, Row> reader) {
    for (GrpcCode code : CODES) {
      Row row = rows.get(code.number());
      if (row != null) {
        reader.accept(code, row);
      }
    }
  }
}
