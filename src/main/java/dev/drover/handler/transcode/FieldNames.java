package dev.drover.handler.transcode;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds fields by the names that a query gives them: {@code a.b}, each part in lowerCamelCase or as
 * in the .proto. Safe for all threads.
 */
final class FieldNames {
  private final Map<Descriptor, Map<String, FieldDescriptor>> known = new ConcurrentHashMap<>();

  /** The way to the field from a message, or an empty list when there is none of that name. */
  List<FieldDescriptor> path(Descriptor message, String name) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      FieldDescriptor field = fields(message).get(name);
      return field == null ? List.of() : List.of(field);
    }
    List<FieldDescriptor> path = new ArrayList<>();
    Descriptor at = message;
    for (String part : name.split("\\.", -1)) {
      FieldDescriptor field = at == null ? null : fields(at).get(part);
      if (field == null) {
        return List.of();
      }
      path.add(field);
      boolean nested = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      at = nested && !field.isRepeated() ? field.getMessageType() : null;
    }
    return path;
  }

  private Map<String, FieldDescriptor> fields(Descriptor message) {
    return known.computeIfAbsent(message, FieldNames::read);
  }

  private static Map<String, FieldDescriptor> read(Descriptor message) {
    Map<String, FieldDescriptor> fields = new HashMap<>();
    message.getFields().forEach(field -> fields.put(field.getJsonName(), field));
    message.getFields().forEach(field -> fields.put(field.getName(), field));
    return fields;
  }
}
