package dev.drover.handler;

import com.google.protobuf.MessageLite;
import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.GrpcFrame;
import dev.drover.codec.GrpcStatus;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Response;
import dev.drover.exchange.Supply;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC call of any kind that the gateway answers itself: messages in, messages out. A message of
 * the client is looked at only while the client takes answers, and the next ones are read only when
 * it has been: so a client that does not read is not read from, and nothing piles up here.
 *
 * <p>A {@link Failure} that the script throws becomes the status of the call. Confined to the
 * exchange's event loop.
 */
public final class LocalCall extends Supply {
  /** What is said. */
  public interface Script {
    /** The client's next message; the client takes answers now. */
    void asked(byte[] message, LocalCall call);

    /** The client has said all; it takes answers now. */
    void finished(LocalCall call);
  }

  private static final Buffer NOTHING = Buffer.buffer();

  private final Exchange exchange;
  private final Script script;
  private final GrpcDeframer deframer;
  private final Deque<byte[]> unanswered = new ArrayDeque<>();
  private final @Nullable ReadStream<Buffer> source;
  private MultiMap trailers = Body.NO_TRAILERS;
  private @Nullable Iterator<? extends MessageLite> pouring;
  private boolean lastPoured;
  private boolean reading;
  private boolean heard;
  private boolean finished;
  private boolean ended;
  private boolean turning;

  private LocalCall(Exchange exchange, Body body, int most, Script script) {
    this.exchange = exchange;
    this.script = script;
    this.deframer = GrpcDeframer.ofRequest(exchange.head().headers(), most);
    this.source = body instanceof Body.Stream stream ? stream.source() : null;
  }

  /**
   * The answer to a call.
   *
   * @param most how many bytes a message of the client may have
   * @throws Failure UNSUPPORTED_ENCODING
   */
  public static Response answer(Exchange exchange, int most, Script script) {
    return answer(exchange, exchange.body(), most, script);
  }

  /**
   * The answer to a call whose messages are in that body.
   *
   * @param most how many bytes a message of the client may have
   */
  public static Response answer(Exchange exchange, Body body, int most, Script script) {
    LocalCall call = new LocalCall(exchange, body, most, script);
    call.listen(body);
    MultiMap headers = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, "application/grpc");
    return new Response(200, headers, new Body.Stream(call, () -> call.trailers));
  }

  private void listen(Body body) {
    if (source == null) {
      content(body instanceof Body.Whole whole ? whole.buffer() : NOTHING);
      heardAll();
      return;
    }
    source.handler(this::content);
    source.endHandler(nothing -> heardAll());
  }

  // What the script does

  /** Whether the client takes answers. */
  public boolean flowing() {
    return listens() && !ended && !exchange.ended();
  }

  /** Sends a message; only while {@link #flowing()}. */
  public void send(MessageLite message) {
    supply(GrpcFrame.of(message));
  }

  /**
   * Sends messages at the client's pace, taking them when they are wanted. To be called again when
   * there are more.
   *
   * @param last whether the call ends well after them
   */
  public void pour(Iterator<? extends MessageLite> messages, boolean last) {
    pouring = messages;
    lastPoured = last;
    pour();
  }

  private void pour() {
    Iterator<? extends MessageLite> messages = pouring;
    if (messages == null) {
      return;
    }
    while (flowing() && messages.hasNext()) {
      send(messages.next());
    }
    if (lastPoured && !messages.hasNext()) {
      pouring = null;
      end(GrpcCode.OK, "");
    }
  }

  /** Ends the call. */
  public void end(GrpcCode code, String message) {
    if (ended || exchange.ended()) {
      return;
    }
    ended = true;
    unanswered.clear();
    trailers = HttpHeaders.headers();
    GrpcStatus.write(trailers, code, message, List.of());
    supplyEnd();
  }

  // What the client says

  private void content(Buffer content) {
    if (ended) {
      return;
    }
    try {
      deframer.feed(
          content,
          (bytes, offset, length) ->
              unanswered.add(Arrays.copyOfRange(bytes, offset, offset + length)));
    } catch (Failure failure) {
      end(failure.reason().grpc(), failure.text());
    }
    if (!unanswered.isEmpty()) {
      stopReading();
      turn();
    }
  }

  private void heardAll() {
    heard = true;
    if (!deframer.empty()) {
      end(GrpcCode.INVALID_ARGUMENT, "The request ends in the middle of a message.");
    }
    turn();
  }

  /** Goes on for as long as there is something to say and somebody who takes it. */
  private void turn() {
    if (turning) {
      return;
    }
    turning = true;
    try {
      while (flowing() && !finished && step()) {}
    } catch (Failure failure) {
      end(failure.reason().grpc(), failure.text());
    } catch (RuntimeException thrown) {
      exchange.fail(Failure.from(thrown));
    } finally {
      turning = false;
    }
  }

  private boolean step() {
    byte[] next = unanswered.poll();
    if (next != null) {
      script.asked(next, this);
    } else if (heard) {
      finished = true;
      script.finished(this);
    } else if (reading || source == null) {
      return false;
    } else {
      reading = true;
      source.resume();
    }
    return true;
  }

  private void stopReading() {
    if (reading && source != null) {
      reading = false;
      source.pause();
    }
  }

  // The answer as a stream

  @Override
  protected void resumed() {
    pour();
    turn();
  }

  @Override
  protected void paused() {
    stopReading();
  }
}
