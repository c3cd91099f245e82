package dev.drover.codec;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Headers that are for one connection only and never go on (RFC 9110, section 7.6.1). {@code
 * trailer} is for the whole way and stays, unless {@code Connection} names it.
 */
public final class HopByHop {
  /**
   * What {@code Connection} may not name: without them the next server would read another message,
   * or another client, than the gateway did.
   */
  private static final Set<String> ESSENTIAL =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "content-encoding",
          "authorization",
          "cookie",
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto",
          "x-real-ip");

  private static final CharSequence PROXY_CONNECTION =
      HttpHeaders.createOptimized("proxy-connection");
  private static final CharSequence TE = HttpHeaders.createOptimized("te");
  private static final String TRAILERS = "trailers";

  private HopByHop() {}

  /**
   * Removes them in place. {@code te} keeps the word {@code trailers}, which gRPC asks for, and
   * nothing else.
   */
  public static void strip(MultiMap headers) {
    String connection = headers.get(HttpHeaders.CONNECTION);
    if (connection != null) {
      removeConnection(headers, connection);
    }
    if (headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
      headers.remove(HttpHeaders.TRANSFER_ENCODING);
    }
    if (headers.contains(HttpHeaders.KEEP_ALIVE)) {
      headers.remove(HttpHeaders.KEEP_ALIVE);
    }
    if (headers.contains(PROXY_CONNECTION)) {
      headers.remove(PROXY_CONNECTION);
    }
    if (headers.contains(HttpHeaders.UPGRADE)) {
      headers.remove(HttpHeaders.UPGRADE);
    }
    String te = headers.get(TE);
    if (te != null && !te.equals(TRAILERS)) {
      reduceTe(headers);
    }
  }

  private static void removeConnection(MultiMap headers, String first) {
    if (!plain(first) || headers.getAll(HttpHeaders.CONNECTION).size() > 1) {
      for (String name : named(headers)) {
        if (!name.equals("te")) {
          headers.remove(name);
        }
      }
    }
    headers.remove(HttpHeaders.CONNECTION);
  }

  /** Whether it names no header, as nearly always. */
  private static boolean plain(String connection) {
    return connection.equalsIgnoreCase("keep-alive") || connection.equalsIgnoreCase("close");
  }

  private static void reduceTe(MultiMap headers) {
    boolean trailers = false;
    for (String value : headers.getAll(TE)) {
      for (String coding : value.split(",", -1)) {
        trailers |= coding.strip().equalsIgnoreCase(TRAILERS);
      }
    }
    headers.remove(TE);
    if (trailers) {
      headers.set(TE, TRAILERS);
    }
  }

  /** The names that {@code Connection} lists, in lower case. */
  public static List<String> named(MultiMap headers) {
    List<String> names = new ArrayList<>(2);
    for (String value : headers.getAll(HttpHeaders.CONNECTION)) {
      for (String name : value.split(",", -1)) {
        String trimmed = name.strip();
        if (!trimmed.isEmpty()) {
          names.add(trimmed.toLowerCase(Locale.ROOT));
        }
      }
    }
    return names;
  }

  /** The first header that {@code Connection} lists and may not, or an empty text. */
  public static String essential(MultiMap headers) {
    String first = headers.get(HttpHeaders.CONNECTION);
    if (first == null || plain(first) && headers.getAll(HttpHeaders.CONNECTION).size() == 1) {
      return "";
    }
    for (String name : named(headers)) {
      if (ESSENTIAL.contains(name) || name.startsWith(":")) {
        return name;
      }
    }
    return "";
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
