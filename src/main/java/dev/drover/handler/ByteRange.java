package dev.drover.handler;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of some content that a client asks for (RFC 9110, section 14.1.2).
 *
 * @param first the first byte, from 0
 * @param last the last byte, which belongs to it; before the first when there is no such part
 */
record ByteRange(long first, long last) {
  private static final Pattern ONE =
      Pattern.compile("bytes=(\\d*)-(\\d*)", Pattern.CASE_INSENSITIVE);
  private static final int DIGITS = 18;

  /**
   * The part that a {@code range} field asks for; empty when the whole is to be sent: there is no
   * field, it is not understood, or it asks for several parts at once, which a server may ignore
   * (section 14.2).
   *
   * @param size how many bytes there are
   */
  static Optional<ByteRange> of(@Nullable String field, long size) {
    Matcher one = ONE.matcher(field == null ? "" : field.strip());
    if (!one.matches()) {
      return Optional.empty();
    }
    String from = one.group(1);
    String to = one.group(2);
    if (from.isEmpty()) {
      return to.isEmpty()
          ? Optional.empty()
          : Optional.of(new ByteRange(Math.max(0, size - number(to)), size - 1));
    }
    long first = number(from);
    long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
    return last < first
        ? Optional.empty()
        : Optional.of(new ByteRange(first, Math.min(last, size - 1)));
  }

  /** More digits than any file needs are as good as the largest number. */
  private static long number(String digits) {
    return digits.length() > DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  boolean exists() {
    return first <= last;
  }

  long length() {
    return last - first + 1;
  }

  /** The {@code content-range} of an answer with this part. */
  String contentRange(long size) {
    return "bytes " + first + "-" + last + "/" + size;
  }
}
