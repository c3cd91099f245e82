package dev.drover.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON as expressions know it, and back. Whole numbers of 64 bits are Long, all others Double; null
 * is a value of its own.
 */
public final class JsonValues {
  /** JSON's null. */
  public static final Object NULL = NullValue.NULL_VALUE;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonValues() {}

  /** What an expression may be given for it; unmodifiable. */
  public static Object of(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> members = new LinkedHashMap<>();
      node.properties().forEach(member -> members.put(member.getKey(), of(member.getValue())));
      return Collections.unmodifiableMap(members);
    }
    if (node.isArray()) {
      List<Object> items = new ArrayList<>(node.size());
      node.forEach(item -> items.add(of(item)));
      return Collections.unmodifiableList(items);
    }
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isNumber()) {
      return node.isIntegralNumber() && node.canConvertToLong()
          ? (Object) node.longValue()
          : (Object) node.doubleValue();
    }
    return NULL;
  }

  /**
   * What an expression gave, as JSON: bytes in base64, durations and times as their text.
   *
   * @throws ExpressionFailed when there is no JSON for it: a number that is none, a type
   */
  public static JsonNode json(@Nullable Object value) throws ExpressionFailed {
    if (value == null || value == NULL) {
      return NODES.nullNode();
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = NODES.objectNode();
      for (Map.Entry<?, ?> member : map.entrySet()) {
        object.set(String.valueOf(member.getKey()), json(member.getValue()));
      }
      return object;
    }
    if (value instanceof List<?> list) {
      ArrayNode array = NODES.arrayNode(list.size());
      for (Object item : list) {
        array.add(json(item));
      }
      return array;
    }
    if (value instanceof Optional<?> optional) {
      return json(optional.orElse(null));
    }
    return scalar(value);
  }

  private static JsonNode scalar(Object value) throws ExpressionFailed {
    if (value instanceof String text) {
      return NODES.textNode(text);
    }
    if (value instanceof Boolean flag) {
      return NODES.booleanNode(flag);
    }
    if (value instanceof UnsignedLong number) {
      return NODES.numberNode(number.bigIntegerValue());
    }
    if (value instanceof Long || value instanceof Integer) {
      return NODES.numberNode(((Number) value).longValue());
    }
    if (value instanceof Double number && Double.isFinite(number)) {
      return NODES.numberNode((double) number);
    }
    if (value instanceof CelByteString bytes) {
      return NODES.textNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }
    if (value instanceof java.time.Duration || value instanceof java.time.Instant) {
      return NODES.textNode(value.toString());
    }
    throw new ExpressionFailed("A value that JSON has not");
  }
}
