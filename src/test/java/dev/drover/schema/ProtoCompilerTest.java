package dev.drover.schema;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ExtensionRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProtoCompilerTest {
  private final Path folder;

  ProtoCompilerTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Schema compile(String... more) throws InvalidSchema {
    List<Path> sources =
        more.length == 0 ? List.of(folder) : List.of(more).stream().map(folder::resolve).toList();
    return Schema.of("test", ProtoCompiler.compile(sources, List.of()));
  }

  private FileDescriptorProto compiled(String text) throws InvalidSchema {
    Protos.write(folder, "a.proto", text);
    return requireNonNull(compile().file("a.proto")).toProto();
  }

  @Test
  void annotationsAreReadWithAllTheirBindings() throws Exception {
    Schema schema =
        Protos.schema(
            """
            message R { string id = 1; }
            service S {
              rpc M(R) returns (stream R) {
                option (google.api.http) = {
                  get: "/v1/{id}" response_body: 'id'
                  additional_bindings { post: "/v1/{id}:do" body: "*" }
                  additional_bindings: [{ put: "/v2" }, { custom { kind: "REPORT", path: "/v" "3" } }]
                };
                option deprecated = true;
              }
            }
            """);

    MethodDescriptor method = requireNonNull(schema.method("t.S/M"));
    HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
    assertThat(rule.getGet()).isEqualTo("/v1/{id}");
    assertThat(rule.getResponseBody()).isEqualTo("id");
    assertThat(rule.getAdditionalBindingsCount()).isEqualTo(3);
    assertThat(rule.getAdditionalBindings(0).getPost()).isEqualTo("/v1/{id}:do");
    assertThat(rule.getAdditionalBindings(1).getPut()).isEqualTo("/v2");
    assertThat(rule.getAdditionalBindings(2).getCustom().getPath()).isEqualTo("/v3");
    assertThat(method.getOptions().getDeprecated()).isTrue();
    assertThat(method.isServerStreaming()).isTrue();
    assertThat(method.isClientStreaming()).isFalse();
  }

  @Test
  void everyShapeOfAFieldIsKept() throws Exception {
    DescriptorProto message =
        compiled(
                """
                syntax = "proto3";
                package p;
                message A {
                  reserved 2, 15, 9 to 11, 100 to max;
                  reserved "foo", "bar";
                  optional string maybe_set = 1;
                  repeated int32 loose = 3 [packed = false, json_name = "Loose"];
                  oneof pick { string one = 4; A two = 5; }
                  map<string, A.B> by_name = 6;
                  message B { E e = 1; .p.A outer = 2; }
                  enum E { option allow_alias = true; ZERO = 0; NULL = 0; reserved 5 to max, 3; }
                  E e = 7;
                }
                """)
            .getMessageType(0);

    Map<String, FieldDescriptorProto> fields =
        message.getFieldList().stream()
            .collect(Collectors.toMap(FieldDescriptorProto::getName, field -> field));
    assertThat(requireNonNull(fields.get("maybe_set")).getProto3Optional()).isTrue();
    assertThat(requireNonNull(fields.get("maybe_set")).getOneofIndex()).isEqualTo(1);
    assertThat(message.getOneofDecl(0).getName()).isEqualTo("pick");
    assertThat(message.getOneofDecl(1).getName()).isEqualTo("_maybe_set");
    assertThat(requireNonNull(fields.get("loose")).getOptions().getPacked()).isFalse();
    assertThat(requireNonNull(fields.get("loose")).getOptions().hasPacked()).isTrue();
    assertThat(requireNonNull(fields.get("loose")).getJsonName()).isEqualTo("Loose");
    assertThat(requireNonNull(fields.get("maybe_set")).getJsonName()).isEqualTo("maybeSet");
    assertThat(requireNonNull(fields.get("two")).getTypeName()).isEqualTo(".p.A");
    assertThat(requireNonNull(fields.get("two")).getOneofIndex()).isZero();
    assertThat(requireNonNull(fields.get("by_name")).getTypeName()).isEqualTo(".p.A.ByNameEntry");
    assertThat(message.getNestedType(0).getOptions().getMapEntry()).isTrue();
    assertThat(message.getNestedType(0).getField(1).getTypeName()).isEqualTo(".p.A.B");
    assertThat(requireNonNull(fields.get("e")).getType())
        .isEqualTo(FieldDescriptorProto.Type.TYPE_ENUM);
    assertThat(message.getReservedRangeCount()).isEqualTo(4);
    assertThat(message.getReservedRange(3).getEnd()).isEqualTo(536870912);
    assertThat(message.getReservedNameList()).containsExactly("foo", "bar");
    assertThat(message.getEnumType(0).getOptions().getAllowAlias()).isTrue();
    assertThat(message.getEnumType(0).getReservedRange(0).getEnd()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void proto2IsReadWithItsDefaultsGroupsAndExtensions() throws Exception {
    FileDescriptorProto file =
        compiled(
            """
            package p;
            message A {
              required int32 n = 1 [default = -7];
              optional bytes b = 2 [default = "\\001\\377\\"x"];
              optional E e = 3 [default = TWO];
              optional double d = 4 [default = -inf];
              optional group Part = 5 { optional string s = 1; repeated A more = 2; }
              extensions 100 to 199, 1000 to max;
              extend A { optional string inner = 100; }
            }
            enum E { ONE = 1; TWO = 2; }
            extend A { repeated E outer = 101; }
            """);

    Descriptor message =
        requireNonNull(
            Schema.of("x", FileDescriptorSet.newBuilder().addFile(file).build()).message("p.A"));
    assertThat(file.getSyntax()).isEmpty();
    assertThat(message.findFieldByName("n").isRequired()).isTrue();
    assertThat(message.findFieldByName("n").getDefaultValue()).isEqualTo(-7);
    assertThat(message.findFieldByName("b").getDefaultValue())
        .isEqualTo(ByteString.copyFrom(new byte[] {1, -1, '"', 'x'}));
    assertThat(message.findFieldByName("e").getDefaultValue()).hasToString("TWO");
    assertThat(message.findFieldByName("d").getDefaultValue()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(message.findFieldByName("part").getType()).isEqualTo(FieldDescriptor.Type.GROUP);
    assertThat(message.getExtensions().get(0).getFullName()).isEqualTo("p.A.inner");
    assertThat(file.getExtension(0).getExtendee()).isEqualTo(".p.A");
    assertThat(file.getExtension(0).getTypeName()).isEqualTo(".p.E");
    assertThat(message.isExtensionNumber(536870911)).isTrue();
    assertThat(message.isExtensionNumber(200)).isFalse();
  }

  @Test
  void anEditionIsRead() throws Exception {
    FileDescriptorProto file =
        compiled(
            """
            // A comment that says edition = "1999";
            edition = "2023";
            package p;
            option features.field_presence = IMPLICIT;
            message A {
              int32 n = 1;
              int32 m = 2 [features.field_presence = EXPLICIT];
              reserved old, older;
            }
            enum E { option features.enum_type = CLOSED; ONE = 1; }
            """);

    Descriptor message = requireNonNull(compile().message("p.A"));
    assertThat(file.getSyntax()).isEqualTo("editions");
    assertThat(message.findFieldByName("n").hasPresence()).isFalse();
    assertThat(message.findFieldByName("m").hasPresence()).isTrue();
    assertThat(message.toProto().getReservedNameList()).containsExactly("old", "older");
    assertThat(message.getFile().findEnumTypeByName("E").isClosed()).isTrue();
  }

  @Test
  void optionsOfOnesOwnAreEncoded() throws Exception {
    Protos.write(
        folder,
        "opt/options.proto",
        """
        syntax = "proto3";
        package opt;
        import "google/protobuf/descriptor.proto";
        message Info {
          string title = 1; repeated int64 numbers = 2; map<string, Info> parts = 3; Level level = 4;
          bytes raw = 5; float ratio = 6; uint64 big = 7; optional bool on = 8;
        }
        enum Level { LOW = 0; HIGH = 1; }
        extend google.protobuf.MessageOptions { Info info = 50001; }
        extend google.protobuf.FieldOptions { repeated string tags = 50002; }
        """);
    Protos.write(
        folder,
        "a.proto",
        """
        syntax = "proto3";
        package opt.user;
        import "opt/options.proto";
        message A {
          option (info) = {
            title: "a" 'b'
            numbers: [1, -2, 0x10]
            parts: { key: "x" value: { title: "y", level: HIGH } }
            parts { key: "z" value { on: true } }
            raw: "\\x00\\xff"
          };
          option (opt.info).ratio = 1.5;
          option (.opt.info).big = 18446744073709551615;
          string s = 1 [(opt.tags) = "one", (tags) = "two", deprecated = true];
        }
        """);

    Schema schema = compile();
    FieldDescriptor info =
        requireNonNull(schema.file("opt/options.proto")).findExtensionByName("info");
    ExtensionRegistry registry = ExtensionRegistry.newInstance();
    registry.add(info, DynamicMessage.getDefaultInstance(info.getMessageType()));
    MessageOptions options =
        MessageOptions.parseFrom(
            requireNonNull(schema.message("opt.user.A")).getOptions().toByteString(), registry);
    assertThat(options.getField(info).toString().strip())
        .isEqualTo(
            """
            title: "ab"
            numbers: 1
            numbers: -2
            numbers: 16
            parts {
              key: "x"
              value {
                title: "y"
                level: HIGH
              }
            }
            parts {
              key: "z"
              value {
                on: true
              }
            }
            raw: "\\000\\377"
            ratio: 1.5
            big: 18446744073709551615"""
                .strip());
    FieldDescriptor field = requireNonNull(schema.message("opt.user.A")).findFieldByName("s");
    assertThat(field.getOptions().getDeprecated()).isTrue();
    assertThat(field.getOptions().getUnknownFields().getField(50002).getLengthDelimitedList())
        .hasSize(2);
  }

  @Test
  void theCommentsOfDeclarationsAreKept() throws Exception {
    FileDescriptorProto file =
        compiled(
            """
            // Licence.

            syntax = "proto3";
            package p;

            // A section.

            // A message.
            // Of two lines.
            message A {
              /* A block

                 with a gap. */
              string s = 1;
              string t = 2; // Behind.

              // Of nothing.

              string u = 3;
            }
            // A service.
            service S {
              // A method: "http://x" is no comment.
              rpc M(A) returns (A);
            }
            """);

    assertThat(
            file.getSourceCodeInfo().getLocationList().stream()
                .collect(
                    Collectors.toMap(
                        location -> location.getPathList().toString(),
                        SourceCodeInfo.Location::getLeadingComments)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "[4, 0]", "A message.\nOf two lines.\n",
                "[4, 0, 2, 0]", "A block\n\nwith a gap.\n",
                "[4, 0, 2, 1]", "Behind.\n",
                "[6, 0]", "A service.\n",
                "[6, 0, 2, 0]", "A method: \"http://x\" is no comment.\n"));
  }

  @Test
  void aFolderIsItsOwnImportRoot() throws Exception {
    Protos.write(
        folder, "x/a.proto", "syntax = \"proto3\"; import \"y/b.proto\"; message A { B b = 1; }");
    Protos.write(folder, "y/b.proto", "syntax = \"proto3\"; message B {}");

    assertThat(compile().file("x/a.proto")).isNotNull();
  }

  @Test
  void aFileIsNamedByTheImportRootThatHoldsIt() throws Exception {
    Path a =
        Protos.write(
            folder,
            "x/a.proto",
            "syntax = \"proto3\"; import \"y/b.proto\"; message A { B b = 1; }");
    Protos.write(folder, "y/b.proto", "syntax = \"proto3\"; message B {}");

    assertThat(ProtoCompiler.compile(List.of(a, a), List.of(folder)).getFileList())
        .extracting(FileDescriptorProto::getName)
        .containsExactly("y/b.proto", "x/a.proto");
    assertThat(
            ProtoCompiler.compile(List.of(folder.resolve("x")), List.of(folder))
                .getFile(1)
                .getName())
        .isEqualTo("x/a.proto");
  }

  @Test
  void publicImportsPassOn() throws Exception {
    Protos.write(
        folder, "a.proto", "syntax = \"proto3\"; import \"b.proto\"; message A { C c = 1; }");
    Protos.write(folder, "b.proto", "syntax = \"proto3\"; import public \"c.proto\";");
    Protos.write(folder, "c.proto", "syntax = \"proto3\"; message C {}");

    assertThat(
            requireNonNull(compile().message("A")).findFieldByName("c").getMessageType().getName())
        .isEqualTo("C");
  }

  @Test
  void aCopyOfAWellKnownFileIsNotNeededAndDoesNoHarm() throws Exception {
    Protos.write(folder, "google/protobuf/timestamp.proto", "this is no proto");
    Protos.write(
        folder,
        "a.proto",
        "syntax = \"proto3\"; import \"google/protobuf/timestamp.proto\";"
            + " import \"google/api/quota.proto\";"
            + " message A { google.protobuf.Timestamp t = 1; google.api.Quota q = 2; }");

    assertThat(compile().message("google.api.Quota")).isNotNull();
  }
}
