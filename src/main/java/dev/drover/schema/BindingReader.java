package dev.drover.schema;

import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.drover.config.NearestName;
import dev.drover.schema.Binding.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one rule of a method; what is wrong with it is an IllegalArgumentException. */
final class BindingReader {
  /** The messages that ProtoJSON writes as a string, a number or a boolean. */
  private static final Set<String> WRITTEN_AS_TEXT =
      Set.of(
          "google.protobuf.BoolValue",
          "google.protobuf.BytesValue",
          "google.protobuf.DoubleValue",
          "google.protobuf.Duration",
          "google.protobuf.FieldMask",
          "google.protobuf.FloatValue",
          "google.protobuf.Int32Value",
          "google.protobuf.Int64Value",
          "google.protobuf.StringValue",
          "google.protobuf.Timestamp",
          "google.protobuf.UInt32Value",
          "google.protobuf.UInt64Value");

  private BindingReader() {}

  static Binding read(MethodDescriptor method, HttpRule rule) {
    HttpTemplate template = HttpTemplate.parse(path(rule));
    List<List<FieldDescriptor>> variables = new ArrayList<>();
    for (HttpTemplate.Variable variable : template.variables()) {
      variables.add(fields(method.getInputType(), variable.fieldPath()));
    }
    return new Binding(
        method,
        verb(rule),
        template,
        variables,
        content(method.getInputType(), rule.getBody()),
        responseBody(method.getOutputType(), rule.getResponseBody()));
  }

  private static String verb(HttpRule rule) {
    if (rule.getPatternCase() != HttpRule.PatternCase.CUSTOM) {
      return rule.getPatternCase().name();
    }
    String kind = rule.getCustom().getKind();
    if (kind.isEmpty()) {
      throw new IllegalArgumentException("its custom pattern has no kind, the HTTP method");
    }
    return kind;
  }

  private static String path(HttpRule rule) {
    return switch (rule.getPatternCase()) {
      case GET -> rule.getGet();
      case PUT -> rule.getPut();
      case POST -> rule.getPost();
      case DELETE -> rule.getDelete();
      case PATCH -> rule.getPatch();
      case CUSTOM -> rule.getCustom().getPath();
      case PATTERN_NOT_SET ->
          throw new IllegalArgumentException(
              "its HTTP rule has no pattern, such as get: \"/v1/things\"");
    };
  }

  private static List<FieldDescriptor> fields(Descriptor message, String path) {
    List<FieldDescriptor> way = new ArrayList<>();
    Descriptor at = message;
    for (String name : path.split("\\.")) {
      if (at == null) {
        throw wrongVariable(path, way.get(way.size() - 1).getName() + " is no message");
      }
      FieldDescriptor field = field(at, name, "the variable " + path);
      if (field.isRepeated()) {
        throw wrongVariable(path, field.getName() + " is repeated, and a path has one value");
      }
      way.add(field);
      at = field.getJavaType() == JavaType.MESSAGE ? field.getMessageType() : null;
    }
    if (at != null && !WRITTEN_AS_TEXT.contains(at.getFullName())) {
      throw wrongVariable(path, at.getFullName() + " has no form as text");
    }
    return way;
  }

  private static IllegalArgumentException wrongVariable(String path, String reason) {
    return new IllegalArgumentException("the variable " + path + " cannot be filled: " + reason);
  }

  private static Content content(Descriptor request, String body) {
    return switch (body) {
      case "" -> new Binding.NoContent();
      case "*" -> new Binding.WholeMessage();
      default -> new Binding.OneField(field(request, body, "the body " + body));
    };
  }

  private static @Nullable FieldDescriptor responseBody(Descriptor response, String name) {
    return name.isEmpty() ? null : field(response, name, "the response_body " + name);
  }

  private static FieldDescriptor field(Descriptor message, String name, String of) {
    FieldDescriptor field = message.findFieldByName(name);
    if (field == null) {
      List<String> known = message.getFields().stream().map(FieldDescriptor::getName).toList();
      throw new IllegalArgumentException(
          of + " names no field of " + message.getFullName() + NearestName.advice(name, known));
    }
    return field;
  }
}
