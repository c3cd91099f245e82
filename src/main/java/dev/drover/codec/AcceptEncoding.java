package dev.drover.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Negotiation of a content coding by {@code accept-encoding} (RFC 9110, section 12.5.3). */
public final class AcceptEncoding {
  private static final String IDENTITY = "identity";

  private AcceptEncoding() {}

  /**
   * The coding that the client likes best, of equals the one that is offered first.
   *
   * @param accepted the header; null when there is none
   * @param offers codings in lower case
   * @return null when content is better left as it is
   */
  public static @Nullable String choose(@Nullable String accepted, List<String> offers) {
    if (accepted == null || accepted.isBlank()) {
      return null;
    }
    String[] items = accepted.split(",", -1);
    String best = null;
    double bestWeight = 0;
    for (String offer : offers) {
      double weight = weight(items, offer, 0);
      if (weight > bestWeight) {
        best = offer;
        bestWeight = weight;
      }
    }
    return bestWeight >= own(items) ? best : null;
  }

  /**
   * Whether a client takes a coding.
   *
   * @param coding in lower case
   */
  public static boolean takes(@Nullable String accepted, String coding) {
    return accepted != null && weight(accepted.split(",", -1), coding, 0) > 0;
  }

  /** How much a client likes content as it is; where it does not say, any coding is better. */
  private static double own(String[] items) {
    for (String item : items) {
      if (name(item).equalsIgnoreCase(IDENTITY)) {
        return weight(item);
      }
    }
    return 0;
  }

  private static double weight(String[] items, String coding, double otherwise) {
    double any = otherwise;
    for (String item : items) {
      String name = name(item);
      if (name.equalsIgnoreCase(coding) || (coding.equals("gzip") && name.equals("x-gzip"))) {
        return weight(item);
      }
      if (name.equals("*")) {
        any = weight(item);
      }
    }
    return any;
  }

  private static String name(String item) {
    int end = item.indexOf(';');
    return (end < 0 ? item : item.substring(0, end)).strip();
  }

  private static double weight(String item) {
    int at = item.indexOf(';');
    if (at < 0) {
      return 1;
    }
    String parameter = item.substring(at + 1).strip();
    if (!parameter.regionMatches(true, 0, "q=", 0, 2)) {
      return 1;
    }
    try {
      double q = Double.parseDouble(parameter.substring(2).strip());
      return q >= 0 && q <= 1 ? q : 0;
    } catch (NumberFormatException malformed) {
      return 0;
    }
  }
}
