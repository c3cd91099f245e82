package dev.drover.schema;

import static dev.drover.schema.FileDraft.path;
import static dev.drover.schema.FileDraft.symbol;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.TextFormat;
import com.squareup.wire.schema.Field;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.internal.parser.EnumElement;
import com.squareup.wire.schema.internal.parser.ExtendElement;
import com.squareup.wire.schema.internal.parser.ExtensionsElement;
import com.squareup.wire.schema.internal.parser.FieldElement;
import com.squareup.wire.schema.internal.parser.GroupElement;
import com.squareup.wire.schema.internal.parser.MessageElement;
import com.squareup.wire.schema.internal.parser.OneOfElement;
import com.squareup.wire.schema.internal.parser.ReservedElement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kotlin.ranges.IntRange;
import org.jspecify.annotations.Nullable;

/** Writes messages and fields as descriptors. */
final class MessageEncoder {
  /** Writes an enum. */
  interface Enums {
    EnumDescriptorProto encode(EnumElement element, List<Integer> path, String scope);
  }

  private static final Map<String, Type> SCALARS =
      Stream.of(Type.values())
          .filter(
              type -> !Set.of(Type.TYPE_MESSAGE, Type.TYPE_GROUP, Type.TYPE_ENUM).contains(type))
          .collect(
              Collectors.toUnmodifiableMap(
                  type -> type.name().substring("TYPE_".length()).toLowerCase(Locale.ROOT),
                  type -> type));

  private final FileDraft draft;
  private final Enums enums;
  private final boolean proto3;

  MessageEncoder(FileDraft draft, Enums enums, boolean proto3) {
    this.draft = draft;
    this.enums = enums;
    this.proto3 = proto3;
  }

  /** One declaration inside a message. */
  private record Declared(Location location, Object element) {}

  DescriptorProto encode(MessageElement element, List<Integer> path, String scope) {
    String symbol = symbol(scope, element.getName());
    draft.declare(path, symbol, element.getLocation(), element.getDocumentation());
    draft.options(path, symbol, element.getOptions());
    DescriptorProto.Builder proto = DescriptorProto.newBuilder().setName(element.getName());
    for (Declared declared : inOrder(element)) {
      Object part = declared.element();
      if (part instanceof FieldElement field) {
        addField(proto, field, path, symbol, -1);
      } else if (part instanceof OneOfElement oneof) {
        addOneof(proto, oneof, path, symbol);
      } else if (part instanceof GroupElement group) {
        addGroup(proto, group, path, symbol, -1);
      } else if (part instanceof MessageElement nested) {
        proto.addNestedType(encode(nested, path(path, 3, proto.getNestedTypeCount()), symbol));
      } else if (part instanceof EnumElement constants) {
        proto.addEnumType(enums.encode(constants, path(path, 4, proto.getEnumTypeCount()), symbol));
      } else if (part instanceof ExtendElement extend) {
        for (FieldElement field : extend.getFields()) {
          List<Integer> at = path(path, 6, proto.getExtensionCount());
          proto.addExtension(field(field, at, symbol).setExtendee(extend.getName()));
        }
      }
    }
    addSyntheticOneofs(proto);
    addRanges(proto, element, path, symbol);
    return proto.build();
  }

  private static List<Declared> inOrder(MessageElement element) {
    List<Declared> all = new ArrayList<>();
    element.getFields().forEach(field -> all.add(new Declared(field.getLocation(), field)));
    element.getOneOfs().forEach(oneof -> all.add(new Declared(oneof.getLocation(), oneof)));
    element.getGroups().forEach(group -> all.add(new Declared(group.getLocation(), group)));
    element.getNestedTypes().forEach(type -> all.add(new Declared(type.getLocation(), type)));
    element.getExtendDeclarations().forEach(e -> all.add(new Declared(e.getLocation(), e)));
    all.sort(
        Comparator.<Declared>comparingInt(declared -> declared.location().getLine())
            .thenComparingInt(declared -> declared.location().getColumn()));
    return all;
  }

  private void addField(
      DescriptorProto.Builder proto,
      FieldElement element,
      List<Integer> path,
      String scope,
      int oneof) {
    List<Integer> at = path(path, 2, proto.getFieldCount());
    FieldDescriptorProto.Builder field = field(element, at, scope);
    if (element.getType().startsWith("map<")) {
      DescriptorProto entry = mapEntry(element);
      proto.addNestedType(entry);
      field.setLabel(Label.LABEL_REPEATED).setTypeName(symbol(scope, entry.getName()));
      field.setTypeName("." + field.getTypeName()).setType(Type.TYPE_MESSAGE);
    }
    if (oneof >= 0) {
      field.setOneofIndex(oneof);
    }
    proto.addField(field);
  }

  /** Writes a field, or an extension but for what it extends. */
  FieldDescriptorProto.Builder field(FieldElement element, List<Integer> path, String scope) {
    String symbol = symbol(scope, element.getName());
    draft.declare(path, symbol, element.getLocation(), element.getDocumentation());
    draft.options(path, symbol, element.getOptions());
    String json = element.getJsonName();
    FieldDescriptorProto.Builder field =
        plain(element.getName(), element.getTag(), element.getType())
            .setLabel(label(element.getLabel()))
            .setJsonName(json == null ? jsonName(element.getName()) : json);
    if (proto3 && element.getLabel() == Field.Label.OPTIONAL) {
      field.setProto3Optional(true);
    }
    String value = element.getDefaultValue();
    if (value != null) {
      field.setDefaultValue(
          field.getType() == Type.TYPE_BYTES
              ? TextFormat.escapeBytes(OptionEncoder.bytes(value))
              : value);
    }
    return field;
  }

