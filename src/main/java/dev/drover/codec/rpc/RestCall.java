package dev.drover.codec.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.drover.schema.Binding;
import dev.drover.schema.HttpTemplate;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A binding read in reverse (google/api/http.proto): a message becomes the path, the query and the
 * content of a request. What the path takes is not said again elsewhere. Immutable.
 */
final class RestCall {
  private final Binding binding;

  RestCall(Binding binding) {
    this.binding = binding;
  }

  /**
   * A request.
   *
   * @param target path and query
   * @param content null for none
   */
  record Made(HttpMethod method, String target, @Nullable Buffer content) {}

  HttpMethod method() {
    return binding.verb().equals("*") ? HttpMethod.POST : HttpMethod.valueOf(binding.verb());
  }

  /** The field that is the content of an answer; null for all of it. */
  @Nullable FieldDescriptor answer() {
    return binding.responseBody();
  }

  /** Whether a stream of messages can be the content of a request. */
  boolean streams() {
    return binding.body() instanceof Binding.WholeMessage && binding.variables().isEmpty();
  }

  /**
   * The request for a message.
   *
   * @param message as JSON; fields are taken out of it
   * @throws Failure MALFORMED when it cannot be made of this message
   */
  Made of(ObjectNode message) {
    String path = path(message);
    JsonNode content = null;
    if (binding.body() instanceof Binding.WholeMessage) {
      return new Made(method(), path, buffer(message));
    }
    if (binding.body() instanceof Binding.OneField one) {
      content = message.remove(one.field().getJsonName());
    }
    StringBuilder query = new StringBuilder();
    query(binding.method().getInputType(), "", message, query);
    return new Made(method(), path + query, content == null ? null : buffer(content));
  }

  private static Buffer buffer(JsonNode content) {
    return Buffer.buffer(content.toString().getBytes(StandardCharsets.UTF_8));
  }

  // The path

  private String path(ObjectNode message) {
    HttpTemplate template = binding.template();
    StringBuilder path = new StringBuilder();
    List<HttpTemplate.Variable> variables = template.variables();
    int next = 0;
    for (int at = 0; at < template.segments().size(); ) {
      path.append('/');
      if (next < variables.size() && variables.get(next).first() == at) {
        HttpTemplate.Variable variable = variables.get(next);
        boolean many =
            variable.end() - at > 1 || template.segments().get(at) instanceof HttpTemplate.Rest;
        path.append(encode(value(message, binding.variables().get(next)), many));
        at = variable.end();
        next++;
      } else if (template.segments().get(at) instanceof HttpTemplate.Literal literal) {
        path.append(literal);
        at++;
      } else {
        throw Failure.of(
            Reason.NOT_BRIDGED,
            "The rule of " + binding.rpc() + " has a \"*\" of which no message can be told.");
      }
    }
    String verb = template.verb();
    return path.isEmpty() ? "/" : path + (verb.isEmpty() ? "" : ":" + encode(verb, false));
  }

  private static String value(ObjectNode message, List<FieldDescriptor> way) {
    JsonNode at = message;
    ObjectNode holder = message;
    for (FieldDescriptor field : way) {
      holder = at instanceof ObjectNode object ? object : message.objectNode();
      at = holder.path(field.getJsonName());
    }
    FieldDescriptor last = way.get(way.size() - 1);
    holder.remove(last.getJsonName());
    String text = at.isMissingNode() ? missing(last) : at.asText();
    if (text.isEmpty()) {
      throw Failure.of(
          Reason.MALFORMED,
          "The field " + last.getJsonName() + " is part of a path, and must not be empty.");
    }
    return text;
  }

  private static String missing(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT, LONG, FLOAT, DOUBLE -> "0";
      case BOOLEAN -> "false";
      case ENUM -> field.getEnumType().getValues().get(0).getName();
      default -> "";
    };
  }

  // The query

  private void query(Descriptor type, String prefix, JsonNode message, StringBuilder query) {
    for (Map.Entry<String, JsonNode> member : message.properties()) {
      FieldDescriptor field = field(type, member.getKey());
      String name = prefix + member.getKey();
      JsonNode value = member.getValue();
      if (field != null && field.isMapField()) {
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
          add(name + "[" + entry.getKey() + "]", entry.getValue(), query);
        }
      } else if (value.isObject() && field != null) {
        query(field.getMessageType(), name + ".", value, query);
      } else if (value.isArray()) {
        value.forEach(each -> add(name, each, query));
      } else {
        add(name, value, query);
      }
    }
  }

  private static @Nullable FieldDescriptor field(Descriptor type, String jsonName) {
    for (FieldDescriptor field : type.getFields()) {
      if (field.getJsonName().equals(jsonName)) {
        return field;
      }
    }
    return null;
  }

  private void add(String name, JsonNode value, StringBuilder query) {
    if (value.isContainerNode()) {
      throw Failure.of(
          Reason.NOT_BRIDGED,
          "The rule of " + binding.rpc() + " has no place for the field " + name + ".");
    }
    query
        .append(query.isEmpty() ? '?' : '&')
        .append(encode(name, false))
        .append('=')
        .append(encode(value.asText(), false));
  }

  /** RFC 3986, section 2.3: all but unreserved characters as escapes. */
  private static String encode(String text, boolean slashes) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~".indexOf(c) >= 0
              || (slashes && c == '/');
      if (plain) {
        out.append(c);
      } else {
        out.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
        out.append(Character.toUpperCase(Character.forDigit(c & 0xF, 16)));
      }
    }
    return out.toString();
  }
}
