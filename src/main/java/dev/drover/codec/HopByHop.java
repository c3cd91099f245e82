package dev.drover.codec;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers that are about one connection and not about the message (RFC 9110, section 7.6.1):
 * they are removed before a message is sent on.
 */
public final class HopByHop {
  private static final CharSequence KEEP_ALIVE = HttpHeaders.createOptimized("keep-alive");
  private static final CharSequence PROXY_CONNECTION =
      HttpHeaders.createOptimized("proxy-connection");
  private static final CharSequence TE = HttpHeaders.createOptimized("te");

  private HopByHop() {}

  /** Removes them all, with those that {@code Connection} names. */
  public static void strip(MultiMap headers) {
    String connection = headers.get(HttpHeaders.CONNECTION);
    if (connection != null) {
      stripNamed(headers, headers.getAll(HttpHeaders.CONNECTION));
      headers.remove(HttpHeaders.CONNECTION);
    }
    headers.remove(HttpHeaders.TRANSFER_ENCODING);
    headers.remove(KEEP_ALIVE);
    headers.remove(PROXY_CONNECTION);
    headers.remove(HttpHeaders.UPGRADE);
    headers.remove(TE);
  }

  private static void stripNamed(MultiMap headers, List<String> lines) {
    for (String line : lines) {
      for (String name : line.split(",", -1)) {
        String trimmed = name.trim();
        if (!trimmed.isEmpty() && !trimmed.equalsIgnoreCase("close")) {
          headers.remove(trimmed);
        }
      }
    }
  }

  /** Whether the client asks to leave HTTP for WebSocket on this connection (RFC 6455, 4.1). */
  public static boolean upgradesToWebSocket(MultiMap headers) {
    return "websocket".equalsIgnoreCase(headers.get(HttpHeaders.UPGRADE))
        && names(headers.get(HttpHeaders.CONNECTION), "upgrade");
  }

  private static boolean names(@Nullable String list, String token) {
    if (list == null) {
      return false;
    }
    for (String one : list.split(",", -1)) {
      if (one.trim().equalsIgnoreCase(token)) {
        return true;
      }
    }
    return false;
  }
}
