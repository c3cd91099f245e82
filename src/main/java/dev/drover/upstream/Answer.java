package dev.drover.upstream;

import dev.drover.codec.GrpcStatus;
import dev.drover.limit.Outcome;
import dev.drover.status.GrpcCode;
import io.vertx.core.MultiMap;

/**
 * What a server answers, as far as a head and trailers tell.
 *
 * @param grpc whether it was asked by gRPC
 * @param status the HTTP status
 * @param code the gRPC code; OK while a gRPC answer goes on, and for HTTP
 * @param ended whether that code is its last word
 * @param fields where the server says more: trailers, or the headers where they are all
 */
record Answer(boolean grpc, int status, GrpcCode code, boolean ended, MultiMap fields) {
  /** What the head tells: with gRPC nothing yet, unless it is all there is (Trailers-Only). */
  static Answer of(boolean grpc, int status, MultiMap headers) {
    if (!grpc) {
      return new Answer(false, status, GrpcCode.OK, false, headers);
    }
    String code = headers.get(GrpcStatus.STATUS);
    if (code != null) {
      return new Answer(true, status, GrpcCode.parse(code), true, headers);
    }
    return status == 200
        ? new Answer(true, status, GrpcCode.OK, false, headers)
        : new Answer(true, status, GrpcCode.fromHttpStatus(status), true, headers);
  }

  /** What the whole answer tells. */
  static Answer of(boolean grpc, int status, MultiMap headers, MultiMap trailers) {
    String code = grpc ? trailers.get(GrpcStatus.STATUS) : null;
    if (code != null) {
      return new Answer(true, status, GrpcCode.parse(code), true, trailers);
    }
    Answer head = of(grpc, status, headers);
    return grpc && !head.ended()
        ? new Answer(true, status, GrpcCode.fromHttpStatus(status), true, headers)
        : head;
  }

  /**
   * Whose failure it is. A code that a client's mistake explains as well as a server's is none of
   * the server's.
   */
  Outcome outcome() {
    if (!grpc) {
      return switch (status) {
        case 502, 503, 504 -> Outcome.GATEWAY_FAILURE;
        default -> status >= 500 && status != 501 ? Outcome.FAILURE : Outcome.SUCCESS;
      };
    }
    return switch (code) {
      case UNAVAILABLE, DEADLINE_EXCEEDED -> Outcome.GATEWAY_FAILURE;
      case UNKNOWN, INTERNAL, DATA_LOSS -> Outcome.FAILURE;
      default -> Outcome.SUCCESS;
    };
  }

  /** For the access log. */
  @Override
  public String toString() {
    return grpc ? code.name() : Integer.toString(status);
  }
}
