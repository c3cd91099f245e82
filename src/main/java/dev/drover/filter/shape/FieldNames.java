package dev.drover.filter.shape;

import dev.drover.config.FieldName;
import dev.drover.config.Problems;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Names of header fields in a list: {@code x-a}, or {@code x-*} for all that begin so. Immutable.
 */
final class FieldNames {
  private final Set<String> exact = new TreeSet<>();
  private final List<String> beginnings;

  FieldNames(List<String> names) {
    for (String name : names) {
      if (!name.endsWith("*")) {
        exact.add(name.toLowerCase(Locale.ROOT));
      }
    }
    beginnings =
        names.stream()
            .filter(name -> name.endsWith("*"))
            .map(name -> name.substring(0, name.length() - 1).toLowerCase(Locale.ROOT))
            .toList();
  }

  /** Whether that name, in lower case, is among them. */
  boolean hold(String name) {
    if (exact.contains(name)) {
      return true;
    }
    for (String beginning : beginnings) {
      if (name.startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }

  /** Tells of names that are none, or the gateway's. */
  static void check(Collection<String> names, Problems problems) {
    for (String name : names) {
      if (!name.matches("[!#$%&'+.^_`|~0-9A-Za-z-]+\\*?")) {
        problems.add("expected names of header fields, found \"" + name + "\"");
      } else if (FieldName.FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
        problems.add("the field \"" + name + "\" is the gateway's own, and cannot be changed");
      }
    }
  }
}
