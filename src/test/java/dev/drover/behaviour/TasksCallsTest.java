package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.drover.task.v1.CancelReply;
import dev.drover.task.v1.CancelRequest;
import dev.drover.task.v1.ListReply;
import dev.drover.task.v1.ListRequest;
import dev.drover.task.v1.SubmitEvent;
import dev.drover.task.v1.SubmitReply;
import dev.drover.task.v1.SubmitRequest;
import dev.drover.testing.Collected;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The service drover.v1.Tasks, by gRPC and as REST. */
@ExtendWith(NoLeaks.class)
class TasksCallsTest {
  private static final String SERVICE = "drover.v1.Tasks/";

  private final TestGateway gateway =
      TestGateway.start(
          """
          {"listeners": [{"host": "127.0.0.1", "port": 0}],
           "accessLog": {"enabled": false},
           "tasks": {"workers": 1, "grpc": true},
           "routes": []}
          """);
  private final GrpcCalls calls = GrpcCalls.to(gateway.port());
  private final HttpClient client = HttpClients.http1();

  @AfterEach
  void close() {
    calls.close();
    gateway.close();
  }

  private static Value json(String name, double number) {
    return Value.newBuilder()
        .setStructValue(
            Struct.newBuilder().putFields(name, Value.newBuilder().setNumberValue(number).build()))
        .build();
  }

  private static SubmitRequest.Builder endless(String id) {
    return SubmitRequest.newBuilder()
        .setTask("sumOfSquares")
        .setJson(json("below", 9e15))
        .setParts(1)
        .setJob(id);
  }

  @Test
  void submitGivesTheResultAsJson() throws Exception {
    SubmitRequest request =
        SubmitRequest.newBuilder().setTask("primes").setJson(json("number", 25)).build();
    SubmitReply reply =
        SubmitReply.parseFrom(calls.unary(SERVICE + "Submit", request.toByteArray()));
    assertThat(reply.getMediaType()).isEqualTo("application/json");
    assertThat(reply.getJson().getStructValue().getFieldsOrThrow("prime").getBoolValue()).isFalse();
  }

  @Test
  void submitGivesTheResultAsBytes() throws Exception {
    SubmitRequest request =
        SubmitRequest.newBuilder()
            .setTask("zstd")
            .setData(ByteString.copyFromUtf8("a".repeat(100_000)))
            .build();
    SubmitReply reply =
        SubmitReply.parseFrom(calls.unary(SERVICE + "Submit", request.toByteArray()));
    assertThat(reply.getData().size()).isLessThan(100);
  }

  @Test
  void whatIsWrongIsAStatus() {
    SubmitRequest unknown = SubmitRequest.newBuilder().setTask("none").build();
    assertThatThrownBy(() -> calls.unary(SERVICE + "Submit", unknown.toByteArray()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            thrown -> {
              assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(thrown.getStatus().getDescription())
                  .isEqualTo("No task is called \"none\".");
            });
    SubmitRequest late =
        endless("late").setTimeout(Duration.newBuilder().setNanos(20_000_000)).build();
    assertThatThrownBy(() -> calls.unary(SERVICE + "Submit", late.toByteArray()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            thrown ->
                assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
  }

  @Test
  void aJobIsListedAndCancelled() throws Exception {
    Collected events = new Collected();
    StreamObserver<byte[]> request = calls.bidi(SERVICE + "SubmitStream", events);
    request.onNext(endless("mine").build().toByteArray());
    request.onCompleted();
    SubmitEvent first = SubmitEvent.parseFrom(events.await(1).get(0));
    assertThat(first.getJob()).isEqualTo("mine");

    ListReply list =
        ListReply.parseFrom(
            calls.unary(SERVICE + "List", ListRequest.getDefaultInstance().toByteArray()));
    assertThat(list.getJobsList()).extracting(job -> job.getJob()).containsExactly("mine");
    assertThat(list.getTasksList()).extracting(task -> task.getName()).contains("primes", "gzip");
    assertThat(list.getNodesList()).hasSize(1);
    assertThat(list.getNodes(0).getCpu().getSeats()).isEqualTo(1);

    CancelRequest cancel = CancelRequest.newBuilder().setJob("mine").build();
    CancelReply reply =
        CancelReply.parseFrom(calls.unary(SERVICE + "Cancel", cancel.toByteArray()));
    assertThat(reply.getCancelled()).isTrue();
    assertThat(events.awaitStatus().getCode()).isEqualTo(Status.Code.CANCELLED);
  }

  @Test
  void theSameAsRest() throws Exception {
    HttpResponse<String> answer =
        HttpClients.post(
            client,
            gateway.url("/v1/tasks/primes:submit"),
            "{\"json\":{\"number\":2147483647},\"job\":\"j\"}",
            "content-type",
            "application/json");
    assertThat(answer.body())
        .isEqualTo(
            "{\"job\":\"j\",\"json\":{\"number\":2.147483647E9,\"prime\":true},"
                + "\"mediaType\":\"application/json\"}");
    assertThat(HttpClients.get(client, gateway.url("/v1/tasks")).body())
        .contains("\"tasks\":[{\"name\":\"gzip\"");
    HttpResponse<String> stream =
        HttpClients.post(
            client,
            gateway.url("/v1/tasks/sumOfSquares:stream"),
            "{\"json\":{\"below\":1000},\"parts\":4}",
            "content-type",
            "application/json",
            "accept",
            "application/x-ndjson");
    assertThat(stream.body().lines().reduce((a, b) -> b).orElseThrow())
        .contains("\"result\":", "332833500");
    HttpResponse<String> unknown =
        HttpClients.post(
            client, gateway.url("/v1/tasks/none:submit"), "{}", "content-type", "application/json");
    assertThat(unknown.statusCode()).isEqualTo(400);
  }
}
