package dev.drover.demo;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * What came back.
 *
 * @param begin the first bytes of the content, at most {@link #KEPT}
 * @param length how many bytes the content had
 */
record Answer(int status, MultiMap headers, MultiMap trailers, Buffer begin, long length) {
  static final int KEPT = 64 << 10;

  /** The gRPC status code; empty when there is none, as for HTTP. */
  Optional<String> grpcStatus() {
    return Optional.ofNullable(trailers.get("grpc-status"))
        .or(() -> Optional.ofNullable(headers.get("grpc-status")));
  }

  /** The status as it is printed: {@code 200}, or {@code 200/5} with a gRPC status. */
  String label() {
    return status + grpcStatus().map(code -> "/" + code).orElse("");
  }
}
