package dev.drover.schema;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.ExtensionRegistry;
import dev.drover.codec.health.HealthProto;
import dev.drover.demo.echo.EchoOuterClass;
import dev.drover.testing.Project;
import io.grpc.channelz.v1.ChannelzProto;
import io.grpc.reflection.v1.ServerReflectionProto;
import io.grpc.testing.integration.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is compiled here against what protoc made of the same text, in generated classes. */
class ProtoOracleTest {
  static List<FileDescriptor> generated() {
    List<FileDescriptor> all = new ArrayList<>();
    for (String name :
        List.of(
            "google/api/annotations.proto",
            "google/api/client.proto",
            "google/api/field_behavior.proto",
            "google/api/field_info.proto",
            "google/api/http.proto",
            "google/api/httpbody.proto",
            "google/api/resource.proto",
            "google/api/routing.proto",
            "google/api/visibility.proto",
            "google/cloud/extended_operations.proto",
            "google/longrunning/operations.proto",
            "google/rpc/code.proto",
            "google/rpc/error_details.proto",
            "google/rpc/status.proto",
            "google/type/datetime.proto",
            "google/type/money.proto",
            "google/type/phone_number.proto")) {
      all.add(bundled(name));
    }
    all.add(ChannelzProto.getDescriptor());
    all.add(Messages.getDescriptor());
    all.add(ServerReflectionProto.getDescriptor());
    all.add(com.google.api.DistributionProto.getDescriptor());
    all.add(com.google.api.MonitoringProto.getDescriptor());
    all.add(com.google.apps.card.v1.CardProto.getDescriptor());
    all.add(com.google.cloud.audit.AuditLogProto.getDescriptor());
    all.add(com.google.rpc.context.AttributeContextProto.getDescriptor());
    all.add(io.grpc.testing.integration.Test.getDescriptor());
    return all;
  }

  private static FileDescriptor bundled(String name) {
    return requireNonNull(Bundled.file(name), name);
  }

  @ParameterizedTest
  @MethodSource("generated")
  void theTextGivesWhatProtocMade(FileDescriptor oracle, @TempDir Path folder) throws Exception {
    copy(folder, oracle);

    assertThat(compiled(folder, oracle.getName())).isEqualTo(normal(oracle.toProto()));
  }

  private static void copy(Path folder, FileDescriptor file) throws IOException {
    try (InputStream text =
        ProtoOracleTest.class.getClassLoader().getResourceAsStream(file.getName())) {
      if (text != null) {
        String content = new String(text.readAllBytes(), StandardCharsets.UTF_8);
        Protos.write(folder, file.getName(), content);
      }
    }
    for (FileDescriptor dependency : file.getDependencies()) {
      copy(folder, dependency);
    }
  }

  @Test
  void theProjectsOwnFilesGiveWhatProtocMade() throws Exception {
    Path folder = Project.path("src/main/proto");

    assertThat(compiled(folder, "drover/demo/v1/echo.proto"))
        .isEqualTo(normal(EchoOuterClass.getDescriptor().toProto()));
    assertThat(compiled(folder, "grpc/health/v1/health.proto"))
        .isEqualTo(normal(HealthProto.getDescriptor().toProto()));
  }

  private static FileDescriptorProto compiled(Path folder, String name) throws Exception {
    Schema schema = Schema.of("test", ProtoCompiler.compile(List.of(folder), List.of()));
    return normal(requireNonNull(schema.file(name), name).toProto());
  }

  /** Without what a descriptor may have or not: comments, derived names, the order of imports. */
  private static FileDescriptorProto normal(FileDescriptorProto file) throws IOException {
    FileDescriptorProto.Builder builder =
        FileDescriptorProto.parseFrom(file.toByteString(), ExtensionRegistry.getEmptyRegistry())
            .toBuilder()
            .clearSourceCodeInfo();
    List<String> imports = new ArrayList<>(builder.getDependencyList());
    List<Integer> open = new ArrayList<>(builder.getPublicDependencyList());
    Collections.sort(imports);
    builder.clearDependency().addAllDependency(imports).clearPublicDependency();
    open.forEach(i -> builder.addPublicDependency(imports.indexOf(file.getDependency(i))));
    builder.getMessageTypeBuilderList().forEach(ProtoOracleTest::normalise);
    builder.getExtensionBuilderList().forEach(FieldDescriptorProto.Builder::clearJsonName);
    builder.getServiceBuilderList().stream()
        .flatMap(service -> service.getMethodBuilderList().stream())
        .filter(method -> method.getOptions().getSerializedSize() == 0)
        .forEach(MethodDescriptorProto.Builder::clearOptions);
    return builder.build();
  }

  private static void normalise(DescriptorProto.Builder message) {
    message.getFieldBuilderList().forEach(FieldDescriptorProto.Builder::clearJsonName);
    message.getExtensionBuilderList().forEach(FieldDescriptorProto.Builder::clearJsonName);
    message.getNestedTypeBuilderList().forEach(ProtoOracleTest::normalise);
  }
}
