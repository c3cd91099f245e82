package dev.drover.codec.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whether bytes are UTF-8 (RFC 3629: shortest forms, no surrogates), mostly by being ASCII. */
final class Utf8 {
  static final String LONE_SURROGATE = "holds half of a surrogate pair, which is no character";

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /** How many bytes at the start are ASCII; it may say less, by up to seven. */
  private static int ascii(byte[] bytes, int offset, int length) {
    int i = 0;
    while (i <= length - 8 && ((long) LONGS.get(bytes, offset + i) & HIGH_BITS) == 0) {
      i += 8;
    }
    return i;
  }

  /** Whether it is UTF-8 throughout. */
  static boolean valid(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int i = offset + ascii(bytes, offset, length);
    while (i < end) {
      int lead = bytes[i++];
      if (lead < 0) {
        int more = following(lead & 0xFF);
        if (more == 0 || end - i < more || !wellFormed(lead & 0xFF, bytes, i, more)) {
          return false;
        }
        i += more;
      }
    }
    return true;
  }

  /** How many bytes follow the first of a character; none when it is no first byte. */
  private static int following(int lead) {
    if (lead < 0xC2 || lead > 0xF4) {
      return 0;
    }
    return lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  }

  private static boolean wellFormed(int lead, byte[] bytes, int at, int more) {
    int second = bytes[at] & 0xFF;
    int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < lowest || second > highest) {
      return false;
    }
    for (int i = 1; i < more; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return false;
      }
    }
    return true;
  }

  static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return true;
        }
        i++;
      }
    }
    return false;
  }
}
