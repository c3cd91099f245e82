package dev.drover.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one tree into the values of shapes. Each method gives null after it added a problem, and
 * goes on to its siblings first.
 */
final class Binder {
  private final JsonNode root;
  private final Set<String> sections;
  private final Expansion expansion;
  private final Scalars scalars;
  private final Records records;
  private final Choices choices;

  /**
   * Makes a binder.
   *
   * @param sections the keys at the top of the document that references may point into
   */
  Binder(JsonNode root, Set<String> sections, Vocabulary vocabulary, Expansion expansion) {
    this.root = root;
    this.sections = Set.copyOf(sections);
    this.expansion = expansion;
    this.scalars = new Scalars(expansion);
    this.records = new Records(this, vocabulary);
    this.choices = new Choices(this.records, vocabulary);
  }

  Records records() {
    return records;
  }

  Choices choices() {
    return choices;
  }

  /** Reads a node as a shape; the annotations of the member apply to the values inside. */
  @Nullable Bound bind(Shape shape, Member member, JsonNode node, Problems here) {
    if (shape instanceof Shape.Scalar scalar) {
      return scalar(scalar, member, node, here);
    }
    if (shape instanceof Shape.Constant constant) {
      return scalars.bind(constant, node, here);
    }
    if (shape instanceof Shape.Written written) {
      return scalars.bind(written, node, here);
    }
    if (shape instanceof Shape.Anything) {
      JsonNode expanded = expand(node, here);
      return expanded == null ? null : new Bound(expanded, node);
    }
    if (shape instanceof Shape.Nested nested) {
      return records.bind(nested.type(), node, here);
    }
    if (shape instanceof Shape.Open open) {
      return choices.bind(open.oneOf(), node, here);
    }
    if (shape instanceof Shape.Items items) {
      return list(items, member, node, here);
    }
    return map((Shape.Entries) shape, member, node, here);
  }

  private @Nullable Bound scalar(Shape.Scalar scalar, Member member, JsonNode node, Problems here) {
    Bound bound = scalars.bind(scalar, member.range(), node, here);
    if (bound == null || !(bound.value() instanceof String text)) {
      return bound;
    }
    boolean sized =
        !(member.shape() instanceof Shape.Scalar)
            || fits(member, text.length(), "a string of", "character", here);
    return sized
            && matches(member.pattern(), text, node, here)
            && refers(member.ref(), text, node, here)
        ? bound
        : null;
  }

  private static boolean matches(
      @Nullable Pattern pattern, String text, JsonNode node, Problems here) {
    if (pattern == null || text.matches(pattern.value())) {
      return true;
    }
    here.add("expected " + pattern.expected() + ", found " + Scalars.describe(node));
    return false;
  }

  private boolean refers(@Nullable Ref ref, String name, JsonNode node, Problems here) {
    if (ref == null || !sections.contains(ref.value()) || root.path(ref.value()).has(name)) {
      return true;
    }
    List<String> known = new ArrayList<>();
    root.path(ref.value()).fieldNames().forEachRemaining(known::add);
    String kind = Words.singular(ref.value());
    here.add(
        Expansion.refers(node.textValue())
            ? "no " + kind + " is named " + Scalars.describe(node)
            : "no " + kind + " is named " + Words.quoted(name) + NearestName.advice(name, known));
    return false;
  }

  private @Nullable Bound list(Shape.Items items, Member member, JsonNode node, Problems here) {
    if (!node.isArray()) {
      return mismatch(items, node, here);
    }
    boolean complete = fits(member, node.size(), "a list of", "item", here);
    List<Object> values = new ArrayList<>();
    ArrayNode effective = JsonText.MAPPER.createArrayNode();
    Map<String, Problems> identities = new HashMap<>();
    for (int i = 0; i < node.size(); i++) {
      Bound bound = bind(items.item(), member, node.get(i), here.at(i));
      if (bound == null) {
        complete = false;
        continue;
      }
      complete &= differs(bound.value(), identities, here.at(i));
      values.add(bound.value());
      effective.add(bound.effective());
    }
    return complete ? new Bound(List.copyOf(values), effective) : null;
  }

  private static boolean differs(Object value, Map<String, Problems> seen, Problems here) {
    if (!(value instanceof Distinct distinct) || distinct.identity().isEmpty()) {
      return true;
    }
    String identity = distinct.identity().get();
    Problems first = seen.putIfAbsent(identity, here);
    if (first != null) {
      here.add("the " + identity + " is taken by " + first.pointer() + "; give each its own");
    }
    return first == null;
  }

  private @Nullable Bound map(Shape.Entries entries, Member member, JsonNode node, Problems here) {
    if (!node.isObject()) {
      return mismatch(entries, node, here);
    }
    boolean complete = fits(member, node.size(), "an object of", "key", here);
    Map<String, Object> values = new LinkedHashMap<>();
    ObjectNode effective = JsonText.MAPPER.createObjectNode();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = entry.getKey();
      Bound bound = bind(entries.value(), member, entry.getValue(), here.at(key));
      if (bound == null) {
        complete = false;
        continue;
      }
      values.put(key, bound.value());
      effective.set(key, bound.effective());
    }
    return complete ? new Bound(Collections.unmodifiableMap(values), effective) : null;
  }

  private @Nullable JsonNode expand(JsonNode node, Problems here) {
    if (node.isTextual()) {
      String text = expansion.expand(node.textValue(), here);
      return text == null ? null : TextNode.valueOf(text);
    }
    boolean complete = true;
    JsonNode copy = node.deepCopy();
    if (copy instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        JsonNode value = expand(entry.getValue(), here.at(entry.getKey()));
        complete &= value != null;
        object.set(entry.getKey(), value);
      }
    } else if (copy instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        JsonNode value = expand(node.get(i), here.at(i));
        complete &= value != null;
        array.set(i, value);
      }
    }
    return complete ? copy : null;
  }

  private static boolean fits(Member member, int count, String noun, String unit, Problems here) {
    Length length = member.length();
    if (length == null || (count >= length.min() && count <= length.max())) {
      return true;
    }
    int limit = count < length.min() ? length.min() : length.max();
    String bound = count < length.min() ? " at least " : " at most ";
    here.add(
        "expected "
            + noun
            + bound
            + limit
            + " "
            + unit
            + (limit == 1 ? "" : "s")
            + ", found "
            + count);
    return false;
  }

  private static @Nullable Bound mismatch(Shape shape, JsonNode node, Problems here) {
    here.add("expected " + shape.expected() + ", found " + Scalars.describe(node));
    return null;
  }
}
