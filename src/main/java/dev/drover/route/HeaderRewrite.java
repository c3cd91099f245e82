package dev.drover.route;

import dev.drover.config.FieldName;
import dev.drover.config.HeadersConfig;
import dev.drover.config.Problem;
import dev.drover.exchange.PathVariables;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/** Changes header fields: removes, then sets, then adds. Immutable. */
final class HeaderRewrite {
  private record Field(String name, Text value) {}

  private final List<String> remove;
  private final List<Field> set;
  private final List<Field> add;

  private HeaderRewrite(List<String> remove, List<Field> set, List<Field> add) {
    this.remove = List.copyOf(remove);
    this.set = List.copyOf(set);
    this.add = List.copyOf(add);
  }

  /**
   * Compiles a configuration.
   *
   * @param known the variables that values may have
   * @param problems told the pointer below the configuration, and a sentence
   */
  static HeaderRewrite of(
      HeadersConfig config, List<String> known, BiConsumer<String, String> problems) {
    for (int i = 0; i < config.remove().size(); i++) {
      checkName(config.remove().get(i), "/remove/" + i, problems);
    }
    return new HeaderRewrite(
        config.remove(),
        fields(config.set(), "/set", known, problems),
        fields(config.add(), "/add", known, problems));
  }

  private static List<Field> fields(
      Map<String, String> values,
      String at,
      List<String> known,
      BiConsumer<String, String> problems) {
    List<Field> fields = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          String here = at + "/" + Problem.segment(name);
          checkName(name, here, problems);
          if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7F))) {
            problems.accept(here, "expected visible ASCII characters and spaces");
          }
          try {
            fields.add(new Field(name.toLowerCase(Locale.ROOT), Text.parse(value, known)));
          } catch (IllegalArgumentException unknown) {
            problems.accept(here, String.valueOf(unknown.getMessage()));
          }
        });
    return fields;
  }

  private static void checkName(String name, String at, BiConsumer<String, String> problems) {
    if (!FieldName.is(name)) {
      problems.accept(at, "expected the name of a header field, found \"" + name + "\"");
    } else if (FieldName.FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
      problems.accept(at, "the gateway makes \"" + name + "\" itself; leave it out");
    }
  }

  boolean isEmpty() {
    return remove.isEmpty() && set.isEmpty() && add.isEmpty();
  }

  void apply(MultiMap headers, PathVariables variables) {
    for (String name : remove) {
      headers.remove(name);
    }
    for (Field field : set) {
      headers.set(field.name, field.value.with(variables));
    }
    for (Field field : add) {
      headers.add(field.name, field.value.with(variables));
    }
  }
}
