package dev.drover.codec.json;

/** Base64 of both alphabets, standard and URL-safe, with or without padding (RFC 4648). */
final class Base64Text {
  private static final byte[] VALUES = values();

  private Base64Text() {}

  private static byte[] values() {
    byte[] values = new byte[128];
    java.util.Arrays.fill(values, (byte) -1);
    for (int i = 0; i < 26; i++) {
      values['A' + i] = (byte) i;
      values['a' + i] = (byte) (26 + i);
    }
    for (int i = 0; i < 10; i++) {
      values['0' + i] = (byte) (52 + i);
    }
    values['+'] = 62;
    values['-'] = 62;
    values['/'] = 63;
    values['_'] = 63;
    return values;
  }

  /** Appends the bytes with their length before them. */
  static void decode(char[] text, int offset, int length, WireWriter out) {
    int padding = 0;
    while (padding < 2 && padding < length && text[offset + length - 1 - padding] == '=') {
      padding++;
    }
    int count = length - padding;
    if (count % 4 == 1 || padding > 0 && length % 4 != 0) {
      throw wrong(text, offset, length);
    }
    out.varint(count / 4 * 3 + (count % 4 * 3 >> 2));
    int bits = 0;
    for (int i = 0; i < count; i++) {
      char c = text[offset + i];
      int value = c < 128 ? VALUES[c] : -1;
      if (value < 0) {
        throw wrong(text, offset, length);
      }
      bits = bits << 6 | value;
      switch (i & 3) {
        case 1 -> out.raw(bits >> 4);
        case 2 -> out.raw(bits >> 2);
        case 3 -> out.raw(bits);
        default -> {}
      }
    }
  }

  private static InvalidJson wrong(char[] text, int offset, int length) {
    return InvalidJson.expected("base64", new String(text, offset, length));
  }
}
