package dev.drover.route;

import io.vertx.core.MultiMap;
import java.util.Locale;

/**
 * What must be true of one header field or one parameter of the query. Of several with its name,
 * one that fits is enough. Immutable.
 *
 * @param name in lower case for a header field, as it is for a parameter
 * @param kind how the value is compared
 * @param value what it is compared with, empty when only its presence counts
 */
public record Condition(String name, Kind kind, String value) implements Comparable<Condition> {
  /** How a value is compared. */
  public enum Kind {
    PRESENT,
    ABSENT,
    PREFIX,
    EXACT
  }

  /** The condition on a header field that {@code text} means; see {@link #ofParameter}. */
  public static Condition ofHeader(String name, String text) {
    return of(name.toLowerCase(Locale.ROOT), text);
  }

  /**
   * The condition on a parameter: {@code *} it is there, {@code !} it is not, {@code abc*} its
   * value begins with abc, anything else is its value.
   */
  public static Condition ofParameter(String name, String text) {
    return of(name, text);
  }

  private static Condition of(String name, String text) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("expected a name, found an empty one");
    }
    return switch (text) {
      case "*" -> new Condition(name, Kind.PRESENT, "");
      case "!" -> new Condition(name, Kind.ABSENT, "");
      default ->
          text.endsWith("*")
              ? new Condition(name, Kind.PREFIX, text.substring(0, text.length() - 1))
              : new Condition(name, Kind.EXACT, text);
    };
  }

  /** Whether it is true of these header fields. */
  boolean holds(MultiMap headers) {
    return switch (kind) {
      case PRESENT -> headers.contains(name);
      case ABSENT -> !headers.contains(name);
      case EXACT -> headers.contains(name, value, false);
      case PREFIX -> prefixed(headers);
    };
  }

  private boolean prefixed(MultiMap headers) {
    String first = headers.get(name);
    if (first == null || first.startsWith(value)) {
      return first != null;
    }
    for (String other : headers.getAll(name)) {
      if (other.startsWith(value)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int compareTo(Condition other) {
    int byName = name.compareTo(other.name);
    int byKind = byName != 0 ? byName : kind.compareTo(other.kind);
    return byKind != 0 ? byKind : value.compareTo(other.value);
  }
}
