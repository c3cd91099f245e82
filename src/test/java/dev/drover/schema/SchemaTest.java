package dev.drover.schema;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.AnnotationsProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TimestampProto;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private static FileDescriptorProto.Builder file(String name, String... imports) {
    FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder().setName(name);
    for (String imported : imports) {
      file.addDependency(imported);
    }
    return file;
  }

  private static DescriptorProto.Builder message(String name, String... types) {
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
    for (String type : types) {
      message
          .addFieldBuilder()
          .setName("f" + message.getFieldCount())
          .setNumber(message.getFieldCount())
          .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
          .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
          .setTypeName(type);
    }
    return message;
  }

  private static Schema schema(FileDescriptorProto.Builder... files) throws InvalidSchema {
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    for (FileDescriptorProto.Builder file : files) {
      set.addFile(file);
    }
    return Schema.of("test", set.build());
  }

  private static InvalidSchema problem(FileDescriptorProto.Builder... files) {
    return catchThrowableOfType(InvalidSchema.class, () -> schema(files));
  }

  @Test
  void filesMayComeInAnyOrder() throws Exception {
    Schema schema =
        schema(
            file("a.proto", "b.proto").addMessageType(message("A", ".B")),
            file("b.proto").addMessageType(message("B")));

    assertThat(schema.set().getFileList())
        .extracting(FileDescriptorProto::getName)
        .containsExactly("b.proto", "a.proto");
  }

  @Test
  void bundledFilesNeedNotBeThere() throws Exception {
    Schema schema =
        schema(
            file("a.proto", "google/protobuf/timestamp.proto", "google/type/money.proto")
                .addMessageType(message("A", ".google.protobuf.Timestamp", ".google.type.Money")));

    assertThat(requireNonNull(schema.message("A")).getFields().get(0).getMessageType())
        .isSameAs(com.google.protobuf.Timestamp.getDescriptor());
  }

  @Test
  void aFileOfTheSetGoesBeforeTheBundledOneAlsoForThoseThatImportIt() throws Exception {
    FileDescriptorProto.Builder older =
        com.google.api.HttpProto.getDescriptor().toProto().toBuilder();
    DescriptorProto.Builder rule = older.getMessageTypeBuilder(1);
    assertThat(rule.getName()).isEqualTo("HttpRule");
    rule.removeField(rule.getFieldCount() - 1);
    Schema schema = schema(older, file("a.proto", "google/api/annotations.proto"));

    assertThat(
            requireNonNull(schema.file("google/api/annotations.proto"))
                .findExtensionByName("http")
                .getMessageType())
        .isSameAs(schema.message("google.api.HttpRule"))
        .isNotSameAs(com.google.api.HttpRule.getDescriptor());
  }

  @Test
  void annotationsAreUnderstoodWithWhicheverFileTheyCome() throws Exception {
    FileDescriptorSet set =
        Protos.schema(
                "message A {} service S { rpc M(A) returns (A) {"
                    + " option (google.api.http) = { get: \"/v1\" }; } }")
            .set();
    Schema schema = Schema.of("test", FileDescriptorSet.parseFrom(set.toByteString()));

    assertThat(
            requireNonNull(schema.method("t.S/M"))
                .getOptions()
                .getExtension(AnnotationsProto.http)
                .getGet())
        .isEqualTo("/v1");
  }

  @Test
  void theSameFileTwiceIsNoProblem() throws Exception {
    assertThat(schema(file("a.proto"), file("a.proto")).files()).hasSize(1);
  }

  @Test
  void oneNameForTwoFilesIsOne() {
    assertThat(problem(file("a.proto"), file("a.proto").setPackage("p")))
        .hasMessage("a.proto: it is there twice, with different contents.");
  }

  @Test
  void oneSymbolForTwoMeaningsIsOne() throws Exception {
    assertThat(
            problem(
                file("a.proto").addMessageType(message("A")),
                file("b.proto").addMessageType(message("A", ".A"))))
        .hasMessage("b.proto: A: it is defined in a.proto already, and not the same.");
    assertThat(
            schema(
                    file("a.proto").addMessageType(message("A")),
                    file("b.proto").addMessageType(message("A")))
                .files())
        .hasSize(2);
  }

  @Test
  void publicImportsPassOn() throws Exception {
    Schema schema =
        schema(
            file("a.proto", "b.proto").addMessageType(message("A", ".C")),
            file("b.proto", "c.proto").addPublicDependency(0),
            file("c.proto").addMessageType(message("C")));

    assertThat(requireNonNull(schema.message("A")).getFields().get(0).getMessageType().getName())
        .isEqualTo("C");
  }

  @Test
  void aWeakImportMayBeMissing() throws Exception {
    assertThat(schema(file("a.proto", "gone.proto").addWeakDependency(0)).file("a.proto"))
        .isNotNull();
  }

  @Test
  void brokenFilesAreToldWithFileSymbolAndReason() {
    assertThat(problem(file("a.proto", "gone.proto")))
        .hasMessage("a.proto: it imports gone.proto, which is not there.");
    assertThat(problem(file("a.proto", "b.proto"), file("b.proto", "a.proto")))
        .hasMessage("a.proto: its imports lead back to it: a.proto, b.proto.");
    assertThat(problem(file("a.proto").addMessageType(message("A", ".X"))))
        .hasMessage("a.proto: A.f1: \".X\" is not defined.");
    assertThat(problem(file("a.proto").addMessageType(message(""))))
        .hasMessageStartingWith("a.proto: ");
  }

  @Test
  void aMapWhoseEntriesAreNoneIsOne() {
    DescriptorProto.Builder entry = message("E", ".A");
    entry.getOptionsBuilder().setMapEntry(true);

    assertThat(problem(file("a.proto").addMessageType(message("A", ".A.E").addNestedType(entry))))
        .hasMessageStartingWith("a.proto: A.E: the entry of a map has");
  }

  @Test
  void importsWithoutEndAreOne() {
    FileDescriptorProto.Builder[] chain = new FileDescriptorProto.Builder[2000];
    for (int i = 0; i < chain.length; i++) {
      chain[i] = i == 0 ? file("0") : file("" + i, "" + (i - 1));
    }
    chain[0].addDependency("gone");

    assertThat(problem(chain)).isNotNull();
  }

  @Test
  void whateverComesIsASchemaOrAnInvalidOne() {
    byte[] good =
        FileDescriptorSet.newBuilder()
            .addFile(TimestampProto.getDescriptor().toProto())
            .addFile(com.google.api.HttpProto.getDescriptor().toProto())
            .addFile(com.google.protobuf.StructProto.getDescriptor().toProto())
            .build()
            .toByteArray();
    Random random = new Random(7);
    int linked = 0;
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] bad = good.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        Schema.of("test", FileDescriptorSet.parseFrom(bad));
        linked++;
      } catch (InvalidSchema expected) {
        assertThat(expected).hasMessageEndingWith(".");
        refused++;
      } catch (InvalidProtocolBufferException noSet) {
        refused++;
      }
    }
    assertThat(linked).isPositive();
    assertThat(refused).isPositive();
  }
}
