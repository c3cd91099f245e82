package dev.drover.telemetry.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a {@link SentTrace} at an endpoint, which is told of it. Confined to the
 * exchange's event loop.
 */
public final class AttemptTrace extends ClientTrace {
  static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
  static final CharSequence TRACESTATE = HttpHeaders.createOptimized("tracestate");
  static final AttemptTrace OFF = new AttemptTrace(null, false, "", false);

  private final String traceparent;
  private final boolean root;

  AttemptTrace(@Nullable Span span, boolean grpc, String traceparent, boolean root) {
    super(span, grpc);
    this.traceparent = traceparent;
    this.root = root;
  }

  /**
   * Writes {@code traceparent} (W3C Trace Context) into the head of this attempt, in place of any
   * other. A client's {@code tracestate} goes on as it came, but not into a trace that began here;
   * {@code grpc-trace-bin} is left alone. Does nothing while tracing is off.
   */
  public void inject(MultiMap headers) {
    if (traceparent.isEmpty()) {
      return;
    }
    headers.set(TRACEPARENT, traceparent);
    if (root) {
      headers.remove(TRACESTATE);
    }
  }

  static String traceparent(Span span) {
    SpanContext is = span.getSpanContext();
    return "00-" + is.getTraceId() + "-" + is.getSpanId() + "-" + is.getTraceFlags().asHex();
  }
}
