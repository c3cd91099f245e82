package dev.drover.admin;

import java.util.Locale;

/** Numbers as people read them. */
final class Words {
  private Words() {}

  /** With commas. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A part of a whole as a percentage. */
  static String share(long part, long whole) {
    if (part == 0 || whole == 0) {
      return "0 %";
    }
    double percent = 100.0 * part / whole;
    return percent < 0.01 ? "< 0.01 %" : String.format(Locale.ROOT, "%.2f %%", percent);
  }

  /** In ms, s, min, h or days, whichever is handy. */
  static String duration(double seconds) {
    if (Double.isInfinite(seconds)) {
      return "> 10 s";
    }
    if (seconds < 1) {
      double millis = seconds * 1000;
      return String.format(
          Locale.ROOT, millis < 10 && millis % 1 != 0 ? "%.1f ms" : "%.0f ms", millis);
    }
    if (seconds < 100) {
      return String.format(Locale.ROOT, seconds % 1 == 0 ? "%.0f s" : "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 6000) {
      return whole / 60 + " min " + whole % 60 + " s";
    }
    return whole < 172_800
        ? whole / 3600 + " h " + whole % 3600 / 60 + " min"
        : whole / 86_400 + " days " + whole % 86_400 / 3600 + " h";
  }

  /** The upper bound of a histogram's bucket. */
  static String atMost(double seconds, long samples) {
    if (samples == 0) {
      return "–";
    }
    return Double.isInfinite(seconds) ? duration(seconds) : "≤ " + duration(seconds);
  }
}
