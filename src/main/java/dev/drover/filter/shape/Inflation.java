package dev.drover.filter.shape;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks a stream of gzip (RFC 1952, several members too) or deflate (RFC 1950; 1951 as some send
 * it), up to a length and up to a ratio of unpacked to packed bytes. It stops where a bound is
 * passed: nothing beyond it is unpacked. For one thread at a time; to be closed.
 */
final class Inflation implements Lent.Closing {
  /** So much may come of anything, or else short texts of one letter would be bombs. */
  private static final long HARMLESS = 64 << 10;

  private static final int TRAILER = 8;

  private enum State {
    HEAD,
    DATA,
    TAIL
  }

  private final boolean gzip;
  private final long most;
  private final int ratio;
  private final byte[] piece = new byte[8 << 10];
  private final GzipHead head = new GzipHead();
  private final CRC32 check = new CRC32();
  private Inflater inflater = new Inflater(true);
  private State state = State.HEAD;
  private long in;
  private long out;
  private long member;
  private long tail;
  private int tailBytes;
  private int first = -1;
  private boolean closed;

  Inflation(boolean gzip, long most, int ratio) {
    this.gzip = gzip;
    this.most = most;
    this.ratio = ratio;
  }

  @Override
  public Buffer next(Buffer content) {
    byte[] bytes = content.getBytes();
    in += bytes.length;
    Buffer unpacked = Buffer.buffer();
    int at = 0;
    while (at < bytes.length && !closed) {
      at =
          switch (state) {
            case HEAD -> head(bytes, at, unpacked);
            case DATA -> data(bytes, at, unpacked);
            case TAIL -> tail(bytes, at);
          };
    }
    return unpacked;
  }

  private int head(byte[] bytes, int at, Buffer unpacked) {
    int next = bytes[at] & 0xFF;
    if (gzip) {
      if (head.last(next)) {
        state = State.DATA;
      }
    } else if (first < 0) {
      first = next;
    } else {
      begin(first, next, unpacked);
    }
    return at + 1;
  }

  /** Two bytes tell zlib's head, which the inflater reads, from data without one. */
  private void begin(int one, int two, Buffer unpacked) {
    boolean zlib = (one & 0x0F) == 8 && (one << 8 | two) % 31 == 0;
    if (zlib) {
      inflater.end();
      inflater = new Inflater(false);
    }
    state = State.DATA;
    data(new byte[] {(byte) one, (byte) two}, 0, unpacked);
  }

  private int data(byte[] bytes, int at, Buffer unpacked) {
    inflater.setInput(bytes, at, bytes.length - at);
    try {
      while (!inflater.finished()) {
        int count = inflater.inflate(piece);
        if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          break;
        }
        take(count, unpacked);
      }
    } catch (DataFormatException wrong) {
      throw malformed();
    }
    if (inflater.needsDictionary()) {
      throw malformed();
    }
    if (!inflater.finished()) {
      return bytes.length;
    }
    state = State.TAIL;
    return bytes.length - inflater.getRemaining();
  }

  private void take(int count, Buffer unpacked) {
    out += count;
    if (out > most) {
      throw tooLarge("The content has more than " + most + " bytes when it is unpacked.");
    }
    if (out > HARMLESS && out / ratio > in) {
      throw tooLarge("The content is packed more tightly than is allowed here.");
    }
    member += count;
    check.update(piece, 0, count);
    unpacked.appendBytes(piece, 0, count);
  }

  /** The checksum and the length of a gzip member; nothing may follow deflate. */
  private int tail(byte[] bytes, int at) {
    if (!gzip) {
      throw malformed();
    }
    tail |= (bytes[at] & 0xFFL) << (8 * tailBytes);
    if (++tailBytes == TRAILER) {
      if (tail != (check.getValue() | (member & 0xFFFFFFFFL) << 32)) {
        throw malformed();
      }
      state = State.HEAD;
      inflater.reset();
      check.reset();
      member = 0;
      tail = 0;
      tailBytes = 0;
    }
    return at + 1;
  }

  @Override
  public Buffer end() {
    boolean whole = gzip ? state == State.HEAD && head.empty() : in == 0 || state == State.TAIL;
    if (!whole) {
      throw malformed();
    }
    return Buffer.buffer();
  }

  private static Failure malformed() {
    return Failure.of(Reason.MALFORMED, "The content is not encoded as its head says.");
  }

  private static Failure tooLarge(String sentence) {
    return Failure.of(Reason.TOO_LARGE, sentence);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      inflater.end();
    }
  }
}
