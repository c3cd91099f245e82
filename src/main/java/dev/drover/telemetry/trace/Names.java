package dev.drover.telemetry.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;

/**
 * What spans and their attributes are called: gRFC A72 for gRPC, OpenTelemetry's semantic
 * conventions for all else (HTTP: 1.23, stable; RPC: 1.40).
 */
final class Names {
  static final AttributeKey<String> HTTP_METHOD = AttributeKey.stringKey("http.request.method");
  static final AttributeKey<String> HTTP_METHOD_ORIGINAL =
      AttributeKey.stringKey("http.request.method_original");
  static final AttributeKey<Long> HTTP_STATUS = AttributeKey.longKey("http.response.status_code");
  static final AttributeKey<Long> HTTP_RESEND = AttributeKey.longKey("http.request.resend_count");
  static final AttributeKey<String> URL_SCHEME = AttributeKey.stringKey("url.scheme");
  static final AttributeKey<String> URL_PATH = AttributeKey.stringKey("url.path");
  static final AttributeKey<String> USER_AGENT = AttributeKey.stringKey("user_agent.original");
  static final AttributeKey<String> RPC_SYSTEM = AttributeKey.stringKey("rpc.system.name");
  static final AttributeKey<String> RPC_METHOD = AttributeKey.stringKey("rpc.method");
  static final AttributeKey<String> RPC_STATUS = AttributeKey.stringKey("rpc.response.status_code");
  static final AttributeKey<Long> PREVIOUS_ATTEMPTS = AttributeKey.longKey("previous-rpc-attempts");
  static final AttributeKey<Boolean> TRANSPARENT_RETRY =
      AttributeKey.booleanKey("transparent-retry");
  static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
  static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
  static final AttributeKey<String> CLIENT_ADDRESS = AttributeKey.stringKey("client.address");
  static final AttributeKey<String> PEER_ADDRESS = AttributeKey.stringKey("network.peer.address");
  static final AttributeKey<Long> PEER_PORT = AttributeKey.longKey("network.peer.port");
  static final AttributeKey<String> PROTOCOL_VERSION =
      AttributeKey.stringKey("network.protocol.version");
  static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  static final AttributeKey<String> ROUTE = AttributeKey.stringKey("drover.route");
  static final AttributeKey<String> UPSTREAM = AttributeKey.stringKey("drover.upstream");
  static final AttributeKey<String> EXCHANGE = AttributeKey.stringKey("drover.exchange");
  static final AttributeKey<String> REASON = AttributeKey.stringKey("drover.reason");
  static final AttributeKey<String> NOTE = AttributeKey.stringKey("drover.note");

  static final String GRPC = "grpc";
  private static final String OTHER = "_OTHER";
  private static final String LONELY = "HTTP";

  private Names() {}

  /** {@code Recv.package.Service.Method}, for example. */
  static String call(String prefix, String method) {
    return prefix + method.replace('/', '.');
  }

  /** What a request is called: its method, if HTTP knows it, and the route. */
  static String request(String method, String route) {
    String first = known(method) ? method : LONELY;
    return route.isEmpty() ? first : first + " " + route;
  }

  /** Notes the method; one that HTTP does not know as the original of {@code _OTHER}. */
  static void method(AttributesBuilder attributes, String method) {
    if (known(method)) {
      attributes.put(HTTP_METHOD, method);
    } else {
      attributes.put(HTTP_METHOD, OTHER).put(HTTP_METHOD_ORIGINAL, method);
    }
  }

  private static boolean known(String method) {
    return switch (method) {
      case "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH" -> true;
      default -> false;
    };
  }

  /** Notes a host and its port, from {@code host:port}, {@code [ipv6]:port} or a path. */
  static void server(AttributesBuilder attributes, String authority) {
    int bracket = authority.lastIndexOf(']');
    int colon = authority.indexOf(':', bracket + 1);
    String port = colon < 0 ? "" : authority.substring(colon + 1);
    boolean numbered =
        !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(Character::isDigit);
    String host = numbered ? authority.substring(0, colon) : authority;
    if (!host.isEmpty()) {
      attributes.put(
          SERVER_ADDRESS,
          host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host);
    }
    if (numbered) {
      attributes.put(SERVER_PORT, Long.parseLong(port));
    }
  }
}
