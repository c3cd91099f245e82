package dev.drover.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the reference of a record in Markdown: a heading and a table of keys for it, for each
 * record inside, and for each name of the vocabulary.
 */
public final class ReferenceWriter {
  private final Vocabulary vocabulary;
  private final StringBuilder text = new StringBuilder();
  private final Deque<Class<? extends Record>> waiting = new ArrayDeque<>();
  private final Map<String, Class<?>> titles = new HashMap<>();
  private final Set<Class<? extends Record>> seen = new LinkedHashSet<>();

  private ReferenceWriter(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** The reference, from the heading of the record, of level two, to a last line end. */
  public static String write(Class<? extends Record> type, Vocabulary vocabulary) {
    ReferenceWriter writer = new ReferenceWriter(vocabulary);
    writer.enqueue(type);
    writer.drain();
    vocabulary
        .kinds()
        .forEach(
            (kind, names) ->
                names.forEach(
                    (name, config) -> {
                      writer.record(Words.singular(kind) + " `" + name + "`", config);
                      writer.drain();
                    }));
    return writer.text.toString().stripTrailing() + "\n";
  }

  private void enqueue(Class<? extends Record> type) {
    if (seen.add(type)) {
      waiting.add(type);
    }
  }

  private void drain() {
    while (!waiting.isEmpty()) {
      Class<? extends Record> type = waiting.remove();
      record(title(type), type);
    }
  }

  private void record(String title, Class<? extends Record> type) {
    text.append("## ").append(title).append("\n\n");
    Doc doc = type.getAnnotation(Doc.class);
    if (doc != null) {
      text.append(plain(doc.value())).append("\n\n");
    }
    Member.shorthand(type)
        .ifPresent(
            alone ->
                text.append("May be written as its `").append(alone.name()).append("` alone.\n\n"));
    if (Member.of(type).isEmpty()) {
      text.append("It has no keys: `{}`.\n\n");
      return;
    }
    text.append("| key | type | default | |\n|---|---|---|---|\n");
    Member.of(type).forEach(this::row);
    text.append('\n');
  }

  private void row(Member member) {
    String key =
        member.inline().map(oneOf -> names(oneOf.kind(), " ")).orElse("`" + member.name() + "`");
    String type = member.inline().isPresent() ? "one of these keys" : type(member.shape(), member);
    text.append("| ").append(key);
    text.append(" | ").append(type);
    text.append(" | ").append(byDefault(member).replace("|", "\\|"));
    text.append(" | ").append(plain(member.doc())).append(" |\n");
  }

  private String byDefault(Member member) {
    JsonNode json = member.defaultJson(Optional.of("{index}"));
    if (json != null) {
      return "`" + (json.isTextual() ? json.textValue() : json.toString()) + "`";
    }
    boolean needed = member.required() || (member.inline().isPresent() && !member.optional());
    return needed ? "required" : "";
  }

  private String type(Shape shape, Member member) {
    if (shape instanceof Shape.Items items) {
      return "list of " + type(items.item(), member);
    }
    if (shape instanceof Shape.Entries entries) {
      return "by name: " + type(entries.value(), member);
    }
    if (shape instanceof Shape.Nested nested) {
      enqueue(nested.type());
      String title = title(nested.type());
      return "[" + title + "](#" + anchor(title) + ")";
    }
    if (shape instanceof Shape.Open open) {
      OneOf oneOf = open.oneOf();
      String tag = oneOf.form() == OneOf.Form.TAGGED ? "`" + oneOf.tag() + "` " : "";
      return Words.singular(oneOf.kind()) + " (" + tag + names(oneOf.kind(), ", ") + ")";
    }
    if (shape instanceof Shape.Constant constant) {
      return "`" + String.join("`, `", constant.names()) + "`";
    }
    Ref ref = member.ref();
    if (ref != null) {
      return "key of `" + ref.value() + "`";
    }
    Range range = member.range();
    String noun = shape instanceof Shape.Scalar scalar ? scalar.noun() : shape.expected();
    return noun.replaceFirst("^an? ", "") + (range == null ? "" : Scalars.limits(range));
  }

  private String names(String kind, String separator) {
    StringBuilder links = new StringBuilder();
    for (Map.Entry<String, Class<? extends Record>> name : vocabulary.names(kind).entrySet()) {
      String title = Words.singular(kind) + " " + name.getKey();
      links.append(links.isEmpty() ? "" : separator);
      links.append("[`").append(name.getKey()).append("`](#").append(anchor(title)).append(')');
    }
    return links.isEmpty() ? "none" : links.toString();
  }

  /** The title of a record, with its package when another one has the same words. */
  private String title(Class<? extends Record> type) {
    String words = words(type);
    String origin = type.getPackageName();
    return titles.putIfAbsent(words, type) == null || titles.get(words) == type
        ? words
        : words + " in " + origin.substring(origin.lastIndexOf('.') + 1);
  }

  /** The words of the name of a record: {@code AccessLogConfig} gives {@code access log}. */
  private static String words(Class<? extends Record> type) {
    String name = type.getSimpleName();
    Class<?> outer = type.getEnclosingClass();
    String own =
        name.equals("Config") && outer != null
            ? outer.getSimpleName()
            : name.replaceFirst("Config$", "");
    return own.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  /** Text that Markdown does not take for markup. */
  private static String plain(String text) {
    return text.replaceAll("([*<|])", "\\\\$1");
  }

  /** The anchor that GitHub gives to a heading. */
  private static String anchor(String title) {
    return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
  }
}
