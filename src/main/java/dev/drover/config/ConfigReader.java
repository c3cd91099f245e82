package dev.drover.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) into a record, strictly: an unknown key, a duplicate key, a wrong type is a
 * problem, and all of them are found in one run.
 *
 * <p>A component may be a {@code String}, {@code boolean}, {@code int}, {@code long}, {@code
 * double}, {@code Duration}, {@link Size}, {@link Secret}, an enum (written in kebab case), any
 * class with a {@code public static T parse(String)} that throws {@code IllegalArgumentException},
 * a record, a {@link Choice}, a {@code JsonNode} (any JSON), a {@code List}, a {@code Map} with
 * string keys, or an {@code Optional} of these. An absent key takes its {@link Default}; else an
 * optional, a list or a map is empty, a record whose keys may all be absent is made of their
 * defaults, and anything else is a problem. An {@code IllegalArgumentException} of a constructor is
 * a problem too.
 *
 * @param vocabulary what a {@link Choice} may be
 * @param expansion what strings may refer to
 */
public record ConfigReader(Vocabulary vocabulary, Expansion expansion) {
  private static final String SCHEMA = "$schema";

  /**
   * Reads a document. A string {@code $schema} at its top is ignored.
   *
   * @param source what to call the document in messages, mostly the name of its file
   * @throws InvalidConfig with all problems
   */
  public <T extends Record> Loaded<T> read(Class<T> type, String json, String source) {
    Problems problems = Problems.of();
    Optional<JsonNode> root = JsonText.read(json, problems);
    Bound bound = root.isEmpty() ? null : bind(type, root.get(), problems);
    if (bound == null || problems.count() > 0) {
      throw new InvalidConfig(source, problems.sorted());
    }
    return new Loaded<>(type.cast(bound.value()), bound.effective());
  }

  /**
   * The record that an empty object gives.
   *
   * @throws InvalidConfig when a key is required
   */
  public static <T extends Record> T defaults(Class<T> type) {
    return plain(type, "{}", type.getSimpleName());
  }

  /**
   * A record with no choice in it, of a document that refers to nothing.
   *
   * @param source what to call the document in messages
   * @throws InvalidConfig with all problems
   */
  public static <T extends Record> T plain(Class<T> type, String json, String source) {
    return new ConfigReader(Vocabulary.empty(), Expansion.none()).read(type, json, source).config();
  }

  private @Nullable Bound bind(Class<? extends Record> type, JsonNode root, Problems problems) {
    Set<String> sections =
        Member.of(type).stream().map(Member::name).collect(Collectors.toUnmodifiableSet());
    Records records = new Binder(root, sections, vocabulary, expansion).records();
    if (!(root instanceof ObjectNode object)) {
      return records.bind(type, root, problems);
    }
    if (object.has(SCHEMA) && !object.path(SCHEMA).isTextual()) {
      problems.at(SCHEMA).add("expected a string, found " + Scalars.describe(object.path(SCHEMA)));
    }
    return records.bind(type, object, Set.of(SCHEMA), problems);
  }
}
