package dev.drover.codec.json;

/** Reads wire bytes from a position on. Nothing it returns lies beyond the end it was given. */
final class WireReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int DELIMITED = 2;
  static final int START_GROUP = 3;
  static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  private static final int DEEPEST_GROUP = 100;

  private byte[] bytes;
  private int position;
  private int end;

  WireReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.position = from;
    this.end = to;
  }

  /** Goes on with other bounds. */
  void window(int from, int to) {
    position = from;
    end = to;
  }

  /** Goes on in other bytes, once a window is set. */
  void bytes(byte[] source) {
    bytes = source;
  }

  /** Goes on at a position within the window. */
  void skipTo(int later) {
    position = later;
  }

  byte[] bytes() {
    return bytes;
  }

  int position() {
    return position;
  }

  boolean more() {
    return position < end;
  }

  /** A field number and a wire type. */
  int tag() {
    int at = position;
    if (at < end && bytes[at] > 0) {
      position = at + 1;
      return check(bytes[at]);
    }
    long tag = varint();
    if (tag >>> 32 != 0) {
      throw MalformedMessage.because("has a tag of more than 32 bits");
    }
    return check((int) tag);
  }

  private static int check(int tag) {
    if (tag >>> 3 == 0) {
      throw MalformedMessage.because("has a tag without a field number");
    }
    return tag;
  }

  long varint() {
    int at = position;
    if (at < end && bytes[at] >= 0) {
      position = at + 1;
      return bytes[at];
    }
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at >= end) {
        throw truncated();
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        position = at;
        return value;
      }
    }
    throw MalformedMessage.because("has a number of more than ten bytes");
  }

  /** The number that comes next, which is not passed. */
  int peekInt() {
    int at = position;
    int value = (int) varint();
    position = at;
    return value;
  }

  int fixed32() {
    int at = advance(4);
    return (bytes[at] & 0xFF)
        | (bytes[at + 1] & 0xFF) << 8
        | (bytes[at + 2] & 0xFF) << 16
        | (bytes[at + 3] & 0xFF) << 24;
  }

  long fixed64() {
    long low = fixed32() & 0xFFFFFFFFL;
    return low | (long) fixed32() << 32;
  }

  /** A length, with as many bytes behind it. */
  int length() {
    long length = varint();
    if (length < 0 || length > end - position) {
      throw truncated();
    }
    return (int) length;
  }

  private int advance(int count) {
    int at = position;
    if (count > end - at) {
      throw truncated();
    }
    position = at + count;
    return at;
  }

  /** Passes the value that follows a tag. */
  void skip(int tag) {
    skip(tag, 0);
  }

  private void skip(int tag, int depth) {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case DELIMITED -> advance(length());
      case FIXED32 -> advance(4);
      case START_GROUP -> skipGroup(tag >>> 3, depth);
      default -> throw MalformedMessage.because("has a field of wire type " + (tag & 7));
    }
  }

  private void skipGroup(int number, int depth) {
    if (depth >= DEEPEST_GROUP) {
      throw MalformedMessage.because("is nested deeper than 100 messages");
    }
    while (true) {
      int tag = tag();
      if ((tag & 7) == END_GROUP) {
        if (tag >>> 3 != number) {
          throw MalformedMessage.because("has a group that ends as another one");
        }
        return;
      }
      skip(tag, depth + 1);
    }
  }

  /** Passes the content of a group and its end; returns where the end begins. */
  int groupEnd(int number) {
    while (true) {
      int start = position;
      int tag = tag();
      if ((tag & 7) == END_GROUP && tag >>> 3 == number) {
        return start;
      }
      skip(tag, 0);
    }
  }

  private static MalformedMessage truncated() {
    return MalformedMessage.because("ends in the middle of a field");
  }
}
