package dev.drover.matrix;

import java.util.List;

/**
 * What an upstream speaks.
 *
 * @param protocol of the configuration
 * @param http2 whether over HTTP/2, or else HTTP/1.1
 */
record Server(String label, String protocol, boolean http2) {
  static final Server GRPC = new Server("gRPC", "grpc", true);

  static final List<Server> ALL =
      List.of(
          GRPC,
          new Server("gRPC-Web, HTTP/1.1", "grpcWeb", false),
          new Server("gRPC-Web, HTTP/2", "grpcWeb", true),
          new Server("Connect, HTTP/1.1", "connect", false),
          new Server("Connect, HTTP/2", "connect", true),
          new Server("REST, HTTP/1.1", "rest", false),
          new Server("REST, HTTP/2", "rest", true));

  /** Whether it can be asked for such a call. */
  boolean carries(Kind kind) {
    return http2 || protocol.equals("grpcWeb") || kind != Kind.BIDI;
  }
}
