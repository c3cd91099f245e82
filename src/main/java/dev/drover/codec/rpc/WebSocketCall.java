package dev.drover.codec.rpc;

import com.google.rpc.Status;
import dev.drover.codec.CallStatus;
import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.GrpcFrame;
import dev.drover.codec.json.StatusJson;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One call by WebSocket. An empty text message says that the client has said all; a call that takes
 * one message has all with the first. It ends with a close frame: 1000 for OK, else 4000 and the
 * gRPC status, before which a text message {@code {"error": ...}} has the status with its details.
 *
 * <p>It is also the timer that asks a quiet client whether it is there, and waits a while for a
 * client to close when the call is over. Confined to the exchange's event loop.
 */
final class WebSocketCall extends Wheel.Timer {
  private static final int NORMAL = 1000;
  private static final int STATUS = 4000;
  private static final int LINGERS = 30;
  private static final long LINGER_NANOS = 1_000_000_000L;
  private static final byte[] NOTHING = {};

  private final ClientCall call;
  private final Exchange exchange;
  private final WebSocketFrames frames;
  private final Queue asked = new Queue();
  private final Queue told = new Queue();
  private final FrameSink fromClient = new FrameSink(this::came, this::left);
  private final boolean one;
  private boolean text;
  private boolean chosen;
  private boolean heard = true;
  private boolean closing;
  private boolean said;
  private int lingered;
  private @Nullable ReadStream<Buffer> source;

  /**
   * @param subprotocol null when none was agreed on
   */
  WebSocketCall(ClientCall call, @Nullable String subprotocol) {
    this.call = call;
    this.exchange = call.exchange();
    this.frames = new WebSocketFrames(call.most());
    this.chosen = subprotocol != null;
    this.text = chosen ? WebSocketCalls.JSON.equals(subprotocol) : call.method() != null;
    CallMethod method = call.method();
    this.one =
        method != null
            && (method.kind() == CallKind.UNARY || method.kind() == CallKind.SERVER_STREAM);
    fromClient.fullWhile(() -> !asked.flowing() && !closing && !asked.ending());
    asked.watch(fromClient::drained, () -> {});
    told.watch(this::toldResumed, this::toldPaused);
  }

  ReadStream<Buffer> toClient() {
    return told;
  }

  FrameSink fromClient() {
    return fromClient;
  }

  /** Has the upstream called. */
  void begin() {
    call.answer(new Body.Stream(asked, () -> Body.NO_TRAILERS))
        .onSuccess(this::answered)
        .onFailure(cause -> close(CallStatus.of(Failure.from(cause))));
    rearm(call.pingNanos());
    exchange.onEnd(failure -> cancel());
  }

  // What the client says

  private void came(Buffer content) {
    heard = true;
    if (exchange.ended()) {
      return;
    }
    try {
      frames.feed(content, this::take);
    } catch (Failure failure) {
      close(CallStatus.of(failure));
    }
  }

  private void take(int opcode, byte[] payload) {
    switch (opcode) {
      case WebSocketFrames.PING -> {
        if (told.flowing()) {
          told.give(WebSocketFrames.frame(WebSocketFrames.PONG, payload));
        }
      }
      case WebSocketFrames.PONG -> {}
      case WebSocketFrames.CLOSE -> closed();
      default -> message(opcode == WebSocketFrames.TEXT, payload);
    }
  }

  private void message(boolean isText, byte[] payload) {
    if (closing || asked.ending()) {
      return;
    }
    if (isText && payload.length == 0) {
      asked.end();
      return;
    }
    if (!chosen) {
      chosen = true;
      text = isText;
    }
    asked.give(isText ? read(payload) : GrpcFrame.of(payload));
    if (one) {
      asked.end();
    }
  }

  private Buffer read(byte[] payload) {
    return GrpcFrame.of(call.typed().read(payload, 0, payload.length, call.most()));
  }

  /** The client closes: the end of a call that is over, or of one that is not wanted any longer. */
  private void closed() {
    if (closing) {
      told.end();
      return;
    }
    closing = true;
    exchange.answered(GrpcCode.CANCELLED);
    exchange.fail(Failure.of(Reason.CANCELLED, "The client has closed the WebSocket."));
  }

