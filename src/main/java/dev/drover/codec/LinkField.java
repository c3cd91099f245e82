package dev.drover.codec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A link of a {@code Link} header field (RFC 8288, section 3). Immutable.
 *
 * @param target its reference, not resolved
 * @param parameters by their names in lower case; of several of one name the first counts
 */
public record LinkField(String target, Map<String, String> parameters) {
  public LinkField {
    parameters = Map.copyOf(parameters);
  }

  /**
   * The first link of a relation; a {@code rel} may name several, without regard to case. A link
   * with an {@code anchor} is another resource's and does not count.
   *
   * @param values the values of all fields of that name
   */
  public static Optional<LinkField> find(List<String> values, String relation) {
    for (String value : values) {
      Reader reader = new Reader(value);
      for (LinkField link = reader.next(); link != null; link = reader.next()) {
        if (link.relates(relation)) {
          return Optional.of(link);
        }
      }
    }
    return Optional.empty();
  }

  private boolean relates(String relation) {
    String relations = parameters.get("rel");
    if (relations == null || parameters.containsKey("anchor")) {
      return false;
    }
    for (String one : relations.split("[ \t]+", -1)) {
      if (one.equalsIgnoreCase(relation)) {
        return true;
      }
    }
    return false;
  }

  /** Appendix B.2 of the RFC, which skips what it cannot read instead of giving up on the field. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    @Nullable LinkField next() {
      int open = text.indexOf('<', at);
      int close = open < 0 ? -1 : text.indexOf('>', open);
      if (close < 0) {
        return null;
      }
      at = close + 1;
      return new LinkField(text.substring(open + 1, close).strip(), parameters());
    }

    private Map<String, String> parameters() {
      Map<String, String> found = new LinkedHashMap<>();
      blank();
      while (at < text.length() && text.charAt(at) != ',') {
        if (text.charAt(at) != ';') {
          at++;
          continue;
        }
        at++;
        blank();
        String name = token("=;,").toLowerCase(Locale.ROOT);
        blank();
        String value = "";
        if (at < text.length() && text.charAt(at) == '=') {
          at++;
          blank();
          value = at < text.length() && text.charAt(at) == '"' ? quoted() : token(";,");
        }
        if (!name.isEmpty()) {
          found.putIfAbsent(name, value);
        }
        blank();
      }
      return found;
    }

    private void blank() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }

    private String token(String ends) {
      int begin = at;
      while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(begin, at).strip();
    }

    private String quoted() {
      StringBuilder out = new StringBuilder();
      for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        out.append(text.charAt(at));
      }
      at++;
      return out.toString();
    }
  }
}
