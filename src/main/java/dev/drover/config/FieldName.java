package dev.drover.config;

import java.util.Set;

/** The name of a header field: a token (RFC 9110, sections 5.1 and 5.6.2). */
public final class FieldName {
  /** What it looks like, for a {@link Pattern}. */
  public static final String PATTERN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** Those that say how a message is framed or where it goes, nobody's but the gateway's. */
  public static final Set<String> FRAMING =
      Set.of(
          "connection",
          "content-length",
          "host",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private FieldName() {}

  /** Whether a text is one. */
  public static boolean is(String text) {
    return text.matches(PATTERN);
  }
}