  /** The client's connection has ended. */
  private void left() {
    if (closing) {
      told.end();
    } else {
      exchange.fail(Failure.of(Reason.CANCELLED, "The client has gone away."));
    }
  }

  // What the upstream answers

  private void answered(Answer answer) {
    if (answer.early() != null && !answer.early().ok()) {
      close(answer.early());
    } else if (answer.body() instanceof Body.Stream stream) {
      GrpcDeframer messages = answer.frames(call.most());
      ReadStream<Buffer> read = stream.source();
      source = read;
      read.exceptionHandler(cause -> close(CallStatus.of(Failure.from(cause))));
      read.handler(content -> content(messages, content));
      read.endHandler(nothing -> ended(answer.status(answer.trailers()), messages.empty()));
      if (told.flowing()) {
        read.resume();
      }
    } else {
      close(answer.status(answer.trailers()));
    }
  }

  private void content(GrpcDeframer messages, Buffer content) {
    if (closing) {
      return;
    }
    try {
      messages.feed(content, (bytes, offset, length) -> told.give(written(bytes, offset, length)));
    } catch (Failure failure) {
      close(CallStatus.of(failure));
    }
  }

  private Buffer written(byte[] bytes, int offset, int length) {
    CallMethod method = call.method();
    return text && method != null
        ? WebSocketFrames.frame(WebSocketFrames.TEXT, method.print(bytes, offset, length))
        : WebSocketFrames.frame(
            WebSocketFrames.BINARY, Arrays.copyOfRange(bytes, offset, offset + length));
  }

  private void ended(CallStatus status, boolean whole) {
    close(
        whole || !status.ok()
            ? status
            : CallStatus.of(
                Failure.of(Reason.PROTOCOL, "The upstream ended the call within a message.")));
  }

  private void toldResumed() {
    ReadStream<Buffer> read = source;
    if (read != null && !closing) {
      read.resume();
    }
  }

  private void toldPaused() {
    ReadStream<Buffer> read = source;
    if (read != null && !closing) {
      read.pause();
    }
  }

  // The end

  private void close(CallStatus status) {
    if (closing || exchange.ended()) {
      return;
    }
    closing = true;
    said = true;
    exchange.answered(status.code());
    told.give(words(status));
    asked.end();
    fromClient.drained();
    rearm(LINGER_NANOS);
  }

  private Buffer words(CallStatus status) {
    if (status.ok()) {
      return WebSocketFrames.close(NORMAL, "");
    }
    return Buffer.buffer()
        .appendBuffer(WebSocketFrames.frame(WebSocketFrames.TEXT, error(status.status())))
        .appendBuffer(
            WebSocketFrames.close(STATUS + status.code().number(), status.status().getMessage()));
  }

  private byte[] error(Status status) {
    CallMethod method = call.method();
    byte[] json = method == null ? StatusJson.of(status) : StatusJson.of(status, method.json());
    String text = "{\"error\":" + new String(json, StandardCharsets.UTF_8) + "}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What the client is sent when the exchange fails while the call is under way. */
  Buffer lastWords(Failure failure) {
    if (said) {
      return Buffer.buffer();
    }
    return closing ? WebSocketFrames.close(NORMAL, "") : words(CallStatus.of(failure));
  }

  private void rearm(long nanos) {
    if (nanos > 0) {
      exchange.wheel().arm(this, exchange.wheel().now() + nanos);
    }
  }

  @Override
  protected void expire() {
    if (closing && (told.flowing() || ++lingered > LINGERS)) {
      told.end();
    } else if (closing) {
      rearm(LINGER_NANOS); // what was said last has not been read yet
    } else if (!heard && !fromClient.writeQueueFull()) {
      exchange.fail(Failure.of(Reason.CANCELLED, "The client does not answer."));
    } else {
      heard = false;
      if (told.flowing()) {
        told.give(WebSocketFrames.frame(WebSocketFrames.PING, NOTHING));
      }
      rearm(call.pingNanos());
    }
  }
}
