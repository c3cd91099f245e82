package dev.drover.codec.json;

import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumOptions;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/** A file of random message types that refer to each other, of proto2 or proto3. */
final class RandomSchema {
  static final FileDescriptor[] WELL_KNOWN = {
    AnyProto.getDescriptor(),
    DurationProto.getDescriptor(),
    EmptyProto.getDescriptor(),
    FieldMaskProto.getDescriptor(),
    StructProto.getDescriptor(),
    TimestampProto.getDescriptor(),
    WrappersProto.getDescriptor()
  };

  private static final int MESSAGES = 4;

  private static final List<String> WORDS =
      List.of("name", "page_size", "x", "long_snake_name", "a_1", "_lead", "Upper", "twoWords");

  private static final List<String> TYPES =
      List.of(
          "Timestamp",
          "Duration",
          "FieldMask",
          "Struct",
          "Value",
          "ListValue",
          "Any",
          "Empty",
          "Int32Value",
          "UInt32Value",
          "Int64Value",
          "UInt64Value",
          "FloatValue",
          "DoubleValue",
          "BoolValue",
          "StringValue",
          "BytesValue");

  private final Random random;
  private final boolean proto3;

  RandomSchema(Random random) {
    this.random = random;
    this.proto3 = random.nextInt(3) > 0;
  }

  /** The message types of the file; the first one refers to all. */
  List<Descriptor> messages() {
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder()
            .setName("random.proto")
            .setPackage("rnd")
            .setSyntax(proto3 ? "proto3" : "proto2")
            .addEnumType(enumeration());
    for (FileDescriptor known : WELL_KNOWN) {
      file.addDependency(known.getName());
    }
    for (int i = 0; i < MESSAGES; i++) {
      file.addMessageType(message("M" + i));
    }
    try {
      return FileDescriptor.buildFrom(file.build(), WELL_KNOWN).getMessageTypes();
    } catch (DescriptorValidationException invalid) {
      throw new IllegalStateException(invalid);
    }
  }

  private EnumDescriptorProto enumeration() {
    EnumDescriptorProto.Builder type =
        EnumDescriptorProto.newBuilder()
            .setName("Kind")
            .setOptions(EnumOptions.newBuilder().setAllowAlias(true));
    int[] numbers = {0, 1, 2, 2, -5, 300};
    for (int i = 0; i < numbers.length; i++) {
      type.addValue(EnumValueDescriptorProto.newBuilder().setName("K" + i).setNumber(numbers[i]));
    }
    return type.build();
  }

  private DescriptorProto message(String name) {
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
    Set<Integer> numbers = new HashSet<>();
    int count = 1 + random.nextInt(random.nextInt(8) == 0 ? 90 : 14);
    boolean oneof = random.nextInt(2) == 0;
    if (oneof) {
      message.addOneofDecl(OneofDescriptorProto.newBuilder().setName("choice"));
    }
    for (int i = 0; i < count; i++) {
      message.addField(field(i, number(numbers), oneof && i < 4, name, message));
    }
    for (int i = 0; i < count; i++) {
      if (message.getField(i).getProto3Optional()) {
        message.getFieldBuilder(i).setOneofIndex(message.getOneofDeclCount());
        message.addOneofDecl(OneofDescriptorProto.newBuilder().setName("_opt" + i));
      }
    }
    return message.build();
  }

  private int number(Set<Integer> taken) {
    while (true) {
      int number = 1 + random.nextInt(random.nextInt(5) == 0 ? 15_000 : 120);
      if (taken.add(number)) {
        return number;
      }
    }
  }

  private FieldDescriptorProto field(
      int index, int number, boolean choice, String owner, DescriptorProto.Builder message) {
    String name = WORDS.get(random.nextInt(WORDS.size())) + index + "z";
    FieldDescriptorProto.Builder field =
        FieldDescriptorProto.newBuilder()
            .setName(name)
            .setNumber(number)
            .setLabel(Label.LABEL_OPTIONAL);
    if (random.nextInt(6) == 0) {
      field.setJsonName("custom-" + index);
    }
    if (choice) {
      return type(field, index, owner, message).setOneofIndex(0).build();
    }
    switch (random.nextInt(6)) {
      case 0, 1 -> {
        field.setLabel(Label.LABEL_REPEATED);
        type(field, index, owner, message);
        if (packable(field.getType()) && random.nextBoolean()) {
          field.setOptions(FieldOptions.newBuilder().setPacked(random.nextBoolean()));
        }
      }
      case 2 -> map(field, index, owner, message);
      case 3 -> {
        type(field, index, owner, message);
        if (proto3) {
          field.setProto3Optional(true);
        }
      }
      default -> type(field, index, owner, message);
    }
    return field.build();
  }

