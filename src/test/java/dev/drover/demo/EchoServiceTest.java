package dev.drover.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Message;
import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import dev.drover.demo.perf.StreamingFromServerRequest;
import dev.drover.demo.perf.StreamingFromServerResponse;
import dev.drover.testing.Futures;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls with grpc-java, so that no code of Vert.x is on both sides. */
@ExtendWith(VertxExtension.class)
class EchoServiceTest {
  private static final MethodDescriptor<SayRequest, SayReply> SAY =
      echo("Say", MethodDescriptor.MethodType.UNARY);
  private static final MethodDescriptor<SayRequest, SayReply> REPEAT =
      echo("Repeat", MethodDescriptor.MethodType.SERVER_STREAMING);
  private static final MethodDescriptor<SayRequest, SayReply> JOIN =
      echo("Join", MethodDescriptor.MethodType.CLIENT_STREAMING);
  private static final MethodDescriptor<SayRequest, SayReply> CHAT =
      echo("Chat", MethodDescriptor.MethodType.BIDI_STREAMING);
  private static final MethodDescriptor<StreamingFromServerRequest, StreamingFromServerResponse>
      STREAM =
          method(
              PerfService.NAME,
              "StreamingFromServer",
              MethodDescriptor.MethodType.SERVER_STREAMING,
              StreamingFromServerRequest.getDefaultInstance(),
              StreamingFromServerResponse.getDefaultInstance());

