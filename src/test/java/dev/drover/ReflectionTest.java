package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.AnnotationsProto;
import com.google.longrunning.OperationsProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import dev.drover.testing.Collected;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.Protos;
import dev.drover.testing.TestConfig;
import io.grpc.Status;
import io.grpc.reflection.v1.ErrorResponse;
import io.grpc.reflection.v1.ExtensionRequest;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gateway's own server reflection, asked by grpc-java with its own messages. */
@ExtendWith(NoLeaks.class)
class ReflectionTest {
  private static final String INFO = "grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
  private static final String INFO_ALPHA =
      "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
  private static final String SHOP =
      """
      name: "shop.proto" package: "shop"
      message_type { name: "Order" }
      service { name: "Shop"
                method { name: "Buy" input_type: ".shop.Order" output_type: ".shop.Order" } }
      """;

  private final TestShare share;
  private final GrpcCalls calls;
  private final Collected answers = new Collected();
  private final StreamObserver<byte[]> questions;

  ReflectionTest() throws Exception {
    share = new TestShare(TestConfig.grpc(1), "operations", "shop");
    share.publish(Protos.schema("operations", OperationsProto.getDescriptor()));
    calls = GrpcCalls.to(share.port());
    questions = calls.bidi(INFO, answers);
  }

  @BeforeEach
  void asksOnV1() {
    assertThat(ServerReflectionGrpc.getServerReflectionInfoMethod().getFullMethodName())
        .isEqualTo(INFO);
  }

  @AfterEach
  void close() throws Exception {
    calls.close();
    share.close();
  }

  private ServerReflectionResponse ask(ServerReflectionRequest.Builder question) throws Exception {
    ServerReflectionRequest asked = question.setHost("here").build();
    int before = answers.messages().size();
    questions.onNext(asked.toByteArray());
    ServerReflectionResponse answer =
        ServerReflectionResponse.parseFrom(answers.await(before + 1).get(before));
    assertThat(answer.getOriginalRequest()).isEqualTo(asked);
    assertThat(answer.getValidHost()).isEqualTo("here");
    return answer;
  }

  private static ServerReflectionRequest.Builder question() {
    return ServerReflectionRequest.newBuilder();
  }

  private List<String> services() throws Exception {
    return ask(question().setListServices("")).getListServicesResponse().getServiceList().stream()
        .map(ServiceResponse::getName)
        .toList();
  }

  private static List<String> files(ServerReflectionResponse answer) throws Exception {
    List<String> names = new ArrayList<>();
    for (ByteString file : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
      names.add(FileDescriptorProto.parseFrom(file).getName());
    }
    return names;
  }

  private static void assertNotFound(ServerReflectionResponse answer, String what) {
    ErrorResponse error = answer.getErrorResponse();
    assertThat(error.getErrorCode()).isEqualTo(Status.Code.NOT_FOUND.value());
    assertThat(error.getErrorMessage()).contains(what);
  }

