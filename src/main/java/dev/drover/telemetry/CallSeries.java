package dev.drover.telemetry;

import dev.drover.status.GrpcCode;
import org.jspecify.annotations.Nullable;

/** What one event loop counts for one gRPC method, on either side of the gateway. */
final class CallSeries {
  private static final int CODES = GrpcCode.values().length;

  private final MethodName name;
  private final Cells counts = new Cells(CODES + 1);
  private final Histogram handling = new Histogram(Histogram.CALL);
  private final @Nullable CodeSeries byCode;
  private final @Nullable CodeSeries whole;

  /**
   * @param byCode whether durations and sizes are kept by code, too
   */
  CallSeries(MethodName name, boolean byCode) {
    this.name = name;
    this.byCode = byCode ? new CodeSeries() : null;
    this.whole = byCode ? new CodeSeries() : null;
  }

  /** The codes a server is to blame for (OpenTelemetry's semantic conventions for gRPC). */
  static boolean faulty(GrpcCode code) {
    return switch (code) {
      case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS -> true;
      case OK,
          CANCELLED,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNAUTHENTICATED ->
          false;
    };
  }

  MethodName name() {
    return name;
  }

  void started() {
    counts.add(CODES, 1);
  }

  /**
   * @param sent bytes of content, negative when they are not known
   * @param received likewise
   */
  void handled(GrpcCode code, long nanos, long sent, long received) {
    counts.add(code.number(), 1);
    handling.record(nanos);
    if (byCode != null) {
      byCode.record(code, nanos, sent, received);
    }
  }

  /** Counts a call to an upstream as a whole, beside its attempts. */
  void called(GrpcCode code, long nanos) {
    if (whole != null) {
      whole.record(code, nanos, -1, -1);
    }
  }

  long startedCount() {
    return counts.get(CODES);
  }

  long handledCount(GrpcCode code) {
    return counts.get(code.number());
  }

  Histogram handling() {
    return handling;
  }

  /** Whether nothing was counted. */
  boolean unused() {
    for (int i = 0; i < counts.length(); i++) {
      if (counts.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Calls, or attempts, by the code they ended with; null when it is not kept. */
  @Nullable CodeSeries byCode() {
    return byCode;
  }

  /** Calls to an upstream, with all of their attempts; null when they are not counted. */
  @Nullable CodeSeries whole() {
    return whole;
  }
}
