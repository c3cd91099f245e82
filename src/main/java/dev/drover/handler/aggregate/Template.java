package dev.drover.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.expression.Expression;
import dev.drover.expression.ExpressionFailed;
import dev.drover.expression.JsonValues;
import java.util.List;
import java.util.Map;

/** JSON in which some strings are expressions, compiled. Immutable, for all threads. */
sealed interface Template {
  /** What is the same for all. */
  record Fixed(JsonNode value) implements Template {
    @Override
    public JsonNode of(Known known) {
      return value;
    }
  }

  /** What an expression gives. */
  record Given(Expression<Known, Object> expression) implements Template {
    @Override
    public JsonNode of(Known known) throws ExpressionFailed {
      try {
        return JsonValues.json(expression.of(known));
      } catch (ExpressionFailed failed) {
        if (known.lenient()) {
          return NullNode.getInstance();
        }
        throw failed;
      }
    }
  }

  /** An object of such. */
  record Members(Map<String, Template> members) implements Template {
    @Override
    public JsonNode of(Known known) throws ExpressionFailed {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, Template> member : members.entrySet()) {
        object.set(member.getKey(), member.getValue().of(known));
      }
      return object;
    }
  }

  /** A list of such. */
  record Items(List<Template> items) implements Template {
    @Override
    public JsonNode of(Known known) throws ExpressionFailed {
      ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
      for (Template item : items) {
        array.add(item.of(known));
      }
      return array;
    }
  }

  /**
   * The JSON that it is with what is known; not to be changed.
   *
   * @throws ExpressionFailed when an expression has no value
   */
  JsonNode of(Known known) throws ExpressionFailed;
}
