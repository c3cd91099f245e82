package dev.drover.telemetry.trace;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Outbound;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * One call to an upstream, with all of its attempts. A gRPC call that is sampled has a span, {@code
 * Sent.package.Service.Method} (gRFC A72), which ends with what the caller is given; of an HTTP
 * request there are only the spans of its attempts, as OpenTelemetry's conventions have it. While
 * tracing is off it is the same object for all, which does nothing. Confined to the exchange's
 * event loop.
 */
public final class SentTrace extends ClientTrace {
  private static final String SENT = "Sent.";
  private static final String ATTEMPT = "Attempt.";
  private static final SentTrace OFF = new SentTrace(null, null, Context.root(), "", false, "");

  private final @Nullable CallTrace call;
  private final Context within;
  private final String name;
  private final boolean grpc;
  private final String upstream;
  private final String method;

  private SentTrace(
      @Nullable CallTrace call,
      @Nullable Span span,
      Context within,
      String upstream,
      boolean grpc,
      String method) {
    super(span, grpc);
    this.call = call;
    this.within = within;
    this.upstream = upstream;
    this.grpc = grpc;
    this.method = method;
    this.name = call == null || call.recorded() == null ? "" : name(grpc, method);
  }

  private static String name(boolean grpc, String method) {
    return grpc ? Names.call(ATTEMPT, method) : Names.request(method, "");
  }

  /**
   * Begins a call to the upstream of that name on behalf of the exchange. Whoever begins it ends
   * it, and its attempts before it, at the end of the exchange at the latest.
   */
  public static SentTrace begin(Exchange exchange, String upstream, Outbound outbound) {
    CallTrace call = exchange.get(CallTrace.KEY);
    if (call == null) {
      return OFF;
    }
    boolean grpc = outbound.grpc();
    String method = grpc ? outbound.method() : outbound.head().method().name();
    CallTrace.Recorded recorded = call.recorded();
    if (recorded == null || !grpc) {
      Context within = recorded == null ? Context.root() : recorded.within();
      return new SentTrace(call, null, within, upstream, grpc, method);
    }
    Span span =
        recorded
            .tracer()
            .spanBuilder(Names.call(SENT, method))
            .setParent(recorded.within())
            .setAttribute(Names.RPC_SYSTEM, Names.GRPC)
            .setAttribute(Names.RPC_METHOD, method)
            .setAttribute(Names.UPSTREAM, upstream)
            .startSpan();
    return new SentTrace(call, span, recorded.within().with(span), upstream, true, method);
  }

  /**
   * Begins an attempt: {@code Attempt.package.Service.Method} of a gRPC call (gRFC A72), the method
   * of an HTTP request.
   *
   * @param endpoint where it goes: {@code host:port}, or {@code unix:} and a path
   * @param previous how many attempts this call had before, without transparent retries
   * @param transparent whether it is a transparent retry (gRFC A6): nothing had been processed
   */
  public AttemptTrace attempt(String endpoint, int previous, boolean transparent) {
    if (call == null) {
      return AttemptTrace.OFF;
    }
    CallTrace.Recorded recorded = call.recorded();
    if (recorded == null) {
      return new AttemptTrace(null, grpc, call.traceparent(), call.root());
    }
    AttributesBuilder attributes = Attributes.builder().put(Names.UPSTREAM, upstream);
    Names.server(attributes, endpoint);
    if (grpc) {
      attributes
          .put(Names.RPC_SYSTEM, Names.GRPC)
          .put(Names.RPC_METHOD, method)
          .put(Names.PREVIOUS_ATTEMPTS, (long) previous)
          .put(Names.TRANSPARENT_RETRY, transparent);
    } else {
      Names.method(attributes, method);
      if (previous > 0) {
        attributes.put(Names.HTTP_RESEND, (long) previous);
      }
    }
    SpanBuilder builder =
        recorded.tracer().spanBuilder(name).setParent(within).setSpanKind(SpanKind.CLIENT);
    Span span = builder.setAllAttributes(attributes.build()).startSpan();
    return new AttemptTrace(span, grpc, AttemptTrace.traceparent(span), call.root());
  }
}
