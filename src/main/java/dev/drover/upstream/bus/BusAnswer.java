package dev.drover.upstream.bus;

import dev.drover.codec.GrpcStatus;
import dev.drover.exchange.Body;
import dev.drover.exchange.Response;
import dev.drover.exchange.Supply;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a gRPC call: messages of the event bus in frames, with a status behind them. Of one
 * message or of a stream. Confined to the exchange's event loop.
 */
final class BusAnswer extends Supply {
  private final @Nullable ReadStream<Buffer> source;
  private final UnaryOperator<Buffer> frame;
  private final BusFailures failures;
  private final MultiMap trailers = HttpHeaders.headers();
  private @Nullable Buffer only;
  private boolean over;

  private BusAnswer(
      @Nullable ReadStream<Buffer> source,
      @Nullable Buffer only,
      UnaryOperator<Buffer> frame,
      BusFailures failures) {
    this.source = source;
    this.only = only;
    this.frame = frame;
    this.failures = failures;
  }

  /** Of one message. */
  static Response of(MultiMap headers, Buffer message, BusFailures failures) {
    return new BusAnswer(null, message, content -> content, failures).response(headers);
  }

  /** Of a stream of messages, each of which becomes a frame. */
  static Response of(
      MultiMap headers,
      ReadStream<Buffer> messages,
      UnaryOperator<Buffer> frame,
      BusFailures failures) {
    BusAnswer answer = new BusAnswer(messages, null, frame, failures);
    messages.handler(answer::came);
    messages.endHandler(nothing -> answer.end(GrpcCode.OK, ""));
    messages.exceptionHandler(answer::broke);
    return answer.response(headers);
  }

  private Response response(MultiMap headers) {
    headers.set(HttpHeaders.CONTENT_TYPE, "application/grpc");
    return new Response(200, headers, new Body.Stream(this, () -> trailers));
  }

  private void came(Buffer message) {
    if (over) {
      return;
    }
    try {
      supply(frame.apply(message));
    } catch (RuntimeException thrown) {
      over = true;
      supplyFailure(Failure.from(thrown));
    }
  }

  private void broke(Throwable cause) {
    if (cause instanceof ReplyException reply) {
      end(failures.grpc(reply.failureCode()), String.valueOf(reply.getMessage()));
    } else {
      supplyFailure(cause);
    }
  }

  private void end(GrpcCode code, String text) {
    if (over) {
      return;
    }
    over = true;
    GrpcStatus.write(trailers, code, text, List.of());
    supplyEnd();
  }

  @Override
  protected void resumed() {
    if (source != null) {
      source.resume();
    } else if (only != null) {
      Buffer message = only;
      only = null;
      came(message);
      end(GrpcCode.OK, "");
    }
  }

  @Override
  protected void paused() {
    if (source != null) {
      source.pause();
    }
  }
}