  @Test
  void tellsTheServicesOfAllSchemasAndItsOwn() throws Exception {
    assertThat(services())
        .containsExactly(
            "google.longrunning.Operations",
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection");
  }

  @Test
  void tellsOfANewVersionOnAnOpenStream() throws Exception {
    assertThat(services()).doesNotContain("shop.Shop");

    share.publish(Protos.schema("shop", SHOP));
    assertThat(services()).contains("shop.Shop", "google.longrunning.Operations");

    share.publish(Protos.schema("shop", SHOP.replace("Shop", "Store")));
    assertThat(services()).contains("shop.Store").doesNotContain("shop.Shop");
  }

  @Test
  void aFileComesWithAllItsImports() throws Exception {
    String operations = "google/longrunning/operations.proto";
    List<String> byName = files(ask(question().setFileByFilename(operations)));

    assertThat(byName)
        .startsWith(operations)
        .contains(
            "google/api/annotations.proto",
            "google/api/http.proto",
            "google/protobuf/descriptor.proto",
            "google/rpc/status.proto",
            "google/protobuf/any.proto")
        .doesNotHaveDuplicates();
    for (String symbol :
        new String[] {
          "google.longrunning.Operations",
          "google.longrunning.Operations.GetOperation",
          "google.longrunning.Operation",
          "google.longrunning.Operation.metadata"
        }) {
      assertThat(files(ask(question().setFileContainingSymbol(symbol)))).isEqualTo(byName);
    }
  }

  @Test
  void aFileIsAsItsSchemaHasIt() throws Exception {
    FileDescriptorProto sent =
        FileDescriptorProto.parseFrom(
            ask(question().setFileByFilename("google/longrunning/operations.proto"))
                .getFileDescriptorResponse()
                .getFileDescriptorProto(0));

    assertThat(sent.toByteString())
        .isEqualTo(OperationsProto.getDescriptor().toProto().toByteString());
  }

  @Test
  void tellsOfExtensions() throws Exception {
    int http = AnnotationsProto.HTTP_FIELD_NUMBER;
    String options = "google.protobuf.MethodOptions";

    assertThat(
            ask(question().setAllExtensionNumbersOfType(options))
                .getAllExtensionNumbersResponse()
                .getExtensionNumberList())
        .contains(http);
    assertThat(files(ask(question().setFileContainingExtension(extension(options, http)))))
        .startsWith("google/api/annotations.proto");
    assertNotFound(ask(question().setFileContainingExtension(extension(options, 7))), options);
  }

  private static ExtensionRequest extension(String type, int number) {
    return ExtensionRequest.newBuilder().setContainingType(type).setExtensionNumber(number).build();
  }

  @Test
  void whatIsNotKnownIsAnAnswerAndTheStreamGoesOn() throws Exception {
    assertNotFound(ask(question().setFileByFilename("none.proto")), "none.proto");
    assertNotFound(ask(question().setFileContainingSymbol("no.Such")), "no.Such");
    assertNotFound(ask(question().setAllExtensionNumbersOfType("no.Such")), "no.Such");
    assertThat(
            ask(question().setAllExtensionNumbersOfType("google.rpc.Status"))
                .hasAllExtensionNumbersResponse())
        .isTrue();
    assertThat(ask(question()).getErrorResponse().getErrorCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED.value());

    questions.onCompleted();

    assertThat(answers.awaitStatus()).isEqualTo(Status.OK);
  }

  @Test
  void whatIsNoQuestionEndsTheStream() {
    questions.onNext(new byte[] {1, 2, 3});

    assertThat(answers.awaitStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void theOlderNameAnswersInKind() throws Exception {
    Collected alpha = new Collected();
    StreamObserver<byte[]> asking = calls.bidi(INFO_ALPHA, alpha);
    asking.onNext(
        io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol("grpc.reflection.v1alpha.ServerReflection")
            .build()
            .toByteArray());
    asking.onCompleted();

    FileDescriptorProto file =
        FileDescriptorProto.parseFrom(
            io.grpc.reflection.v1alpha.ServerReflectionResponse.parseFrom(alpha.await(1).get(0))
                .getFileDescriptorResponse()
                .getFileDescriptorProto(0));
    assertThat(file.getPackage()).isEqualTo("grpc.reflection.v1alpha");
    assertThat(alpha.awaitStatus()).isEqualTo(Status.OK);
  }

  @Test
  void itsOwnFilesAreThoseOfGrpc() throws Exception {
    assertSameMessages(
        "grpc.reflection.v1.ServerReflection",
        io.grpc.reflection.v1.ServerReflectionProto.getDescriptor().toProto());
    assertSameMessages(
        "grpc.reflection.v1alpha.ServerReflection",
        io.grpc.reflection.v1alpha.ServerReflectionProto.getDescriptor().toProto());
  }

  private void assertSameMessages(String service, FileDescriptorProto theirs) throws Exception {
    FileDescriptorProto ours =
        FileDescriptorProto.parseFrom(
            ask(question().setFileContainingSymbol(service))
                .getFileDescriptorResponse()
                .getFileDescriptorProto(0));
    assertThat(ours.getPackage()).isEqualTo(theirs.getPackage());
    assertThat(ours.getMessageTypeList())
        .containsExactlyInAnyOrderElementsOf(theirs.getMessageTypeList());
    assertThat(ours.getServiceList()).isEqualTo(theirs.getServiceList());
  }

  @Test
  void thereIsOneMethodOnly() {
    assertThat(calls.status("grpc.reflection.v1.ServerReflection/Other", new byte[0]).getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void aThousandQuestionsAtOnceAreAnsweredInOrder() throws Exception {
    for (int i = 0; i < 1000; i++) {
      questions.onNext(question().setFileByFilename("none" + i).build().toByteArray());
    }
    questions.onCompleted();

    List<byte[]> all = answers.await(1000);
    for (int i = 0; i < 1000; i++) {
      assertNotFound(ServerReflectionResponse.parseFrom(all.get(i)), "\"none" + i + "\"");
    }
    assertThat(answers.awaitStatus()).isEqualTo(Status.OK);
  }
}
