package dev.drover.handler.transcode;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import dev.drover.codec.json.InvalidJson;
import dev.drover.codec.json.TextValue;
import dev.drover.codec.json.WireWriter;
import dev.drover.schema.Binding;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the path and the query of a request say behind the bytes of its content: of a field
 * that occurs twice the last value counts, so the path has the last word.
 */
final class RequestFields {
  private final BoundMethod method;
  private final Binding binding;
  private final TranscodeConfig.Query rules;
  private final WireWriter out;
  private final Set<List<FieldDescriptor>> given = new HashSet<>();
  private final Map<OneofDescriptor, FieldDescriptor> chosen = new HashMap<>();

  RequestFields(BoundMethod method, TranscodeConfig.Query rules, WireWriter out) {
    this.method = method;
    this.binding = method.binding();
    this.rules = rules;
    this.out = out;
  }

  /**
   * Writes them.
   *
   * @param values of the path's variables
   * @throws Failure MALFORMED when there is no such field, or a value is not one of it
   */
  void write(List<String> values, @Nullable String query) {
    if (query != null) {
      QueryString.read(query, rules.parameters(), this::parameter);
    }
    for (int i = 0; i < values.size(); i++) {
      List<FieldDescriptor> path = binding.variables().get(i);
      try {
        TextValue.write(path, values.get(i), out);
      } catch (InvalidJson invalid) {
        throw invalid("The path", invalid);
      }
    }
  }

  private void parameter(String name, String value) {
    if (rules.ignore().contains(name)) {
      return;
    }
    Descriptor type = binding.method().getInputType();
    int bracket = name.endsWith("]") ? name.indexOf('[') : -1;
    String fieldName = bracket < 0 ? name : name.substring(0, bracket);
    List<FieldDescriptor> path = method.names().path(type, fieldName);
    boolean key = bracket >= 0;
    if (path.isEmpty()
        || binding.body() instanceof Binding.WholeMessage
        || key != path.get(path.size() - 1).isMapField()) {
      unknown(name);
      return;
    }
    if (binding.variables().contains(path)) {
      return;
    }
    if (binding.body() instanceof Binding.OneField one && path.get(0).equals(one.field())) {
      throw refused(name, "it is part of the content of the request");
    }
    write(name, path, key ? name.substring(bracket + 1, name.length() - 1) : null, value);
  }

  private void write(String name, List<FieldDescriptor> path, @Nullable String key, String value) {
    FieldDescriptor field = path.get(path.size() - 1);
    if (!field.isRepeated() && !given.add(path)) {
      throw refused(name, "it is given more than once");
    }
    alone(name, path);
    try {
      if (key == null) {
        TextValue.write(path, value, out);
      } else {
        TextValue.writeEntry(path, key, value, out);
      }
    } catch (InvalidJson invalid) {
      throw invalid("The query", invalid);
    }
  }

  /** At most one field of a oneof may be given. */
  private void alone(String name, List<FieldDescriptor> path) {
    for (FieldDescriptor field : path) {
      OneofDescriptor oneof = field.getRealContainingOneof();
      if (oneof != null) {
        FieldDescriptor other = chosen.putIfAbsent(oneof, field);
        if (other != null && !other.equals(field)) {
          throw refused(
              name,
              "only one of " + other.getJsonName() + " and " + field.getJsonName() + " can be set");
        }
      }
    }
  }

  private void unknown(String name) {
    if (rules.unknown() == TranscodeConfig.Unknown.REJECT) {
      throw refused(
          name,
          binding.body() instanceof Binding.WholeMessage
              ? "all fields come from the content of the request"
              : "there is no such field in " + binding.method().getInputType().getFullName());
    }
  }

  private static Failure refused(String name, String reason) {
    return Failure.of(
        Reason.MALFORMED, "The query parameter \"" + name + "\" is refused: " + reason + ".");
  }

  private static Failure invalid(String where, InvalidJson invalid) {
    return Invalid.failure(where, invalid);
  }
}
