package dev.drover.telemetry.trace;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Key;
import dev.drover.exchange.Request;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The trace of one exchange, kept in it under {@link #KEY} while tracing is on, sampled or not.
 * When it is sampled it has a span, {@code Recv.package.Service.Method} (gRFC A72) or {@code GET
 * route}, from the arrival of the request to the end of the exchange. Confined to the exchange's
 * event loop.
 */
public final class CallTrace {
  /** Where it is kept in an exchange. */
  public static final Key<CallTrace> KEY = Key.of("trace");

  private static final String RECEIVED = "Recv.";
  private static final String NOWHERE = "Recv.other";

  /** What is sampled: the span, and who makes those below it. */
  record Recorded(Tracer tracer, Span span, Context within) {}

  private final @Nullable Recorded recorded;
  private final String traceparent;
  private final boolean root;

  private CallTrace(@Nullable Recorded recorded, String traceparent, boolean root) {
    this.recorded = recorded;
    this.traceparent = traceparent;
    this.root = root;
  }

  /** One that nobody records; upstreams are told so. */
  static CallTrace unsampled(String traceparent, boolean root) {
    return new CallTrace(null, traceparent, root);
  }

  static CallTrace sampled(Recorded recorded, boolean root) {
    return new CallTrace(recorded, "", root);
  }

  /** The id of the trace: 32 hexadecimal digits. */
  public String traceId() {
    return recorded != null
        ? recorded.span().getSpanContext().getTraceId()
        : Traceparent.traceId(traceparent);
  }

  /** The id of the exchange's span, 16 hexadecimal digits; empty when it is not sampled. */
  public String spanId() {
    return recorded != null ? recorded.span().getSpanContext().getSpanId() : "";
  }

  @Nullable Recorded recorded() {
    return recorded;
  }

  /** What upstreams are told when nothing is recorded. */
  String traceparent() {
    return traceparent;
  }

  /** Whether the trace began here, so that what the client may have sent does not belong to it. */
  boolean root() {
    return root;
  }

  /**
   * Ends the span, which is given its name and attributes now that all is known.
   *
   * @param code the status of a gRPC call, null for any other request
   * @param erred whether it went wrong through no fault of the client
   */
  public void end(Exchange exchange, @Nullable GrpcCode code, boolean erred) {
    if (recorded == null) {
      return;
    }
    Span span = recorded.span();
    Failure failure = exchange.failure().orElse(null);
    boolean routed = !exchange.routeId().isEmpty();
    String method = exchange.request().head().method().name();
    span.updateName(
        !exchange.grpc()
            ? Names.request(method, exchange.routeId())
            : routed ? Names.call(RECEIVED, exchange.method()) : NOWHERE);
    span.setAllAttributes(attributes(exchange, method, code, erred, failure));
    if (erred) {
      span.setStatus(StatusCode.ERROR, failure == null ? "" : failure.text());
    }
    span.end();
  }

  private static Attributes attributes(
      Exchange exchange,
      String method,
      @Nullable GrpcCode code,
      boolean erred,
      @Nullable Failure failure) {
    Request request = exchange.request();
    AttributesBuilder all = Attributes.builder();
    all.put(Names.EXCHANGE, exchange.id());
    all.put(Names.URL_SCHEME, request.scheme());
    all.put(Names.PROTOCOL_VERSION, request.version().number());
    all.put(Names.CLIENT_ADDRESS, request.client());
    all.put(Names.PEER_ADDRESS, request.peer().address());
    if (request.peer().port() != 0) {
      all.put(Names.PEER_PORT, (long) request.peer().port());
    }
    Names.server(all, request.head().authority());
    if (!exchange.routeId().isEmpty()) {
      all.put(Names.ROUTE, exchange.routeId());
    }
    String agent = request.head().headers().get("user-agent");
    if (agent != null) {
      all.put(Names.USER_AGENT, agent);
    }
    if (exchange.grpc()) {
      all.put(Names.RPC_SYSTEM, Names.GRPC);
      all.put(Names.RPC_METHOD, request.path().substring(1));
    } else {
      Names.method(all, method);
      all.put(Names.URL_PATH, request.path());
    }
    if (code != null) {
      all.put(Names.RPC_STATUS, code.name());
    }
    if (exchange.status() != 0) {
      all.put(Names.HTTP_STATUS, (long) exchange.status());
    }
    if (failure != null) {
      all.put(Names.REASON, failure.reason().name());
      if (!failure.note().isEmpty()) {
        all.put(Names.NOTE, failure.note());
      }
    }
    if (erred) {
      all.put(
          Names.ERROR,
          failure != null
              ? failure.reason().name()
              : code != null ? code.name() : Integer.toString(exchange.status()));
    }
    return all.build();
  }
}
