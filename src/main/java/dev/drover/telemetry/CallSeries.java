package dev.drover.telemetry;

import dev.drover.status.GrpcCode;

/** What one event loop counts for one gRPC method, on either side of the gateway. */
final class CallSeries {
  private static final int CODES = GrpcCode.values().length;

  private final MethodName name;
  private final Cells counts = new Cells(CODES + 1);
  private final Histogram handling = new Histogram(Histogram.CALL);

  CallSeries(MethodName name) {
    this.name = name;
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

  void handled(GrpcCode code, long nanos) {
    counts.add(code.number(), 1);
    handling.record(nanos);
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
}
