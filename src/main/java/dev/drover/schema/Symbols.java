package dev.drover.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The full names of all files of a schema, and what linking one file alone does not see. */
final class Symbols {
  private final Map<String, GenericDescriptor> known = new LinkedHashMap<>();

  /**
   * Adds what a file defines. The very same definition may be in two files: some builds know one
   * file by two names.
   *
   * @throws InvalidSchema when another file gives one of the names another meaning, or a map has no
   *     entries as maps have them
   */
  void add(FileDescriptor file) throws InvalidSchema {
    List<GenericDescriptor> defined = new ArrayList<>(file.getMessageTypes());
    defined.addAll(file.getEnumTypes());
    defined.addAll(file.getServices());
    for (GenericDescriptor symbol : defined) {
      GenericDescriptor other = known.putIfAbsent(symbol.getFullName(), symbol);
      if (other != null && !other.toProto().equals(symbol.toProto())) {
        throw new InvalidSchema(
            file.getName(),
            symbol.getFullName(),
            "it is defined in " + other.getFile().getName() + " already, and not the same");
      }
    }
    for (Descriptor message : file.getMessageTypes()) {
      checkMaps(message);
    }
  }

  private static void checkMaps(Descriptor message) throws InvalidSchema {
    if (message.getOptions().getMapEntry() && !isMapEntry(message)) {
      throw new InvalidSchema(
          message.getFile().getName(),
          message.getFullName(),
          "the entry of a map has a scalar key as field 1, a value as field 2, and no other");
    }
    for (Descriptor nested : message.getNestedTypes()) {
      checkMaps(nested);
    }
  }

  private static boolean isMapEntry(Descriptor message) {
    FieldDescriptor key = message.findFieldByNumber(1);
    FieldDescriptor value = message.findFieldByNumber(2);
    return message.getFields().size() == 2
        && key != null
        && value != null
        && !key.isRepeated()
        && !value.isRepeated()
        && isKey(key.getJavaType());
  }

  private static boolean isKey(JavaType type) {
    return switch (type) {
      case INT, LONG, BOOLEAN, STRING -> true;
      case FLOAT, DOUBLE, BYTE_STRING, ENUM, MESSAGE -> false;
    };
  }
}
