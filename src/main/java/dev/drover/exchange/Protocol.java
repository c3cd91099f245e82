package dev.drover.exchange;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * In which protocol a client speaks, as the head of its request says: the words of gRPC
 * (PROTOCOL-HTTP2.md), of gRPC-Web (PROTOCOL-WEB.md) and of Connect (connectrpc.com, "Connect
 * protocol reference"). A request that says nothing of these is HTTP.
 */
public enum Protocol {
  HTTP("HTTP"),
  GRPC("gRPC"),
  GRPC_WEB("gRPC-Web"),
  /** gRPC-Web whose content is base64. */
  GRPC_WEB_TEXT("gRPC-Web text"),
  /** One message each way, each a content of its own. */
  CONNECT("Connect"),
  /** The same with the message in the query. */
  CONNECT_GET("Connect GET"),
  /** Messages in envelopes. */
  CONNECT_STREAM("Connect streaming"),
  /** Messages of a WebSocket; never told from a head alone. */
  WEB_SOCKET("WebSocket");

  private static final CharSequence CONNECT_VERSION =
      HttpHeaders.createOptimized("connect-protocol-version");

  private static final String TYPE = "application/";
  private static final String GRPC_TYPE = "application/grpc";
  private static final String WEB = "-web";
  private static final String TEXT = "-text";
  private static final String ENVELOPES = "connect+";

  private final String label;

  Protocol(String label) {
    this.label = label;
  }

  /** Its name, for people. */
  public String label() {
    return label;
  }

  /** Whether it calls methods, so that the path of its requests is {@code /service/method}. */
  public boolean calls() {
    return this != HTTP;
  }

  /** Whether the content of its answers is frames, between which the end can be told. */
  public boolean framed() {
    return this == GRPC || this == GRPC_WEB || this == CONNECT_STREAM;
  }

  /**
   * The protocol of a request.
   *
   * @param query what follows the question mark; null when there is none
   */
  static Protocol of(HttpMethod method, @Nullable String query, MultiMap headers) {
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    if (type == null) {
      return query != null && method == HttpMethod.GET && versioned(query) ? CONNECT_GET : HTTP;
    }
    if (!type.regionMatches(true, 0, TYPE, 0, TYPE.length())) {
      return HTTP;
    }
    return Request.isGrpc(type) ? GRPC : other(method, type, headers);
  }

  private static Protocol other(HttpMethod method, String type, MultiMap headers) {
    if (type.regionMatches(true, 0, GRPC_TYPE, 0, GRPC_TYPE.length())) {
      return web(type, GRPC_TYPE.length());
    }
    if (method != HttpMethod.POST) {
      return HTTP;
    }
    if (type.regionMatches(true, TYPE.length(), ENVELOPES, 0, ENVELOPES.length())) {
      return CONNECT_STREAM;
    }
    return is(type, "proto") || (is(type, "json") && headers.contains(CONNECT_VERSION))
        ? CONNECT
        : HTTP;
  }

  private static Protocol web(String type, int at) {
    if (!type.regionMatches(true, at, WEB, 0, WEB.length())) {
      return HTTP;
    }
    int after = at + WEB.length();
    if (ends(type, after)) {
      return GRPC_WEB;
    }
    boolean text = type.regionMatches(true, after, TEXT, 0, TEXT.length());
    return text && ends(type, after + TEXT.length()) ? GRPC_WEB_TEXT : HTTP;
  }

  /** Whether a word of a media type ends there. */
  private static boolean ends(String type, int at) {
    return at == type.length() || "+; ".indexOf(type.charAt(at)) >= 0;
  }

  private static boolean is(String type, String subtype) {
    int end = TYPE.length() + subtype.length();
    return type.regionMatches(true, TYPE.length(), subtype, 0, subtype.length())
        && (end == type.length() || "; ".indexOf(type.charAt(end)) >= 0);
  }

  private static boolean versioned(String query) {
    int at = query.indexOf("connect=v1");
    return at == 0 || (at > 0 && query.charAt(at - 1) == '&');
  }
}
