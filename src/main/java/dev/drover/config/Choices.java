package dev.drover.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads things out of the vocabulary, in the three forms of {@link OneOf.Form}. */
final class Choices {
  private final Records records;
  private final Vocabulary vocabulary;

  Choices(Records records, Vocabulary vocabulary) {
    this.records = records;
    this.vocabulary = vocabulary;
  }

  @Nullable Bound bind(OneOf oneOf, JsonNode node, Problems here) {
    return switch (oneOf.form()) {
      case WRAPPED -> wrapped(oneOf, node, here);
      case TAGGED -> tagged(oneOf, node, here);
      case INLINE ->
          throw new IllegalStateException("an inline choice stands alone: " + oneOf.kind());
    };
  }

  /**
   * Reads the one key of the object that is a name of the kind, and shows it in {@code effective}.
   *
   * @param meant names that an unknown key was probably meant to be
   */
  @Nullable Object inline(
      Member member, ObjectNode object, Set<String> meant, ObjectNode effective, Problems here) {
    String kind = member.inline().orElseThrow().kind();
    Map<String, Class<? extends Record>> names = vocabulary.names(kind);
    List<String> given = new ArrayList<>();
    List<Bound> bound = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      Class<? extends Record> type = names.get(entry.getKey());
      if (type != null) {
        given.add(entry.getKey());
        Bound one = choice(entry.getKey(), type, entry.getValue(), here.at(entry.getKey()));
        if (one != null) {
          bound.add(one);
        }
      }
    }
    if (given.isEmpty() && member.optional()) {
      return Optional.empty();
    }
    if (given.size() != 1) {
      if (given.size() > 1 || names.keySet().stream().noneMatch(meant::contains)) {
        here.add(
            ("expected exactly one " + Words.singular(kind) + " (")
                + Words.list(names.keySet(), "or")
                + "), found "
                + (given.isEmpty() ? "none" : Words.list(given, "and")));
      }
      return null;
    }
    if (bound.isEmpty()) {
      return null;
    }
    effective.set(given.get(0), bound.get(0).effective());
    return member.optional() ? Optional.of(bound.get(0).value()) : bound.get(0).value();
  }

  private @Nullable Bound wrapped(OneOf oneOf, JsonNode node, Problems here) {
    if (!node.isObject() || node.size() != 1) {
      List<String> keys = new ArrayList<>();
      node.fieldNames().forEachRemaining(keys::add);
      here.add(
          "expected an object with one key, the name of a "
              + Words.singular(oneOf.kind())
              + ", found "
              + (keys.isEmpty() && node.isObject()
                  ? "no key"
                  : keys.isEmpty() ? Scalars.describe(node) : Words.list(keys, "and")));
      return null;
    }
    String name = node.fieldNames().next();
    Problems place = here.at(name);
    Class<? extends Record> type = find(oneOf.kind(), Words.singular(oneOf.kind()), name, place);
    Bound bound = type == null ? null : choice(name, type, node.path(name), place);
    if (bound == null) {
      return null;
    }
    ObjectNode effective = JsonText.MAPPER.createObjectNode();
    effective.set(name, bound.effective());
    return new Bound(bound.value(), effective);
  }

  private @Nullable Bound tagged(OneOf oneOf, JsonNode node, Problems here) {
    if (!(node instanceof ObjectNode object)) {
      here.add("expected an object, found " + Scalars.describe(node));
      return null;
    }
    Problems place = here.at(oneOf.tag());
    JsonNode tag = object.path(oneOf.tag());
    if (!tag.isTextual()) {
      String names = Words.list(vocabulary.names(oneOf.kind()).keySet(), "and");
      place.add(
          tag.isMissingNode()
              ? "required, but missing; expected one of " + names
              : "expected one of " + names + ", found " + Scalars.describe(tag));
      return null;
    }
    Class<? extends Record> type = find(oneOf.kind(), oneOf.tag(), tag.textValue(), place);
    Bound bound = type == null ? null : records.bind(type, object, Set.of(oneOf.tag()), here);
    if (bound == null) {
      return null;
    }
    ObjectNode effective = JsonText.MAPPER.createObjectNode();
    effective.set(oneOf.tag(), tag);
    effective.setAll((ObjectNode) bound.effective());
    return new Bound(
        new Choice(tag.textValue(), (Record) bound.value(), here.pointer()), effective);
  }

  private @Nullable Class<? extends Record> find(
      String kind, String noun, String name, Problems place) {
    Map<String, Class<? extends Record>> names = vocabulary.names(kind);
    Class<? extends Record> type = names.get(name);
    if (type == null) {
      place.add(
          "unknown " + noun + " " + Words.quoted(name) + NearestName.advice(name, names.keySet()));
    }
    return type;
  }

  private @Nullable Bound choice(
      String name, Class<? extends Record> type, JsonNode node, Problems here) {
    Bound bound = records.bind(type, node, here);
    return bound == null
        ? null
        : new Bound(new Choice(name, (Record) bound.value(), here.pointer()), bound.effective());
  }
}