  private final List<ManagedChannel> channels = new ArrayList<>();
  private Channel echo = channel(1);
  private Channel perf = channel(1);

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    EchoService echoes = new EchoService(0);
    PerfService streams = new PerfService(0);
    Futures.await(vertx.deployVerticle(echoes).compose(deployed -> vertx.deployVerticle(streams)));
    echo = channel(echoes.port());
    perf = channel(streams.port());
  }

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  @Test
  void sayAnswersWithTheText() {
    assertThat(ClientCalls.blockingUnaryCall(echo, SAY, CallOptions.DEFAULT, say("moo").build()))
        .isEqualTo(reply("moo", 1));
  }

  @Test
  void sayFailsWithTheCodeItIsGiven() {
    StatusRuntimeException failure =
        failure(
            () ->
                ClientCalls.blockingUnaryCall(
                    echo, SAY, CallOptions.DEFAULT, say("moo").setFailCode(5).build()));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(failure.getStatus().getDescription()).isEqualTo("You asked for NOT_FOUND.");
  }

  @Test
  void repeatNumbersItsAnswers() {
    assertThat(repeat(say("moo").setTimes(3).setEveryMs(1), CallOptions.DEFAULT))
        .toIterable()
        .containsExactly(reply("moo", 1), reply("moo", 2), reply("moo", 3));
  }

  @Test
  void repeatFailsAfterItsAnswers() {
    Iterator<SayReply> replies =
        repeat(say("moo").setTimes(2).setFailCode(14), CallOptions.DEFAULT);
    assertThat(replies.next()).isEqualTo(reply("moo", 1));
    assertThat(replies.next()).isEqualTo(reply("moo", 2));
    assertThat(failure(replies::hasNext).getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void repeatRefusesTooMuch() {
    assertThat(
            failure(() -> repeat(say("moo").setTimes(100_001), CallOptions.DEFAULT).hasNext())
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void repeatAnswersAReaderThatTakesItsTime() throws Exception {
    CompletableFuture<Integer> counted = new CompletableFuture<>();
    ClientCalls.asyncServerStreamingCall(
        echo.newCall(REPEAT, CallOptions.DEFAULT),
        say("moo".repeat(1000)).setTimes(5000).build(),
        new OneByOne(counted));
    assertThat(counted.get(30, TimeUnit.SECONDS)).isEqualTo(5000);
  }

  @Test
  void aDeadlineEndsACall() {
    CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(200, TimeUnit.MILLISECONDS);
    Iterator<SayReply> replies = repeat(say("moo").setTimes(1).setEveryMs(60_000), soon);
    assertThat(failure(replies::hasNext).getStatus().getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  @Test
  void joinPutsAllTextsTogether() throws Exception {
    CompletableFuture<List<SayReply>> replies = new CompletableFuture<>();
    StreamObserver<SayRequest> requests =
        ClientCalls.asyncClientStreamingCall(
            echo.newCall(JOIN, CallOptions.DEFAULT), new Collected(replies));
    requests.onNext(say("git").build());
    requests.onNext(say("along").build());
    requests.onCompleted();
    assertThat(replies.get(10, TimeUnit.SECONDS)).containsExactly(reply("git along", 2));
  }

  @Test
  void chatAnswersEachMessageAsItComes() throws Exception {
    CompletableFuture<List<SayReply>> replies = new CompletableFuture<>();
    StreamObserver<SayRequest> requests =
        ClientCalls.asyncBidiStreamingCall(
            echo.newCall(CHAT, CallOptions.DEFAULT), new Collected(replies));
    requests.onNext(say("over").build());
    requests.onNext(say("yonder").build());
    requests.onCompleted();
    assertThat(replies.get(10, TimeUnit.SECONDS))
        .containsExactly(reply("over", 1), reply("yonder", 2));
  }

  @Test
  void aStreamOfBytesHasItsLength() {
    Iterator<StreamingFromServerResponse> parts = stream((5 << 20) + 3);
    List<Integer> lengths = new ArrayList<>();
    parts.forEachRemaining(part -> lengths.add(part.getData().size()));
    assertThat(lengths).containsExactly(1 << 20, 1 << 20, 1 << 20, 1 << 20, 1 << 20, 3);
  }

  @Test
  void aStreamOfNothingIsRefused() {
    assertThat(failure(() -> stream(0).hasNext()).getStatus().getCode())
        .isEqualTo(Status.Code.FAILED_PRECONDITION);
  }

  private Iterator<SayReply> repeat(SayRequest.Builder request, CallOptions options) {
    return ClientCalls.blockingServerStreamingCall(echo, REPEAT, options, request.build());
  }

  private Iterator<StreamingFromServerResponse> stream(int bytes) {
    return ClientCalls.blockingServerStreamingCall(
        perf,
        STREAM,
        CallOptions.DEFAULT,
        StreamingFromServerRequest.newBuilder().setNumBytes(bytes).build());
  }

  private Channel channel(int port) {
    ManagedChannel channel =
        OkHttpChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    channels.add(channel);
    return channel;
  }

  private static StatusRuntimeException failure(Callable<?> call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::call);
  }

  private static SayRequest.Builder say(String text) {
    return SayRequest.newBuilder().setText(text);
  }

  private static SayReply reply(String text, int number) {
    return SayReply.newBuilder().setText(text).setNumber(number).build();
  }

  private static MethodDescriptor<SayRequest, SayReply> echo(
      String name, MethodDescriptor.MethodType kind) {
    return method(
        EchoService.NAME,
        name,
        kind,
        SayRequest.getDefaultInstance(),
        SayReply.getDefaultInstance());
  }

  private static <I extends Message, O extends Message> MethodDescriptor<I, O> method(
      String service, String name, MethodDescriptor.MethodType kind, I request, O reply) {
    return MethodDescriptor.<I, O>newBuilder()
        .setType(kind)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(reply))
        .build();
  }

  private static final class Collected implements StreamObserver<SayReply> {
    private final List<SayReply> replies = new ArrayList<>();
    private final CompletableFuture<List<SayReply>> all;

    Collected(CompletableFuture<List<SayReply>> all) {
      this.all = all;
    }

    @Override
    public void onNext(SayReply reply) {
      replies.add(reply);
    }

    @Override
    public void onError(Throwable thrown) {
      all.completeExceptionally(thrown);
    }

    @Override
    public void onCompleted() {
      all.complete(replies);
    }
  }

  /** Asks for the next message only when it has dealt with the one before. */
  private static final class OneByOne implements ClientResponseObserver<SayRequest, SayReply> {
    private final CompletableFuture<Integer> counted;
    private final List<ClientCallStreamObserver<SayRequest>> call = new ArrayList<>();
    private int count;

    OneByOne(CompletableFuture<Integer> counted) {
      this.counted = counted;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<SayRequest> stream) {
      stream.disableAutoRequestWithInitial(1);
      call.add(stream);
    }

    @Override
    public void onNext(SayReply reply) {
      if (reply.getNumber() != ++count) {
        counted.completeExceptionally(new AssertionError("message " + reply.getNumber()));
      }
      call.get(0).request(1);
    }

    @Override
    public void onError(Throwable thrown) {
      counted.completeExceptionally(thrown);
    }

    @Override
    public void onCompleted() {
      counted.complete(count);
    }
  }
}
