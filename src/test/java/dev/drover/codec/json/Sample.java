package dev.drover.codec.json;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schema to show things with: {@code sample.All} has a field of every kind, {@code sample.Old} is
 * a message of proto2 with a closed enum and a group.
 */
final class Sample {
  private static final String SUB_FIELDS =
      """
      field { name: "s" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING }
      field { name: "n" number: 2 label: LABEL_OPTIONAL type: TYPE_INT64 }
      field { name: "sub" number: 3 label: LABEL_OPTIONAL type: TYPE_MESSAGE type_name: ".sample.Sub" }
      field { name: "rs" number: 4 label: LABEL_REPEATED type: TYPE_STRING }
      """;

  static final Descriptor ALL = all();
  static final Descriptor SUB = ALL.getFile().findMessageTypeByName("Sub");
  static final Descriptor OLD = old();

  private Sample() {}

  private static Descriptor all() {
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder()
            .setName("sample.proto")
            .setPackage("sample")
            .setSyntax("proto3")
            .addEnumType(
                merge(
                    EnumDescriptorProto.newBuilder(),
                    """
                    name: "Color"
                    value { name: "NONE" number: 0 }
                    value { name: "RED" number: 1 }
                    value { name: "GREEN" number: 2 }
                    """))
            .addMessageType(merge(DescriptorProto.newBuilder(), "name: \"Sub\"" + SUB_FIELDS));
    DescriptorProto.Builder all = DescriptorProto.newBuilder().setName("All");
    String[] fields = {
      "s string",
      "i32 int32",
      "i64 int64",
      "u32 uint32",
      "u64 uint64",
      "d double",
      "f float",
      "b bool",
      "by bytes",
      "color .sample.Color",
      "rs *string",
      "ri *int32",
      "rc *.sample.Color",
      "sub .sample.Sub",
      "ts Timestamp",
      "dur Duration",
      "mask FieldMask",
      "w_s StringValue",
      "w_i64 Int64Value",
      "w_b BoolValue",
      "w_by BytesValue",
      "w_d DoubleValue",
      "st Struct",
      "val Value",
      "lv ListValue",
      "any Any",
      "long_snake_name string",
      "rsub *.sample.Sub",
      "rval *Value",
      "si32 sint32",
      "fx64 fixed64",
      "empty Empty",
      "w_f FloatValue"
    };
    for (int i = 0; i < fields.length; i++) {
      String[] words = fields[i].split(" ", 2);
      all.addField(field(words[0], i + 1, words[1]));
    }
    all.addField(field("opt_s", 50, "string").setProto3Optional(true).setOneofIndex(1));
    all.addField(field("pick_s", 51, "string").setOneofIndex(0));
    all.addField(field("pick_i", 52, "int32").setOneofIndex(0));
    all.addField(field("pick_sub", 53, ".sample.Sub").setOneofIndex(0));
    all.addOneofDeclBuilder().setName("pick");
    all.addOneofDeclBuilder().setName("_opt_s");
    map(all, "m", 60, "string", "string");
    map(all, "mi", 61, "int32", ".sample.Sub");
    map(all, "mb", 62, "bool", ".sample.Color");
    map(all, "mu", 63, "uint64", "double");
    map(all, "mv", 64, "string", "Value");
    return build(file.addMessageType(all)).findMessageTypeByName("All");
  }

  private static Descriptor old() {
    return build(
            FileDescriptorProto.newBuilder()
                .setName("old.proto")
                .setPackage("sample.old")
                .addEnumType(
                    merge(
                        EnumDescriptorProto.newBuilder(),
                        "name: \"Kind\" value { name: \"A\" number: 3 } value { name: \"B\" number: 4 }"))
                .addMessageType(
                    merge(
                        DescriptorProto.newBuilder(),
                        """
                        name: "Old"
                        field { name: "kind" number: 1 label: LABEL_OPTIONAL type: TYPE_ENUM type_name: ".sample.old.Kind" }
                        field { name: "kinds" number: 2 label: LABEL_REPEATED type: TYPE_ENUM type_name: ".sample.old.Kind" }
                        field { name: "result" number: 3 label: LABEL_REPEATED type: TYPE_GROUP type_name: ".sample.old.Old.Result" }
                        field { name: "name" number: 4 label: LABEL_OPTIONAL type: TYPE_STRING }
                        field { name: "by_name" number: 5 label: LABEL_REPEATED type: TYPE_MESSAGE type_name: ".sample.old.Old.ByNameEntry" }
                        nested_type { name: "Result" field { name: "url" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING } }
                        nested_type {
                          name: "ByNameEntry"
                          options { map_entry: true }
                          field { name: "key" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING }
                          field { name: "value" number: 2 label: LABEL_OPTIONAL type: TYPE_ENUM type_name: ".sample.old.Kind" }
                        }
                        """)))
        .findMessageTypeByName("Old");
  }

