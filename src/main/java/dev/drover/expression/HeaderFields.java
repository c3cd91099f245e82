package dev.drover.expression;

import io.vertx.core.MultiMap;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Header fields as a map: names in lower case, the values of a repeated field joined by a comma and
 * a space (RFC 9110, section 5.3), so that no value of it can hide behind another.
 */
public final class HeaderFields extends AbstractMap<String, String> {
  private final MultiMap headers;
  private @Nullable Map<String, String> all;

  /** A view of those fields. */
  public HeaderFields(MultiMap headers) {
    this.headers = headers;
  }

  @Override
  public boolean containsKey(Object name) {
    return name instanceof String text && lower(text) && headers.contains(text);
  }

  @Override
  public @Nullable String get(Object name) {
    return name instanceof String text && lower(text) ? joined(headers, text) : null;
  }

  /** The values of a field, or null when there is none. */
  static @Nullable String joined(MultiMap headers, String name) {
    List<String> values = headers.getAll(name);
    return values.isEmpty() ? null : values.size() == 1 ? values.get(0) : String.join(", ", values);
  }

  private static boolean lower(String name) {
    return name.equals(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    Map<String, String> known = all;
    if (known == null) {
      Map<String, String> made = new LinkedHashMap<>();
      headers.forEach(
          (name, value) ->
              made.merge(name.toLowerCase(Locale.ROOT), value, (one, next) -> one + ", " + next));
      all = made;
      known = made;
    }
    return known.entrySet();
  }
}
