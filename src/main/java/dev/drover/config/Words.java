package dev.drover.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The wording that several messages share. */
final class Words {
  private static final int LONGEST = 60;

  private Words() {}

  /** The text in quotes, on one line and cut when it is long. */
  static String quoted(String text) {
    String line = text.replace("\n", "\\n").replace("\r", "\\r");
    return "\"" + (line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...") + "\"";
  }

  /** The names in quotes: {@code "a", "b" or "c"}. */
  static String list(Collection<String> names, String last) {
    List<String> quoted = names.stream().map(Words::quoted).toList();
    if (quoted.size() < 2) {
      return String.join("", quoted);
    }
    int end = quoted.size() - 1;
    return String.join(", ", quoted.subList(0, end)) + " " + last + " " + quoted.get(end);
  }

  /** One of a plural: {@code filters} gives {@code filter}. */
  static String singular(String plural) {
    return plural.endsWith("s") ? plural.substring(0, plural.length() - 1) : plural;
  }

  /** The written form of an enum constant: {@code LEAST_REQUESTS} gives {@code least-requests}. */
  static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
