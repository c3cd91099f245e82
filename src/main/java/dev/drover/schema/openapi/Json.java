package dev.drover.schema.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/** New nodes. */
final class Json {
  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A schema of that type. */
  static ObjectNode type(String type) {
    return object().put("type", type);
  }

  static ObjectNode type(String type, String format) {
    return type(type).put("format", format);
  }

  static ArrayNode array(Collection<String> texts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  /** Sets a text, unless it is empty. */
  static void putText(ObjectNode node, String name, String text) {
    if (!text.isEmpty()) {
      node.put(name, text);
    }
  }

  static void putTrue(ObjectNode node, String name, boolean value) {
    if (value) {
      node.put(name, true);
    }
  }
}
