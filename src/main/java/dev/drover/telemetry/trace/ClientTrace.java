package dev.drover.telemetry.trace;

import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/** A span towards an upstream, or none. It ends once; what comes later is ignored. */
abstract sealed class ClientTrace permits SentTrace, AttemptTrace {
  private final @Nullable Span span;
  private final boolean grpc;

  ClientTrace(@Nullable Span span, boolean grpc) {
    this.span = span;
    this.grpc = grpc;
  }

  /** It was answered with that status: for gRPC. */
  public final void end(GrpcCode code) {
    if (span == null) {
      return;
    }
    span.setAttribute(Names.RPC_STATUS, code.name());
    if (code != GrpcCode.OK) {
      failed(span, code.name());
    }
    span.end();
  }

  /** It was answered with that status: for HTTP. */
  public final void end(int status) {
    if (span == null) {
      return;
    }
    span.setAttribute(Names.HTTP_STATUS, (long) status);
    if (status >= 400) {
      failed(span, Integer.toString(status));
    }
    span.end();
  }

  /**
   * It had no answer, or none in full. That it was {@link Reason#CANCELLED}, such as the slower one
   * of two attempts, is no error.
   */
  public final void end(Reason reason) {
    if (span == null) {
      return;
    }
    span.setAttribute(Names.REASON, reason.name());
    if (grpc) {
      span.setAttribute(Names.RPC_STATUS, reason.grpc().name());
    }
    if (reason != Reason.CANCELLED) {
      failed(span, reason.name());
    }
    span.end();
  }

  private static void failed(Span span, String type) {
    span.setAttribute(Names.ERROR, type);
    span.setStatus(StatusCode.ERROR);
  }
}
