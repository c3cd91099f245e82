package dev.drover.codec.json;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON in UTF-8 that grows by appending, without white space. Its array is kept by {@link
 * #reset()}, so that one writer serves many messages. Not safe for several threads.
 */
public final class JsonWriter {
  private static final int FIRST_CAPACITY = 512;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);

  private final int limit;
  private final Runs runs = new Runs();
  private byte[] bytes;
  private int start;
  private int length;

  /**
   * @param limit the most bytes that it may hold; whatever goes beyond throws {@link
   *     MessageTooLarge}
   */
  public JsonWriter(int limit) {
    this.limit = limit;
    this.bytes = new byte[Math.min(limit, FIRST_CAPACITY)];
  }

  /** Empties it. */
  public void reset() {
    length = 0;
  }

  /** How many bytes it holds. */
  public int length() {
    return length;
  }

  /** The array whose first {@link #length()} bytes are the text; valid until it is appended. */
  public byte[] array() {
    return bytes;
  }

  /** A copy of what it holds. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void ensure(long more) {
    if (bytes.length - length < more) {
      long needed = length + more;
      if (needed > limit) {
        throw new MessageTooLarge(limit);
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(needed, 2L * bytes.length)));
    }
  }

  /** A value begins that stands alone. */
  void begin() {
    start = length;
    runs.drop(0);
  }

  /** Room for whoever prints messages into this writer. */
  Runs runs() {
    return runs;
  }

  /** Makes room for a value, and puts a comma before it where one belongs. */
  private void value(long size) {
    ensure(size + 1);
    if (length > start) {
      byte last = bytes[length - 1];
      if (last != '{' && last != '[' && last != ':') {
        bytes[length++] = ',';
      }
    }
  }

  void startObject() {
    value(1);
    bytes[length++] = '{';
  }

  void endObject() {
    ensure(1);
    bytes[length++] = '}';
  }

  void startArray() {
    value(1);
    bytes[length++] = '[';
  }

  void endArray() {
    ensure(1);
    bytes[length++] = ']';
  }

  /** Appends ASCII or UTF-8 that is a value, or a name with its colon, as it is. */
  void token(byte[] token) {
    value(token.length);
    System.arraycopy(token, 0, bytes, length, token.length);
    length += token.length;
  }

  void name(String name) {
    string(name);
    ensure(1);
    bytes[length++] = ':';
  }

  void string(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    text(encoded, 0, encoded.length);
  }

  /** Appends a text in UTF-8 as a string; nothing, and returns false, when it is none. */
  boolean text(byte[] source, int offset, int count) {
    int before = length;
    value(count + 2L);
    byte[] target = bytes;
    int at = length;
    target[at++] = '"';
    int end = offset + count;
    int i = offset;
    while (i < end) {
      byte b = source[i];
      if (b < ' ' || b == '"' || b == '\\') {
        break;
      }
      target[at++] = b;
      i++;
    }
    length = at;
    if (i < end && !rest(source, i, end)) {
      length = before;
      return false;
    }
    bytes[length++] = '"';
    return true;
  }

  /** Appends what is not only ASCII without escapes, and leaves room for one byte. */
  private boolean rest(byte[] source, int from, int end) {
    if (!Utf8.valid(source, from, end - from)) {
      return false;
    }
    ensure(6L * (end - from) + 1);
    for (int i = from; i < end; i++) {
      byte b = source[i];
      if (b < 0 || b >= ' ' && b != '"' && b != '\\') {
        bytes[length++] = b;
      } else {
        escape(b);
      }
    }
    return true;
  }

  private void escape(byte b) {
    bytes[length++] = '\\';
    switch (b) {
      case '"', '\\' -> bytes[length++] = b;
      case '\n' -> bytes[length++] = 'n';
      case '\r' -> bytes[length++] = 'r';
      case '\t' -> bytes[length++] = 't';
      case '\b' -> bytes[length++] = 'b';
      case '\f' -> bytes[length++] = 'f';
      default -> {
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[b >> 4];
        bytes[length++] = HEX[b & 15];
      }
    }
  }

  /** Appends an integer, as a string or as it is. */
  void integer(long value, boolean quoted) {
    value(22);
    if (quoted) {
      bytes[length++] = '"';
    }
    if (value == Long.MIN_VALUE) {
      ascii(Long.toString(value));
    } else {
      digits(value);
    }
    if (quoted) {
      bytes[length++] = '"';
    }
  }

  private void digits(long value) {
    long rest = value;
    if (value < 0) {
      bytes[length++] = '-';
      rest = -value;
    }
    int width = 1;
    for (long power = rest; power >= 10; power /= 10) {
      width++;
    }
    length += width;
    for (int at = length - 1; at >= length - width; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  @SuppressWarnings("deprecation") // the characters are ASCII
  private void ascii(String text) {
    text.getBytes(0, text.length(), bytes, length);
    length += text.length();
  }

  /** Appends a text of ASCII that needs no escapes, as a string or as it is. */
  void plain(String text, boolean quoted) {
    value(text.length() + 2L);
    if (quoted) {
      bytes[length++] = '"';
    }
    ascii(text);
    if (quoted) {
      bytes[length++] = '"';
    }
  }

  /** Appends a number; what JSON has no number for is a string. */
  void number(double value) {
    boolean finite = Double.isFinite(value);
    plain(finite ? NumberOutput.toString(value, true) : Double.toString(value), !finite);
  }

  /** Appends a number; what JSON has no number for is a string. */
  void number(float value) {
    boolean finite = Float.isFinite(value);
    plain(finite ? NumberOutput.toString(value, true) : Float.toString(value), !finite);
  }

  /** Appends bytes as base64, standard and with padding. */
  void base64(byte[] source, int offset, int count) {
    value((count + 2L) / 3 * 4 + 2);
    bytes[length++] = '"';
    int end = offset + count;
    int i = offset;
    for (; i + 2 < end; i += 3) {
      int bits = (source[i] & 0xFF) << 16 | (source[i + 1] & 0xFF) << 8 | (source[i + 2] & 0xFF);
      bytes[length++] = BASE64[bits >> 18];
      bytes[length++] = BASE64[bits >> 12 & 63];
      bytes[length++] = BASE64[bits >> 6 & 63];
      bytes[length++] = BASE64[bits & 63];
    }
    if (i < end) {
      int bits = (source[i] & 0xFF) << 16 | (i + 1 < end ? (source[i + 1] & 0xFF) << 8 : 0);
      bytes[length++] = BASE64[bits >> 18];
      bytes[length++] = BASE64[bits >> 12 & 63];
      bytes[length++] = i + 1 < end ? BASE64[bits >> 6 & 63] : (byte) '=';
      bytes[length++] = '=';
    }
    bytes[length++] = '"';
  }
}
