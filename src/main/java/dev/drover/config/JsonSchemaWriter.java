package dev.drover.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes the JSON Schema (draft 2020-12) of a record: what it refuses is also refused by {@link
 * ConfigReader}, which checks more (references, ranges of durations and sizes, cross-field rules).
 */
public final class JsonSchemaWriter {
  private final Vocabulary vocabulary;
  private final ObjectNode definitions = JsonText.MAPPER.createObjectNode();
  private final Map<String, Class<?>> named = new LinkedHashMap<>();

  private JsonSchemaWriter(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** The schema of the documents that {@link ConfigReader#read} takes for this type. */
  public static JsonNode write(Class<? extends Record> type, Vocabulary vocabulary) {
    JsonSchemaWriter writer = new JsonSchemaWriter(vocabulary);
    ObjectNode schema = JsonText.MAPPER.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", type.getSimpleName());
    writer.definitions.set("expansion", ScalarSchemas.expansion());
    ObjectNode root = writer.object(type);
    ((ObjectNode) root.path("properties")).putObject("$schema").put("type", "string");
    schema.setAll(writer.orShorthand(type, root));
    schema.set("$defs", writer.definitions);
    return schema;
  }

  private ObjectNode object(Class<? extends Record> type) {
    ObjectNode schema = JsonText.MAPPER.createObjectNode();
    Doc doc = type.getAnnotation(Doc.class);
    if (doc != null) {
      schema.put("description", doc.value());
    }
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = JsonText.MAPPER.createArrayNode();
    for (Member member : Member.of(type)) {
      Optional<OneOf> inline = member.inline();
      if (inline.isPresent()) {
        inline(member, inline.get().kind(), properties, schema);
        continue;
      }
      properties.set(member.name(), member(member));
      if (member.required()) {
        required.add(member.name());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema.put("additionalProperties", false);
  }

  private void inline(Member member, String kind, ObjectNode properties, ObjectNode schema) {
    ArrayNode ways = JsonText.MAPPER.createArrayNode();
    vocabulary
        .names(kind)
        .forEach(
            (name, type) -> {
              properties.set(name, reference(type));
              ways.addObject().putArray("required").add(name);
            });
    if (ways.isEmpty()) {
      return;
    }
    if (member.optional()) {
      ArrayNode none = ways.deepCopy();
      ways.addObject().putObject("not").set("anyOf", none);
    }
    schema.set("oneOf", ways);
  }

  private ObjectNode member(Member member) {
    ObjectNode schema = JsonText.MAPPER.createObjectNode();
    if (!member.doc().isEmpty()) {
      schema.put("description", member.doc() + ScalarSchemas.limits(member));
    }
    schema.setAll(shape(member.shape(), member));
    JsonNode byDefault = member.defaultJson(Optional.of("{index}"));
    return byDefault == null ? schema : schema.set("default", byDefault);
  }

  private ObjectNode shape(Shape shape, Member member) {
    ObjectNode schema = JsonText.MAPPER.createObjectNode();
    @Nullable Length length = shape == member.shape() ? member.length() : null;
    if (shape instanceof Shape.Items items) {
      schema.put("type", "array").set("items", shape(items.item(), member));
      return ScalarSchemas.length(schema, length, "Items");
    }
    if (shape instanceof Shape.Entries entries) {
      schema.put("type", "object").set("additionalProperties", shape(entries.value(), member));
      return ScalarSchemas.length(schema, length, "Properties");
    }
    if (shape instanceof Shape.Nested nested) {
      return reference(nested.type());
    }
    if (shape instanceof Shape.Open open) {
      return choice(open.oneOf());
    }
    return ScalarSchemas.of(shape, member, length);
  }

  private ObjectNode choice(OneOf oneOf) {
    Map<String, Class<? extends Record>> names = vocabulary.names(oneOf.kind());
    if (oneOf.form() == OneOf.Form.TAGGED) {
      ObjectNode schema = JsonText.MAPPER.createObjectNode();
      ArrayNode ways = schema.putArray("oneOf");
      names.forEach((name, type) -> ways.add(tagged(oneOf, name, type)));
      return schema;
    }
    String definition = Words.singular(oneOf.kind());
    if (!definitions.has(definition)) {
      ObjectNode schema = definitions.putObject(definition).put("type", "object");
      ObjectNode properties = schema.putObject("properties");
      names.forEach((name, type) -> properties.set(name, reference(type)));
      schema.put("minProperties", 1).put("maxProperties", 1);
      schema.put("additionalProperties", false);
    }
    return to(definition);
  }

  private ObjectNode tagged(OneOf oneOf, String name, Class<? extends Record> type) {
    String definition = oneOf.kind() + "." + name;
    if (!definitions.has(definition)) {
      definitions.putObject(definition);
      ObjectNode schema = object(type);
      ((ObjectNode) schema.path("properties")).putObject(oneOf.tag()).put("const", name);
      schema.withArray("required").add(oneOf.tag());
      definitions.set(definition, schema);
    }
    return to(definition);
  }

  private ObjectNode reference(Class<? extends Record> type) {
    String name = type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    if (named.getOrDefault(name, type) != type) {
      name = type.getName().replace('$', '.');
    }
    if (named.putIfAbsent(name, type) == null) {
      definitions.putObject(name);
      definitions.set(name, orShorthand(type, object(type)));
    }
    return to(name);
  }

  private static ObjectNode to(String definition) {
    return JsonText.MAPPER.createObjectNode().put("$ref", "#/$defs/" + definition);
  }

  private ObjectNode orShorthand(Class<? extends Record> type, ObjectNode object) {
    Optional<Member> alone = Member.shorthand(type);
    if (alone.isEmpty()) {
      return object;
    }
    ObjectNode schema = JsonText.MAPPER.createObjectNode();
    schema.putArray("anyOf").addAll(List.of(object, shape(alone.get().shape(), alone.get())));
    return schema;
  }
}