  private static boolean packable(Type type) {
    return type != Type.TYPE_STRING
        && type != Type.TYPE_BYTES
        && type != Type.TYPE_MESSAGE
        && type != Type.TYPE_GROUP;
  }

  private FieldDescriptorProto.Builder type(
      FieldDescriptorProto.Builder field,
      int index,
      String owner,
      DescriptorProto.Builder message) {
    switch (random.nextInt(10)) {
      case 0 -> field.setType(Type.TYPE_ENUM).setTypeName(".rnd.Kind");
      case 1 -> field.setType(Type.TYPE_MESSAGE).setTypeName(".rnd.M" + random.nextInt(MESSAGES));
      case 2, 3 ->
          field
              .setType(Type.TYPE_MESSAGE)
              .setTypeName(".google.protobuf." + TYPES.get(random.nextInt(TYPES.size())));
      case 4 -> {
        if (random.nextInt(4) == 0) {
          field.setType(Type.TYPE_ENUM).setTypeName(".google.protobuf.NullValue");
        } else if (!proto3 && index >= 0) {
          String group = "Group" + index;
          message.addNestedType(DescriptorProto.newBuilder().setName(group).addField(inGroup()));
          field
              .setName(group.toLowerCase(Locale.ROOT))
              .setType(Type.TYPE_GROUP)
              .setTypeName(".rnd." + owner + "." + group);
        } else {
          field.setType(Type.TYPE_STRING);
        }
      }
      default -> {
        Type scalar;
        do {
          scalar = Type.forNumber(1 + random.nextInt(18));
        } while (scalar == Type.TYPE_GROUP
            || scalar == Type.TYPE_MESSAGE
            || scalar == Type.TYPE_ENUM);
        field.setType(scalar);
      }
    }
    return field;
  }

  private static FieldDescriptorProto inGroup() {
    return FieldDescriptorProto.newBuilder()
        .setName("inner")
        .setNumber(7)
        .setLabel(Label.LABEL_OPTIONAL)
        .setType(Type.TYPE_SINT64)
        .build();
  }

  private void map(
      FieldDescriptorProto.Builder field,
      int index,
      String owner,
      DescriptorProto.Builder message) {
    Type[] keys = {
      Type.TYPE_STRING,
      Type.TYPE_STRING,
      Type.TYPE_BOOL,
      Type.TYPE_INT32,
      Type.TYPE_INT64,
      Type.TYPE_UINT32,
      Type.TYPE_UINT64,
      Type.TYPE_SINT32,
      Type.TYPE_SINT64,
      Type.TYPE_FIXED32,
      Type.TYPE_FIXED64,
      Type.TYPE_SFIXED32,
      Type.TYPE_SFIXED64
    };
    field.setName("map" + index);
    FieldDescriptorProto.Builder value =
        FieldDescriptorProto.newBuilder()
            .setName("value")
            .setNumber(2)
            .setLabel(Label.LABEL_OPTIONAL);
    type(value, -1, owner, message);
    String entry = "Map" + index + "Entry";
    message.addNestedType(
        DescriptorProto.newBuilder()
            .setName(entry)
            .setOptions(MessageOptions.newBuilder().setMapEntry(true))
            .addField(
                FieldDescriptorProto.newBuilder()
                    .setName("key")
                    .setNumber(1)
                    .setLabel(Label.LABEL_OPTIONAL)
                    .setType(keys[random.nextInt(keys.length)]))
            .addField(value));
    field
        .setLabel(Label.LABEL_REPEATED)
        .setType(Type.TYPE_MESSAGE)
        .setTypeName(".rnd." + owner + "." + entry);
  }
}
