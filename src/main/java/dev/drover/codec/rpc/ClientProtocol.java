package dev.drover.codec.rpc;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * How clients call that do not speak gRPC itself: one codec each, between their words and those of
 * gRPC. Immutable; one for all event loops.
 */
public interface ClientProtocol {
  /**
   * Reads a call's messages, has them carried, and writes the answer.
   *
   * @return fails with a {@link Failure}, which {@link #error} tells the client
   */
  Future<Response> carry(ClientCall call);

  /** What a client is told when there is no answer. */
  Response error(Exchange exchange, Failure failure);

  /** The one of a protocol; null for HTTP and gRPC, which are not bridged. */
  static @Nullable ClientProtocol of(Protocol protocol) {
    return switch (protocol) {
      case HTTP, GRPC -> null;
      case GRPC_WEB -> GrpcWeb.BINARY;
      case GRPC_WEB_TEXT -> GrpcWeb.TEXT;
      case CONNECT -> ConnectUnary.POST;
      case CONNECT_GET -> ConnectUnary.GET;
      case CONNECT_STREAM -> ConnectStream.ONLY;
      case WEB_SOCKET -> WebSocketCalls.ONLY;
    };
  }
}
