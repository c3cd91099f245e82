package dev.drover.upstream;

import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2HeadersEncoder.SensitivityDetector;
import io.netty.util.AsciiString;
import java.lang.reflect.Field;
import java.util.Arrays;

/**
 * Header fields that never enter the table of HPACK (RFC 7541, section 6.2.3): those that differ in
 * each message, which would only push out the others, and credentials, which a client that shares
 * the connection could guess byte by byte from the length of what it sends (section 7.1). nghttp2
 * keeps to nearly the same ones.
 *
 * <p>Vert.x does not let one say which they are, so a private field is set ({@code
 * docs/decisions.md}).
 */
public final class Unindexed implements SensitivityDetector {
  private static final AsciiString[][] BY_LENGTH =
      byLength(
          "age",
          "authorization",
          "content-length",
          "cookie",
          "etag",
          "grpc-timeout",
          "if-modified-since",
          "if-none-match",
          "location",
          "proxy-authorization",
          "set-cookie",
          "traceparent",
          "tracestate",
          "x-api-key",
          "x-request-id");

  private static final SensitivityDetector RULE = new Unindexed();
  private static final Field RULE_OF_ENCODER = field();

  private Unindexed() {}

  /** For all that will be sent on that connection. On its event loop. */
  public static void install(Http2ConnectionHandler connection) {
    var encoder = connection.encoder().frameWriter().configuration().headersConfiguration();
    try {
      RULE_OF_ENCODER.set(encoder, RULE);
    } catch (IllegalAccessException forbidden) {
      throw unknown(forbidden);
    }
  }

  @Override
  public boolean isSensitive(CharSequence name, CharSequence value) {
    if (name.length() < BY_LENGTH.length) {
      for (AsciiString unindexed : BY_LENGTH[name.length()]) {
        if (unindexed.contentEquals(name)) {
          return true;
        }
      }
    }
    return false;
  }

  private static AsciiString[][] byLength(String... names) {
    AsciiString[][] table = new AsciiString[20][0];
    for (String name : names) {
      AsciiString[] same = table[name.length()];
      AsciiString[] more = Arrays.copyOf(same, same.length + 1);
      more[same.length] = AsciiString.cached(name);
      table[name.length()] = more;
    }
    return table;
  }

  private static Field field() {
    try {
      Field field = DefaultHttp2HeadersEncoder.class.getDeclaredField("sensitivityDetector");
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException changed) {
      throw unknown(changed);
    }
  }

  private static IllegalStateException unknown(ReflectiveOperationException changed) {
    return new IllegalStateException(
        "This version of Netty is not one that Drover knows; use the one it was built with.",
        changed);
  }
}
