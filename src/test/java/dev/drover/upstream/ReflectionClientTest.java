package dev.drover.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.drover.schema.reflection.ErrorResponse;
import dev.drover.schema.reflection.FileDescriptorResponse;
import dev.drover.schema.reflection.ListServiceResponse;
import dev.drover.schema.reflection.ServerReflectionRequest;
import dev.drover.schema.reflection.ServerReflectionResponse;
import dev.drover.schema.reflection.ServiceResponse;
import dev.drover.status.GrpcCode;
import dev.drover.testing.FakeClock;
import dev.drover.testing.Protos;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Schemas read from a server that is only a script. */
class ReflectionClientTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final FakeClock clock = new FakeClock();
  private final List<String> asked = new ArrayList<>();
  private final List<String> paths = new ArrayList<>();
  private final Map<String, ServerReflectionResponse> answers = new LinkedHashMap<>();
  private Duration step = Duration.ZERO;
  private Duration lastTimeout = Duration.ZERO;
  private Function<String, GrpcCode> refusal = path -> GrpcCode.OK;
  private ReflectionClient.Limits limits = new ReflectionClient.Limits(3, 5, 10_000, TIMEOUT);

  private Future<byte[]> call(String path, byte[] message, Duration timeout) {
    clock.advance(step);
    lastTimeout = timeout;
    paths.add(path.split("[./]")[3]);
    GrpcCode code = refusal.apply(path);
    if (code != GrpcCode.OK) {
      return Future.failedFuture(new CallFailed(code, "the server answered " + code + "."));
    }
    ServerReflectionResponse answer = answers.get(question(message));
    return answer == null
        ? Future.failedFuture(new CallFailed(GrpcCode.NOT_FOUND, "not scripted"))
        : Future.succeededFuture(answer.toByteArray());
  }

  private String question(byte[] message) {
    try {
      ServerReflectionRequest request = ServerReflectionRequest.parseFrom(message);
      String question =
          switch (request.getMessageRequestCase()) {
            case LIST_SERVICES -> "services";
            case FILE_BY_FILENAME -> request.getFileByFilename();
            case FILE_CONTAINING_SYMBOL -> request.getFileContainingSymbol();
            default -> throw new AssertionError("Nobody asks " + request);
          };
      asked.add(question);
      return question;
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private void services(String... names) {
    ListServiceResponse.Builder all = ListServiceResponse.newBuilder();
    for (String name : names) {
      all.addService(ServiceResponse.newBuilder().setName(name));
    }
    answers.put(
        "services", ServerReflectionResponse.newBuilder().setListServicesResponse(all).build());
  }

  private void files(String question, String... files) {
    FileDescriptorResponse.Builder all = FileDescriptorResponse.newBuilder();
    for (String file : files) {
      all.addFileDescriptorProto(Protos.file(file).toByteString());
    }
    answers.put(
        question, ServerReflectionResponse.newBuilder().setFileDescriptorResponse(all).build());
  }

  private void error(String question, GrpcCode code) {
    answers.put(
        question,
        ServerReflectionResponse.newBuilder()
            .setErrorResponse(
                ErrorResponse.newBuilder().setErrorCode(code.number()).setErrorMessage("because."))
            .build());
  }

  private ReflectionClient client() {
    return new ReflectionClient(this::call, clock, limits);
  }

  private List<String> read() {
    Future<FileDescriptorSet> read = client().read();
    assertThat(read.cause()).isNull();
    return read.result().getFileList().stream().map(FileDescriptorProto::getName).toList();
  }

  private CallFailed failure() {
    Future<FileDescriptorSet> read = client().read();
    assertThat(read.cause()).isInstanceOf(CallFailed.class);
    return (CallFailed) read.cause();
  }

  private static String file(String name, String service, String... imports) {
    StringBuilder text = new StringBuilder("name: \"" + name + "\" package: \"p\" ");
    for (String each : imports) {
      text.append("dependency: \"").append(each).append("\" ");
    }
    return service.isEmpty()
        ? text.toString()
        : text.append("service { name: \"").append(service).append("\" }").toString();
  }

  @Test
  void asksForImportsThatDidNotComeAlong() {
    services("p.A");
    files("p.A", file("a.proto", "A", "b.proto", "c.proto"));
    files("b.proto", file("b.proto", "", "d.proto"), file("d.proto", "", "c.proto"));
    files("c.proto", file("c.proto", ""));

    assertThat(read()).containsExactly("a.proto", "b.proto", "c.proto", "d.proto");
    assertThat(asked).containsExactly("services", "p.A", "b.proto", "c.proto");
  }

  @Test
  void asksNothingTwice() {
    services("p.B", "p.A", "p.A");
    files("p.A", file("a.proto", "A\" } service { name: \"B"), file("x.proto", "", "a.proto"));

    assertThat(read()).containsExactly("a.proto", "x.proto");
    assertThat(asked).containsExactly("services", "p.A");
  }

  @Test
  void theOrderOfAnswersDoesNotMatter() {
    services("p.A", "p.B");
    files("p.A", file("z.proto", ""), file("a.proto", "A", "z.proto"));
    files("p.B", file("b.proto", "B", "z.proto"), file("z.proto", ""));
    FileDescriptorSet first = client().read().result();

    services("p.B", "p.A");
    files("p.A", file("a.proto", "A", "z.proto"), file("z.proto", ""));

    assertThat(client().read().result()).isEqualTo(first);
  }

  @Test
  void reflectionItselfIsLeftOut() {
    services("grpc.reflection.v1.ServerReflection", "p.A", "grpc.reflection.v1alpha.Other");
    files("p.A", file("a.proto", "A"));

    assertThat(read()).containsExactly("a.proto");
  }

  @Test
  void whatTheServerDoesNotKnowIsLeftOut() {
    services("p.A", "p.B");
    files("p.A", file("a.proto", "A", "google/protobuf/empty.proto", "gone.proto"));
    error("gone.proto", GrpcCode.NOT_FOUND);
    error("p.B", GrpcCode.NOT_FOUND);

    assertThat(read()).containsExactly("a.proto");
    assertThat(asked)
        .containsExactly("services", "p.A", "google/protobuf/empty.proto", "gone.proto", "p.B");
  }

  @Test
  void aServerWithoutServicesHasNoFiles() {
    services();

    assertThat(read()).isEmpty();
  }

  @Test
  void fallsBackToTheOlderNameAndRemembersIt() {
    services("p.A");
    files("p.A", file("a.proto", "A"));
    refusal = path -> path.contains("v1alpha") ? GrpcCode.OK : GrpcCode.UNIMPLEMENTED;
    ReflectionClient client = client();

    assertThat(client.read().succeeded()).isTrue();
    assertThat(paths).containsExactly("v1", "v1alpha", "v1alpha");

    assertThat(client.read().succeeded()).isTrue();
    assertThat(paths).endsWith("v1alpha", "v1alpha").hasSize(5);

    refusal = path -> path.contains("v1alpha") ? GrpcCode.UNIMPLEMENTED : GrpcCode.OK;
    assertThat(client.read().succeeded()).isTrue();
    assertThat(paths).endsWith("v1alpha", "v1", "v1");
  }

  @Test
  void anotherFailureIsNoReasonToFallBack() {
    refusal = path -> GrpcCode.UNAVAILABLE;

    assertThat(failure()).hasMessage("Asked for the services: the server answered UNAVAILABLE.");
    assertThat(paths).containsExactly("v1");
  }

  @Test
  void anErrorNamesWhatWasAskedFor() {
    services("p.A");
    error("p.A", GrpcCode.INTERNAL);

    CallFailed failure = failure();

    assertThat(failure.code()).isEqualTo(GrpcCode.INTERNAL);
    assertThat(failure)
        .hasMessage(
            "Asked for the file of service \"p.A\": the server answered INTERNAL: because.");
  }

  @Test
  void anAnswerToSomethingElseIsAnError() {
    services("p.A");
    services("p.A");
    answers.put("p.A", answers.get("services"));

    assertThat(failure()).hasMessageContaining("answered with LIST_SERVICES_RESPONSE instead");
  }

  @Test
  void aFileThatCannotBeReadIsAnError() {
    services("p.A");
    answers.put(
        "p.A",
        ServerReflectionResponse.newBuilder()
            .setFileDescriptorResponse(
                FileDescriptorResponse.newBuilder()
                    .addFileDescriptorProto(
                        com.google.protobuf.ByteString.copyFrom(new byte[] {1, 2, 3})))
            .build());

    assertThat(failure())
        .hasMessage("Asked for the file of service \"p.A\": a file of the answer cannot be read.");
  }

  @Test
  void tooMuchOfAnythingIsRefused() {
    services("p.A", "p.B", "p.C", "p.D");
    assertThat(failure()).hasMessageContaining("4 services or more; 3 are taken");

    services("p.A");
    files("p.A", file("f0.proto", "A", "f1.proto"));
    for (int i = 1; i < 10; i++) {
      files("f" + i + ".proto", file("f" + i + ".proto", "", "f" + (i + 1) + ".proto"));
    }
    CallFailed failure = failure();
    assertThat(failure.code()).isEqualTo(GrpcCode.RESOURCE_EXHAUSTED);
    assertThat(failure).hasMessageContaining("6 files or more; 5 are taken");

    limits = new ReflectionClient.Limits(3, 5, 20, TIMEOUT);
    assertThat(failure()).hasMessageContaining("bytes of files or more; 20 are taken");
  }

  @Test
  void allQuestionsTogetherHaveOneTimeout() {
    services("p.A");
    files("p.A", file("a.proto", "A", "b.proto"));
    files("b.proto", file("b.proto", "", "c.proto"));
    files("c.proto", file("c.proto", ""));
    step = Duration.ofSeconds(2);

    CallFailed failure = failure();

    assertThat(failure.code()).isEqualTo(GrpcCode.DEADLINE_EXCEEDED);
    assertThat(failure)
        .hasMessage(
            "Asked for the file \"c.proto\": all questions together take longer than 5000 ms.");
    assertThat(asked).containsExactly("services", "p.A", "b.proto");
    assertThat(lastTimeout).isEqualTo(Duration.ofSeconds(1));
  }
}
