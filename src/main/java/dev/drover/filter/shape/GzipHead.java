package dev.drover.filter.shape;

import dev.drover.status.Failure;
import dev.drover.status.Reason;

/**
 * Skips what stands in front of the data of a gzip member (RFC 1952, section 2.3), byte by byte and
 * without keeping any.
 */
final class GzipHead {
  private static final int FIXED = 10;
  private static final int HAS_CHECK = 0x02;
  private static final int HAS_EXTRA = 0x04;
  private static final int HAS_NAME = 0x08;
  private static final int HAS_COMMENT = 0x10;
  private static final int RESERVED = 0xE0;

  private int read;
  private int flags;
  private int extra;
  private int pending;

  /** Whether none of it has been read. */
  boolean empty() {
    return read == 0;
  }

  /** Takes the next byte; returns whether it was the last one, after which another head begins. */
  boolean last(int next) {
    if (read < FIXED) {
      fixed(next);
      read++;
      return read == FIXED && (flags & ~1) == 0 && done();
    }
    if ((flags & HAS_EXTRA) != 0) {
      extra(next);
    } else if ((flags & HAS_NAME) != 0) {
      flags &= next == 0 ? ~HAS_NAME : ~0;
    } else if ((flags & HAS_COMMENT) != 0) {
      flags &= next == 0 ? ~HAS_COMMENT : ~0;
    } else if (++pending == 2) {
      flags &= ~HAS_CHECK;
    }
    return (flags & ~1) == 0 && done();
  }

  private void fixed(int next) {
    boolean fits =
        switch (read) {
          case 0 -> next == 0x1F;
          case 1 -> next == 0x8B;
          case 2 -> next == 8;
          case 3 -> (next & RESERVED) == 0;
          default -> true;
        };
    if (!fits) {
      throw Failure.of(Reason.MALFORMED, "The content is not encoded as its head says.");
    }
    if (read == 3) {
      flags = next;
    }
  }

  /** Two bytes of length, the lower one first, and as many bytes. */
  private void extra(int next) {
    if (pending < 2) {
      extra |= next << (8 * pending);
      pending++;
    } else {
      extra--;
    }
    if (pending == 2 && extra == 0) {
      flags &= ~HAS_EXTRA;
      pending = 0;
    }
  }

  private boolean done() {
    read = 0;
    flags = 0;
    extra = 0;
    pending = 0;
    return true;
  }
}
