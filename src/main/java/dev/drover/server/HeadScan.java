package dev.drover.server;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpConstants;

/**
 * Reads the bytes of one request head, in any number of pieces, to find a line that begins with
 * white space: an obsolete folded header (RFC 9112, section 5.2), which the decoder behind it would
 * silently join to the line before. One pass, mostly {@code indexOf}.
 */
final class HeadScan {
  /** What there is to say after a piece. */
  enum State {
    /** Nothing but line ends before the request line, which are allowed (RFC 9112, section 2.2). */
    BLANK,
    /** Inside the head. */
    OPEN,
    /** The empty line was there; what follows is not part of the head. */
    ENDED,
    /** A line begins with white space. */
    FOLDED
  }

  private State state = State.BLANK;
  private long line;
  private boolean carriage;

  State state() {
    return state;
  }

  void reset() {
    state = State.BLANK;
    line = 0;
    carriage = false;
  }

  /**
   * Scans {@code buffer} between two indices and stops at the end of the head or at a fold.
   *
   * @return the index after the last byte that was scanned
   */
  int scan(ByteBuf buffer, int from, int to) {
    int index = from;
    while (index < to && state != State.ENDED && state != State.FOLDED) {
      if (line == 0) {
        index = begin(buffer.getByte(index), index);
      } else {
        int end = buffer.indexOf(index, to, HttpConstants.LF);
        int stop = end < 0 ? to : end;
        line += stop - index;
        index = stop;
        if (end >= 0) {
          endLine();
          index++;
        }
      }
    }
    return index;
  }

  /** Takes the first byte of a line. */
  private int begin(byte first, int index) {
    if (first == HttpConstants.SP || first == HttpConstants.HT) {
      state = State.FOLDED;
      return index;
    }
    if (state == State.BLANK) {
      if (first == HttpConstants.CR || first == HttpConstants.LF) {
        return index + 1;
      }
      state = State.OPEN;
    } else if (first == HttpConstants.LF) {
      state = State.ENDED;
      return index + 1;
    }
    carriage = first == HttpConstants.CR;
    line = 1;
    return index + 1;
  }

  private void endLine() {
    if (line == 1 && carriage) {
      state = State.ENDED;
    }
    line = 0;
  }
}
