package dev.drover.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Content negotiation by the {@code accept} header (RFC 9110, section 12.5.1). */
public final class Accept {
  private static final int EXACT = 3;
  private static final int SUBTYPES = 2;
  private static final int ANY = 1;

  private Accept() {}

  /**
   * The offer that the client likes best. Among equals the one it names more exactly wins, then the
   * one it names first, then the one that is offered first.
   *
   * @param accept the header; null when there is none, which accepts everything
   * @param offers media types without parameters, in lower case
   * @return the index of the offer, or -1 when none is acceptable
   */
  public static int choose(@Nullable String accept, List<String> offers) {
    if (accept == null || accept.isBlank()) {
      return 0;
    }
    String[] ranges = accept.split(",", -1);
    int best = -1;
    double bestWeight = 0;
    int bestRank = 0;
    for (int i = 0; i < offers.size(); i++) {
      int rank = 0;
      double weight = 0;
      for (int at = 0; at < ranges.length; at++) {
        int exactness = exactness(ranges[at], offers.get(i));
        int candidate = exactness == 0 ? 0 : exactness * ranges.length + ranges.length - at;
        if (candidate > rank) {
          rank = candidate;
          weight = weight(ranges[at]);
        }
      }
      if (weight > bestWeight || (weight > 0 && weight == bestWeight && rank > bestRank)) {
        best = i;
        bestWeight = weight;
        bestRank = rank;
      }
    }
    return best;
  }

  private static int exactness(String range, String offer) {
    int end = range.indexOf(';');
    String type = (end < 0 ? range : range.substring(0, end)).trim();
    if (type.equalsIgnoreCase(offer)) {
      return EXACT;
    }
    if (type.equals("*/*") || type.equals("*")) {
      return ANY;
    }
    int slash = offer.indexOf('/') + 1;
    return type.length() == slash + 1
            && type.endsWith("/*")
            && type.regionMatches(true, 0, offer, 0, slash)
        ? SUBTYPES
        : 0;
  }

  /** The q of a range; 1 when it has none, 0 when it has one that is no number. */
  private static double weight(String range) {
    for (String parameter : range.split(";", -1)) {
      String trimmed = parameter.trim();
      if (trimmed.length() > 2 && trimmed.regionMatches(true, 0, "q=", 0, 2)) {
        try {
          double q = Double.parseDouble(trimmed.substring(2).trim());
          return q >= 0 && q <= 1 ? q : 0;
        } catch (NumberFormatException malformed) {
          return 0;
        }
      }
    }
    return 1;
  }
}
