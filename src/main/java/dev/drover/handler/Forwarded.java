package dev.drover.handler;

import dev.drover.exchange.Request;
import dev.drover.upstream.Http2Fields;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Tells an upstream who the client is. What a client that is not a trusted proxy says of itself in
 * these headers has been removed when the request was accepted; what a trusted proxy says is kept
 * and added to.
 */
public final class Forwarded {
  /** The headers that are written. */
  public enum Form {
    /** {@code x-forwarded-for}, {@code -proto} and {@code -host}. */
    X_FORWARDED,
    /** {@code forwarded} (RFC 7239). */
    RFC7239,
    BOTH,
    NONE
  }

  private static final CharSequence FOR = HttpHeaders.createOptimized("x-forwarded-for");
  private static final CharSequence PROTO = HttpHeaders.createOptimized("x-forwarded-proto");
  private static final CharSequence HOST = HttpHeaders.createOptimized("x-forwarded-host");
  private static final CharSequence FORWARDED = HttpHeaders.createOptimized("forwarded");

  private final boolean x;
  private final boolean rfc;

  Forwarded(Form form) {
    this.x = form == Form.X_FORWARDED || form == Form.BOTH;
    this.rfc = form == Form.RFC7239 || form == Form.BOTH;
  }

  void write(Request request, MultiMap headers) {
    String address = request.peer().address();
    String authority = request.head().authority();
    if (x) {
      String before = headers.get(FOR);
      Http2Fields.set(headers, FOR, before == null ? address : before + ", " + address);
      if (before == null || !headers.contains(PROTO)) {
        Http2Fields.set(headers, PROTO, request.scheme());
      }
      if (!authority.isEmpty() && (before == null || !headers.contains(HOST))) {
        Http2Fields.set(headers, HOST, authority);
      }
    }
    if (rfc) {
      headers.set(FORWARDED, element(headers.get(FORWARDED), request, address, authority));
    }
  }

  private static String element(
      @Nullable String before, Request request, String address, String authority) {
    StringBuilder out = new StringBuilder(96);
    if (before != null) {
      out.append(before).append(", ");
    }
    out.append("for=").append(node(address)).append(";proto=").append(request.scheme());
    if (!authority.isEmpty()) {
      out.append(";host=\"").append(authority).append('"');
    }
    return out.toString();
  }

  /** RFC 7239, section 6: an IPv6 address stands in brackets and quotes. */
  private static String node(String address) {
    if (address.indexOf(':') >= 0) {
      return "\"[" + address + "]\"";
    }
    return address.equals("unix") ? "_unix" : address;
  }
}
