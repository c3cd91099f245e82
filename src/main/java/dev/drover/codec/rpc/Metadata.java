package dev.drover.codec.rpc;

import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.GrpcHead;
import dev.drover.codec.GrpcStatus;
import dev.drover.codec.HopByHop;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which header fields are metadata of a call, and which speak of the message that carries it. */
public final class Metadata {
  private static final List<CharSequence> REQUEST_ONLY =
      List.of(
          HttpHeaders.CONTENT_LENGTH,
          HttpHeaders.CONTENT_TYPE,
          HttpHeaders.CONTENT_ENCODING,
          HttpHeaders.ACCEPT,
          HttpHeaders.ACCEPT_ENCODING,
          HttpHeaders.createOptimized("accept-charset"),
          HttpHeaders.EXPECT,
          HttpHeaders.createOptimized("trailer"),
          HttpHeaders.createOptimized("range"),
          GrpcHead.TIMEOUT,
          GrpcDeframer.ENCODING,
          GrpcDeframer.ACCEPTED,
          GrpcStatus.STATUS,
          GrpcStatus.MESSAGE,
          GrpcStatus.DETAILS,
          HttpHeaders.createOptimized("grpc-previous-rpc-attempts"),
          HttpHeaders.createOptimized("grpc-retry-pushback-ms"),
          HttpHeaders.createOptimized("x-grpc-web"),
          HttpHeaders.createOptimized("connect-protocol-version"),
          HttpHeaders.createOptimized("connect-timeout-ms"),
          HttpHeaders.createOptimized("connect-content-encoding"),
          HttpHeaders.createOptimized("connect-accept-encoding"),
          HttpHeaders.createOptimized("sec-websocket-key"),
          HttpHeaders.createOptimized("sec-websocket-version"),
          HttpHeaders.createOptimized("sec-websocket-protocol"),
          HttpHeaders.createOptimized("sec-websocket-extensions"));

  private static final Set<String> RESPONSE_ONLY =
      Set.of(
          "content-type",
          "content-length",
          "content-encoding",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "upgrade",
          "trailer",
          "te");

  private Metadata() {}

  /** Leaves of a request's header fields, in place, what is metadata. */
  public static void request(MultiMap headers) {
    HopByHop.strip(headers);
    for (CharSequence name : REQUEST_ONLY) {
      headers.remove(name);
    }
  }

  /**
   * Whether a field of an answer is metadata.
   *
   * @param name in lower case
   */
  public static boolean passes(String name) {
    return !name.startsWith("grpc-")
        && !name.startsWith("connect-")
        && !RESPONSE_ONLY.contains(name);
  }

  /** Adds the metadata of an answer to other fields, their names behind a prefix. */
  static void copy(MultiMap metadata, String prefix, MultiMap to) {
    for (Map.Entry<String, String> field : metadata) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (passes(name)) {
        to.add(prefix + name, field.getValue());
      }
    }
  }
}
