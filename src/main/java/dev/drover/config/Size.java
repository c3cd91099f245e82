package dev.drover.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A number of bytes.
 *
 * @param bytes not negative
 */
public record Size(long bytes) implements Comparable<Size> {
  static final String UNITS = "B, kB, MB, GB, TB, KiB, MiB, GiB or TiB";
  static final Pattern FORM = Pattern.compile("([0-9]{1,18})([kMGT]?B|[KMGT]iB)");

  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB"};

  public Size {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative, but this is " + bytes);
    }
  }

  /** A number of bytes. */
  public static Size of(long bytes) {
    return new Size(bytes);
  }

  /**
   * Reads a whole number with a unit: {@code 64KiB} is 65536 bytes, {@code 64kB} is 64000.
   *
   * @throws IllegalArgumentException when it is not of that form or above 2^63-1 bytes
   */
  public static Size parse(String text) {
    return read(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected a size such as \"64KiB\", found " + Words.quoted(text)));
  }

  static Optional<Size> read(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      long count = Long.parseLong(form.group(1));
      return Optional.of(new Size(Math.multiplyExact(count, factor(form.group(2)))));
    } catch (ArithmeticException tooLarge) {
      return Optional.empty();
    }
  }

  private static long factor(String unit) {
    long step = unit.endsWith("iB") ? 1024 : 1000;
    long factor = 1;
    for (int i = 0;
        i < Math.max(0, "KMGT".indexOf(Character.toUpperCase(unit.charAt(0))) + 1);
        i++) {
      factor *= step;
    }
    return factor;
  }

  @Override
  public int compareTo(Size other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The size in the largest binary unit that is exact, in the form that {@link #parse} reads. */
  @Override
  public String toString() {
    long count = bytes;
    int unit = 0;
    while (count != 0 && count % 1024 == 0 && unit < BINARY.length - 1) {
      count /= 1024;
      unit++;
    }
    return count + BINARY[unit];
  }
}