  private static FieldDescriptorProto.Builder field(String name, int number, String type) {
    boolean repeated = type.startsWith("*");
    String of = repeated ? type.substring(1) : type;
    FieldDescriptorProto.Builder field =
        FieldDescriptorProto.newBuilder()
            .setName(name)
            .setNumber(number)
            .setLabel(
                repeated
                    ? FieldDescriptorProto.Label.LABEL_REPEATED
                    : FieldDescriptorProto.Label.LABEL_OPTIONAL);
    if (Character.isUpperCase(of.charAt(0))) {
      return field.setTypeName(".google.protobuf." + of);
    }
    return of.startsWith(".")
        ? field.setTypeName(of)
        : field.setType(
            FieldDescriptorProto.Type.valueOf("TYPE_" + of.toUpperCase(java.util.Locale.ROOT)));
  }

  private static void map(
      DescriptorProto.Builder owner, String name, int number, String key, String value) {
    String entry = Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Entry";
    owner.addField(field(name, number, "*.sample.All." + entry));
    DescriptorProto.Builder type =
        owner.addNestedTypeBuilder().setName(entry).addField(field("key", 1, key));
    type.addField(field("value", 2, value)).getOptionsBuilder().setMapEntry(true);
  }

  private static <B extends com.google.protobuf.Message.Builder> B merge(B builder, String text) {
    try {
      TextFormat.merge(text, builder);
      return builder;
    } catch (TextFormat.ParseException wrong) {
      throw new IllegalArgumentException(text, wrong);
    }
  }

  private static FileDescriptor build(FileDescriptorProto.Builder file) {
    Arrays.stream(RandomSchema.WELL_KNOWN).forEach(known -> file.addDependency(known.getName()));
    try {
      return FileDescriptor.buildFrom(file.build(), RandomSchema.WELL_KNOWN);
    } catch (DescriptorValidationException invalid) {
      throw new IllegalStateException(invalid);
    }
  }

  static ProtoJson codec(JsonOptions options) {
    return new ProtoJson(options, Sample::type);
  }

  private static @Nullable Descriptor type(String fullName) {
    List<Descriptor> types = new ArrayList<>(List.of(ALL, SUB));
    Arrays.stream(RandomSchema.WELL_KNOWN).forEach(file -> types.addAll(file.getMessageTypes()));
    return types.stream().filter(t -> t.getFullName().equals(fullName)).findAny().orElse(null);
  }

  static FieldDescriptor field(String name) {
    return java.util.Objects.requireNonNull(ALL.findFieldByName(name), name);
  }

  /** The fields of a path such as {@code sub.rs}. */
  static List<FieldDescriptor> path(String path) {
    List<FieldDescriptor> fields = new ArrayList<>();
    Descriptor type = ALL;
    for (String name : path.split("\\.")) {
      FieldDescriptor field = java.util.Objects.requireNonNull(type.findFieldByName(name), name);
      fields.add(field);
      type =
          field.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? field.getMessageType() : type;
    }
    return fields;
  }

  /** The canonical JSON of the message of type All that such a document is. */
  static String reread(String json) {
    return reread(JsonOptions.CANONICAL, json);
  }

  static String reread(JsonOptions options, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    WireWriter out = new WireWriter(1 << 20);
    codec(options).of(ALL).parse(bytes, 0, bytes.length, out);
    return printed(options, out.toByteArray());
  }

  static String printed(JsonOptions options, byte[] wire) {
    return new String(codec(options).of(ALL).print(wire), StandardCharsets.UTF_8);
  }

  /** The wire form of a message of type All in text format. */
  static byte[] wire(String text) {
    return wire(ALL, text);
  }

  static byte[] wire(Descriptor type, String text) {
    return merge(DynamicMessage.newBuilder(type), text).build().toByteArray();
  }

  static DynamicMessage message(Descriptor type, WireWriter out)
      throws InvalidProtocolBufferException {
    return DynamicMessage.parseFrom(type, out.toByteArray());
  }
}
