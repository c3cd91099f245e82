package dev.drover.matrix;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.StatusProto;
import dev.drover.demo.echo.EchoOuterClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The echo's schema as a descriptor set, for programs that know no generated code. */
final class Descriptors {
  private Descriptors() {}

  /** Writes it with all that it imports, each file after those it needs, and with JSON names. */
  static Path write(Path folder) {
    Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
    add(EchoOuterClass.getDescriptor(), files);
    add(StatusProto.getDescriptor(), files);
    FileDescriptorSet set = FileDescriptorSet.newBuilder().addAllFile(files.values()).build();
    try {
      return Files.write(folder.resolve("descriptors.binpb"), set.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(FileDescriptor file, Map<String, FileDescriptorProto> files) {
    file.getDependencies().forEach(needed -> add(needed, files));
    FileDescriptorProto.Builder whole = file.toProto().toBuilder();
    for (int i = 0; i < whole.getMessageTypeCount(); i++) {
      Descriptor type = file.getMessageTypes().get(i);
      for (FieldDescriptor field : type.getFields()) {
        whole
            .getMessageTypeBuilder(i)
            .getFieldBuilder(field.getIndex())
            .setJsonName(field.getJsonName());
      }
    }
    files.putIfAbsent(file.getName(), safe(whole));
  }

  /** Say has no side effects, as in the schema of the gateway. */
  private static FileDescriptorProto safe(FileDescriptorProto.Builder changed) {
    changed
        .getServiceBuilderList()
        .forEach(
            service ->
                service.getMethodBuilderList().stream()
                    .filter(method -> method.getName().equals(Kind.UNARY.method))
                    .forEach(
                        method ->
                            method
                                .getOptionsBuilder()
                                .setIdempotencyLevel(IdempotencyLevel.NO_SIDE_EFFECTS)));
    return changed.build();
  }
}
