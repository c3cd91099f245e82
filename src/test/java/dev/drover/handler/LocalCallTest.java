package dev.drover.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import dev.drover.testing.Bytes;
import dev.drover.testing.FakeClock;
import dev.drover.testing.FakeSource;
import dev.drover.testing.GrpcFrames;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LocalCallTest {
  private final FakeSource source = new FakeSource();
  private final List<String> asked = new ArrayList<>();
  private final List<String> sent = new ArrayList<>();
  private boolean ended;
  private @Nullable Failure failure;
  private @Nullable Runnable onAsked;

  /** Says every message again. */
  private final LocalCall.Script echo =
      new LocalCall.Script() {
        @Override
        public void asked(byte[] message, LocalCall call) {
          asked.add(Bytes.text(message));
          call.send(StringValue.of(Bytes.text(message)));
          if (onAsked != null) {
            onAsked.run();
          }
        }

        @Override
        public void finished(LocalCall call) {
          call.end(GrpcCode.OK, "");
        }
      };

  private Body.Stream answer(Body body, LocalCall.Script script) {
    Request request =
        new Request(
            new Head(HttpMethod.POST, "", "/a.B/C", HttpHeaders.headers()),
            "/a.B/C",
            null,
            Request.Version.HTTP_2,
            "http",
            body,
            new Request.Peer("127.0.0.1", 1),
            "127.0.0.1");
    Wheel wheel = new Wheel(new FakeClock(), 1, 1, when -> {});
    Exchange exchange = new Exchange("id", request, wheel, why -> failure = why);
    Response response = LocalCall.answer(exchange, 100, script);
    Body.Stream stream = (Body.Stream) response.body();
    stream.source().handler(this::take);
    stream.source().endHandler(nothing -> ended = true);
    return stream;
  }

  private void take(Buffer frame) {
    try {
      sent.add(StringValue.parseFrom(GrpcFrames.messages(frame.getBytes()).get(0)).getValue());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Body.Stream echo() {
    return answer(new Body.Stream(source, () -> Body.NO_TRAILERS), echo);
  }

  private static byte[] frames(String... messages) {
    byte[][] bytes = new byte[messages.length][];
    for (int i = 0; i < messages.length; i++) {
      bytes[i] = Bytes.of(messages[i]);
    }
    return GrpcFrames.frames(bytes);
  }

  private static MultiMap trailers(Body.Stream stream) {
    return stream.trailers().get();
  }

  @Test
  void readsNothingBeforeTheClientTakesAnswers() {
    Body.Stream stream = echo();
    assertThat(source.flowing()).isFalse();

    stream.source().resume();

    assertThat(source.flowing()).isTrue();
  }

  @Test
  void answersInOrderAndEndsAfterTheRequestHas() {
    Body.Stream stream = echo();
    stream.source().resume();

    source.send(frames("a", "b"));
    source.send(frames("c"));
    assertThat(sent).containsExactly("a", "b", "c");
    assertThat(ended).isFalse();
    source.end();

    assertThat(ended).isTrue();
    assertThat(trailers(stream).get("grpc-status")).isEqualTo("0");
  }

  @Test
  void looksAtNothingMoreWhileTheClientDoesNotRead() {
    Body.Stream stream = echo();
    stream.source().resume();
    onAsked = () -> stream.source().pause();

    source.send(frames("a", "b", "c"));

    assertThat(asked).containsExactly("a");
    assertThat(source.flowing()).isFalse();

    stream.source().resume();
    assertThat(asked).containsExactly("a", "b");
    assertThat(source.flowing()).isFalse();

    onAsked = null;
    stream.source().resume();
    assertThat(asked).containsExactly("a", "b", "c");
    assertThat(source.flowing()).isTrue();
  }

  @Test
  void doesNotEndWhileTheClientDoesNotRead() {
    Body.Stream stream = echo();
    stream.source().resume();
    onAsked = () -> stream.source().pause();
    source.send(frames("a", "b"));
    source.end();
    assertThat(ended).isFalse();
    onAsked = null;

    stream.source().resume();

    assertThat(sent).containsExactly("a", "b");
    assertThat(ended).isTrue();
  }

  @Test
  void takesWhatComesAtOnceWhenItIsAskedFor() {
    source.ready(frames("a"), frames("b"));
    echo().source().resume();

    assertThat(sent).containsExactly("a", "b");
    assertThat(source.flowing()).isTrue();
  }

  @Test
  void aFailureOfTheScriptIsTheStatus() {
    Body.Stream stream = echo();
    stream.source().resume();
    onAsked =
        () -> {
          throw Failure.of(Reason.MALFORMED, "Not so.");
        };

    source.send(frames("a", "b"));

    assertThat(ended).isTrue();
    assertThat(asked).containsExactly("a");
    assertThat(trailers(stream).get("grpc-status")).isEqualTo("3");
    assertThat(trailers(stream).get("grpc-message")).isEqualTo("Not so.");
    assertThat(failure).isNull();
  }

  @Test
  void anUnforeseenExceptionEndsTheExchange() {
    echo().source().resume();
    onAsked =
        () -> {
          throw new IllegalStateException("broken on purpose");
        };

    source.send(frames("a"));

    assertThat(failure).extracting(Failure::reason).isEqualTo(Reason.INTERNAL);
    assertThat(ended).isFalse();
  }

  @Test
  void refusesMessagesThatCannotBeRead() {
    assertThat(statusAfter(GrpcFrames.frame(1, new byte[] {1}))).isEqualTo("3");
    assertThat(statusAfter(GrpcFrames.frame(new byte[101]))).isEqualTo("8");
  }

  private String statusAfter(byte[] content) {
    FakeSource own = new FakeSource();
    Body.Stream stream = answer(new Body.Stream(own, () -> Body.NO_TRAILERS), echo);
    stream.source().resume();
    own.send(content);
    return trailers(stream).get("grpc-status");
  }

  @Test
  void refusesARequestThatEndsWithinAMessage() {
    Body.Stream stream = echo();
    stream.source().resume();
    source.send(new byte[] {0, 0, 0});
    source.end();

    assertThat(trailers(stream).get("grpc-status")).isEqualTo("3");
  }

  @Test
  void aRequestWithoutContentIsOneWithoutMessages() {
    Body.Stream stream = answer(Body.none(), echo);
    assertThat(ended).isFalse();

    stream.source().resume();

    assertThat(ended).isTrue();
    assertThat(trailers(stream).get("grpc-status")).isEqualTo("0");
  }
}
