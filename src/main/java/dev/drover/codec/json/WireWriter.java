package dev.drover.codec.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message in wire form that grows by appending (protobuf.dev, "Encoding"). Its array is kept by
 * {@link #reset()}, so that one writer serves many messages. Not safe for several threads.
 */
public final class WireWriter {
  private static final int FIRST_CAPACITY = 256;
  private static final int LONGEST_VARINT = 10;

  private final int limit;
  private byte[] bytes;
  private int length;

  /**
   * @param limit the most bytes that it may hold; whatever goes beyond throws {@link
   *     MessageTooLarge}
   */
  public WireWriter(int limit) {
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

  /** The array whose first {@link #length()} bytes are the message; valid until it is appended. */
  public byte[] array() {
    return bytes;
  }

  /** A copy of what it holds. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** Takes back all beyond a length it had before. */
  public void truncate(int earlier) {
    length = earlier;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      grow(more);
    }
  }

  private void grow(int more) {
    long needed = (long) length + more;
    if (needed > limit) {
      throw new MessageTooLarge(limit);
    }
    long doubled = Math.max(needed, 2L * bytes.length);
    bytes = Arrays.copyOf(bytes, (int) Math.min(limit, doubled));
  }

  /** Makes room for a number when there is not enough for the longest one. */
  private void ensureVarint(long value) {
    if (bytes.length - length < LONGEST_VARINT) {
      ensure(size(value));
    }
  }

  /** How many bytes a varint takes. */
  static int size(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  /** Appends a varint, also a tag; a negative number takes ten bytes. */
  public void varint(long value) {
    ensureVarint(value);
    length = put(value, length);
  }

  private int put(long value, int at) {
    long rest = value;
    int position = at;
    while ((rest & ~0x7FL) != 0) {
      bytes[position++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[position++] = (byte) rest;
    return position;
  }

  /** Appends four bytes, the lowest first. */
  public void fixed32(int value) {
    ensure(4);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes[length++] = (byte) (value >> shift);
    }
  }

  /** Appends eight bytes, the lowest first. */
  public void fixed64(long value) {
    ensure(8);
    for (int shift = 0; shift < 64; shift += 8) {
      bytes[length++] = (byte) (value >> shift);
    }
  }

  /** Appends one byte as it is. */
  public void raw(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
  }

  /** Appends bytes as they are. */
  public void raw(byte[] source, int offset, int count) {
    ensure(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  /** Appends bytes with their length before them. */
  public void delimited(byte[] source, int offset, int count) {
    varint(count);
    raw(source, offset, count);
  }

  /**
   * Appends a text in UTF-8 with its length before it.
   *
   * @throws InvalidJson when it holds half of a surrogate pair
   */
  public void text(String text) {
    if (Utf8.hasLoneSurrogate(text)) {
      throw InvalidJson.of(Utf8.LONE_SURROGATE);
    }
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    delimited(encoded, 0, encoded.length);
  }

  /** The same for characters. */
  void text(char[] text, int offset, int count) {
    int lengthSize = size(count);
    ensure(lengthSize + count);
    int at = length + lengthSize;
    for (int i = 0; i < count; i++) {
      char c = text[offset + i];
      if (c >= 0x80) {
        text(new String(text, offset, count));
        return;
      }
      bytes[at + i] = (byte) c;
    }
    put(count, length);
    length = at + count;
  }

  /**
   * Begins what has its length before it: a message, packed numbers.
   *
   * @return what {@link #end(int)} is to be told
   */
  public int begin() {
    raw(0);
    return length;
  }

  /** Ends what began last and has not ended, and puts its length before it. */
  public void end(int begun) {
    int content = length - begun;
    int more = size(content) - 1;
    if (more > 0) {
      ensure(more);
      System.arraycopy(bytes, begun, bytes, begun + more, content);
      length += more;
    }
    put(content, begun - 1);
  }
}
