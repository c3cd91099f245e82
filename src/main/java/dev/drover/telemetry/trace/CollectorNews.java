package dev.drover.telemetry.trace;

import io.opentelemetry.exporter.internal.FailedExportException.GrpcExportException;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.HttpResponse;
import java.net.ConnectException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log that a collector does not take spans, and why: when that begins, once a minute
 * while it lasts, and when it is over. Safe for use by any thread.
 */
final class CollectorNews {
  static final Logger LOG = LoggerFactory.getLogger(Collector.class);
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String endpoint;
  private final LongSupplier clock;
  private boolean told;
  private long next;
  private long lost;

  /**
   * @param endpoint where the collector is
   * @param clock monotonic, in nanoseconds
   */
  CollectorNews(String endpoint, LongSupplier clock) {
    this.endpoint = endpoint;
    this.clock = clock;
    this.next = clock.getAsLong();
  }

  /** The collector has taken a batch. */
  synchronized void taken() {
    if (told) {
      told = false;
      LOG.info("The collector at {} takes spans again.", endpoint);
    }
  }

  /** The collector has not taken so many spans, after all attempts. */
  synchronized void lost(int spans, @Nullable Throwable failure) {
    lost += spans;
    long now = clock.getAsLong();
    if (now - next >= 0) {
      LOG.warn(
          "The collector at {} does not take spans: {}. {} were dropped.",
          endpoint,
          reason(failure),
          lost);
      told = true;
      lost = 0;
      next = now + PAUSE_NANOS;
    }
  }

  private static String reason(@Nullable Throwable failure) {
    if (failure instanceof HttpExportException http && http.getResponse() != null) {
      return answer(http.getResponse());
    }
    if (failure instanceof GrpcExportException grpc && grpc.getResponse() != null) {
      return answer(grpc.getResponse());
    }
    Throwable cause = failure;
    while (cause != null && cause.getCause() != null && !(cause instanceof ConnectException)) {
      cause = cause.getCause();
    }
    return cause instanceof ConnectException ? "it cannot be connected to" : String.valueOf(cause);
  }

  private static String answer(HttpResponse response) {
    return "its answer has status " + response.getStatusCode();
  }

  private static String answer(GrpcResponse response) {
    return "its answer has status "
        + response.getStatusCode()
        + " ("
        + response.getStatusDescription()
        + ")";
  }
}