  private static FieldDescriptorProto.Builder plain(String name, int tag, String type) {
    FieldDescriptorProto.Builder field =
        FieldDescriptorProto.newBuilder().setName(name).setNumber(tag);
    Type scalar = SCALARS.get(type);
    return scalar == null ? field.setTypeName(type) : field.setType(scalar);
  }

  private static Label label(Field.@Nullable Label label) {
    return label == Field.Label.REPEATED
        ? Label.LABEL_REPEATED
        : label == Field.Label.REQUIRED ? Label.LABEL_REQUIRED : Label.LABEL_OPTIONAL;
  }

  private static DescriptorProto mapEntry(FieldElement element) {
    String types = element.getType().substring("map<".length(), element.getType().length() - 1);
    int comma = types.indexOf(',');
    DescriptorProto.Builder entry =
        DescriptorProto.newBuilder().setName(camel(element.getName(), true) + "Entry");
    entry.getOptionsBuilder().setMapEntry(true);
    return entry
        .addField(entryField("key", 1, types.substring(0, comma)))
        .addField(entryField("value", 2, types.substring(comma + 1).strip()))
        .build();
  }

  private static FieldDescriptorProto.Builder entryField(String name, int tag, String type) {
    return plain(name, tag, type).setLabel(Label.LABEL_OPTIONAL).setJsonName(name);
  }

  private void addOneof(
      DescriptorProto.Builder proto, OneOfElement element, List<Integer> path, String scope) {
    int index = proto.getOneofDeclCount();
    List<Integer> at = path(path, 8, index);
    String symbol = symbol(scope, element.getName());
    draft.declare(at, symbol, element.getLocation(), element.getDocumentation());
    draft.options(at, symbol, element.getOptions());
    proto.addOneofDeclBuilder().setName(element.getName());
    element.getFields().forEach(field -> addField(proto, field, path, scope, index));
    element.getGroups().forEach(group -> addGroup(proto, group, path, scope, index));
  }

  private void addGroup(
      DescriptorProto.Builder proto,
      GroupElement group,
      List<Integer> path,
      String scope,
      int oneof) {
    List<Integer> at = path(path, 3, proto.getNestedTypeCount());
    String symbol = symbol(scope, group.getName());
    draft.declare(at, symbol, group.getLocation(), group.getDocumentation());
    DescriptorProto.Builder type = DescriptorProto.newBuilder().setName(group.getName());
    group.getFields().forEach(field -> addField(type, field, at, symbol, -1));
    proto.addNestedType(type);
    String name = group.getName().toLowerCase(Locale.ROOT);
    FieldDescriptorProto.Builder field =
        plain(name, group.getTag(), "." + symbol)
            .setType(Type.TYPE_GROUP)
            .setLabel(label(group.getLabel()))
            .setJsonName(jsonName(name));
    if (oneof >= 0) {
      field.setOneofIndex(oneof);
    }
    proto.addField(field);
  }

  /** As protoc does: after all others, an underscore before the field's name. */
  private static void addSyntheticOneofs(DescriptorProto.Builder proto) {
    Set<String> taken = new HashSet<>();
    proto.getFieldList().forEach(field -> taken.add(field.getName()));
    proto.getOneofDeclList().forEach(oneof -> taken.add(oneof.getName()));
    for (FieldDescriptorProto.Builder field : proto.getFieldBuilderList()) {
      if (field.getProto3Optional()) {
        String name = "_" + field.getName();
        while (!taken.add(name)) {
          name = "X" + name;
        }
        field.setOneofIndex(proto.getOneofDeclCount());
        proto.addOneofDeclBuilder().setName(name);
      }
    }
  }

  private void addRanges(
      DescriptorProto.Builder proto, MessageElement element, List<Integer> path, String symbol) {
    for (ReservedElement reserved : element.getReserveds()) {
      for (Object value : reserved.getValues()) {
        if (value instanceof String name) {
          proto.addReservedName(name);
        } else {
          IntRange range = range(value);
          proto.addReservedRangeBuilder().setStart(range.getFirst()).setEnd(range.getLast() + 1);
        }
      }
    }
    for (ExtensionsElement extensions : element.getExtensions()) {
      for (Object value : extensions.getValues()) {
        draft.options(
            path(path, 5, proto.getExtensionRangeCount()), symbol, extensions.getOptions());
        IntRange range = range(value);
        proto.addExtensionRangeBuilder().setStart(range.getFirst()).setEnd(range.getLast() + 1);
      }
    }
  }

  /** The numbers from a number, or a range of them; both ends belong to it. */
  static IntRange range(Object value) {
    return value instanceof IntRange range ? range : new IntRange((Integer) value, (Integer) value);
  }

  /** The name in ProtoJSON of a field that does not choose one. */
  private static String jsonName(String name) {
    return camel(name, false);
  }

  private static String camel(String name, boolean capital) {
    StringBuilder camel = new StringBuilder();
    boolean upper = capital;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        upper = true;
      } else {
        camel.append(upper && c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
        upper = false;
      }
    }
    return camel.toString();
  }
}
