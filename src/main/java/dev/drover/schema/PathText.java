package dev.drover.schema;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Percent-encoded text of paths (RFC 3986, section 2.1); a plus sign is a plus sign. */
final class PathText {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final String MARKS = "-._~!$&'()+,;=:@";

  private PathText() {}

  /** The place of the first percent sign without two hexadecimal digits behind it, or -1. */
  static int badEscape(String text, int from, int to) {
    for (int i = text.indexOf('%', from); i >= 0 && i < to; i = text.indexOf('%', i + 3)) {
      if (i + 2 >= to
          || !HexFormat.isHexDigit(text.charAt(i + 1))
          || !HexFormat.isHexDigit(text.charAt(i + 2))) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The decoded text; its escapes are known to be well formed.
   *
   * @param slashesStay whether {@code %2F} is left as it is spelled
   * @return null when that is not UTF-8
   */
  static @Nullable String decode(String text, int from, int to, boolean slashesStay) {
    int escape = text.indexOf('%', from);
    if (escape < 0 || escape >= to) {
      return text.substring(from, to);
    }
    byte[] bytes = text.substring(from, to).getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      int next = bytes[i];
      if (next == '%') {
        int octet =
            HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2]);
        if (!slashesStay || octet != '/') {
          next = octet;
          i += 2;
        }
      }
      bytes[length++] = (byte) next;
    }
    try {
      ByteBuffer octets = ByteBuffer.wrap(bytes, 0, length);
      return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
    } catch (CharacterCodingException notText) {
      return null;
    }
  }

  /** The text with escapes for what cannot stand in a segment. */
  static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      if (octet >= 0 && maybeUnescaped((char) octet)) {
        encoded.append((char) octet);
      } else {
        encoded.append('%').append(HEX.toHexDigits(octet));
      }
    }
    return encoded.toString();
  }

  /** Whether the character needs no escape in a segment (pchar), the star excepted. */
  static boolean maybeUnescaped(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || MARKS.indexOf(c) >= 0
        || c > 0x9f;
  }
}
