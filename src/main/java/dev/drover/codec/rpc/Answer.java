package dev.drover.codec.rpc;

import dev.drover.codec.AcceptEncoding;
import dev.drover.codec.CallStatus;
import dev.drover.codec.ContentCoding;
import dev.drover.codec.Envelopes;
import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.GrpcFrame;
import dev.drover.exchange.Body;
import dev.drover.exchange.Converted;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An answer in the form of gRPC.
 *
 * @param headers the metadata before the messages
 * @param early the status, when it came with the head; then there are no messages
 * @param body the frames, and behind them the trailers
 */
record Answer(MultiMap headers, @Nullable CallStatus early, Body body) {
  /** The one message of an answer, and all else that came. */
  record Whole(CallStatus status, int flags, byte[] message, MultiMap trailers) {}

  /** The answer that an upstream has given; one that is no gRPC becomes a status. */
  static Answer of(Response response) {
    MultiMap headers = response.headers();
    boolean grpc =
        response.status() == 200 && Request.isGrpc(headers.get(HttpHeaders.CONTENT_TYPE));
    CallStatus early = CallStatus.in(headers);
    if (early == null && !grpc) {
      early =
          CallStatus.of(
              GrpcCode.fromHttpStatus(response.status()),
              "The upstream answered with HTTP status " + response.status() + ".");
      headers = HttpHeaders.headers();
    }
    return new Answer(headers, early, response.body());
  }

  /** How its messages are compressed; null for not at all. */
  @Nullable String encoding() {
    return headers.get(GrpcDeframer.ENCODING);
  }

  /** Takes its messages apart, as they were before they were compressed. */
  GrpcDeframer frames(int most) {
    return GrpcDeframer.ofAnswer(headers, most);
  }

  /**
   * The same for a client that takes only those encodings: when the server uses another one,
   * whether it was asked for or not, the messages are unpacked.
   *
   * @param accepted a list such as {@code grpc-accept-encoding}; null for none
   * @param most how many bytes a message may have that is unpacked
   */
  Answer readable(@Nullable String accepted, int most) {
    String encoding = encoding();
    if (encoding == null
        || encoding.equalsIgnoreCase(ContentCoding.IDENTITY)
        || AcceptEncoding.takes(accepted, encoding.toLowerCase(Locale.ROOT))) {
      return this;
    }
    MultiMap plain = HttpHeaders.headers().addAll(headers).remove(GrpcDeframer.ENCODING);
    return new Answer(
        plain,
        early,
        Converted.of(
            body,
            EachMessage.ofAnswer(
                frames(most),
                (out, bytes, offset, length) ->
                    out.appendBuffer(GrpcFrame.of(0, bytes, offset, length)))));
  }

  /** Content in which a client is told of the end; no trailers follow it. */
  static Body telling(Body content, Function<Failure, Buffer> lastWords) {
    if (content instanceof Body.Stream stream) {
      return new Body.Stream(stream.source(), () -> Body.NO_TRAILERS, lastWords);
    }
    return content instanceof Body.Whole all ? Body.of(all.buffer()) : content;
  }

  /** The status behind the messages. */
  CallStatus status(MultiMap trailers) {
    CallStatus last = CallStatus.in(trailers);
    if (last != null) {
      return last;
    }
    return early != null
        ? early
        : CallStatus.of(GrpcCode.INTERNAL, "The upstream ended the call without a status.");
  }

  /** The trailers as the body has them now; to be asked when it has ended. */
  MultiMap trailers() {
    if (body instanceof Body.Stream stream) {
      return stream.trailers().get();
    }
    return body instanceof Body.Whole whole ? whole.trailers() : Body.NO_TRAILERS;
  }

  /**
   * All of an answer that is one message.
   *
   * @param most how many bytes it may have
   */
  Future<Whole> whole(int most) {
    if (early != null && !early.ok()) {
      return Future.succeededFuture(new Whole(early, 0, new byte[0], headers));
    }
    One one = new One(most);
    if (!(body instanceof Body.Stream stream)) {
      if (body instanceof Body.Whole all) {
        one.next(all.buffer());
      }
      return Future.succeededFuture(one.all());
    }
    return new Converted(stream.source(), one).begin().map(nothing -> one.all());
  }

  private final class One implements Converted.Conversion {
    private final Envelopes envelopes;
    private int flags;
    private byte @Nullable [] message;

    One(int most) {
      this.envelopes =
          new Envelopes(
              most,
              Reason.MESSAGE_TOO_LARGE,
              Envelopes.COMPRESSED,
              "A message of the upstream has a flag that gRPC does not know.");
    }

    @Override
    public Buffer next(Buffer content) {
      envelopes.feed(
          content,
          (flag, bytes, offset, length) -> {
            if (message != null) {
              throw Failure.of(
                  Reason.PROTOCOL, "The upstream answered with more than one message.");
            }
            flags = flag;
            message = Arrays.copyOfRange(bytes, offset, offset + length);
          });
      return NOTHING;
    }

    @Override
    public Buffer end() {
      return NOTHING;
    }

    Whole all() {
      MultiMap trailers = trailers();
      CallStatus status = status(trailers);
      byte[] bytes = message;
      if (status.ok() && (bytes == null || !envelopes.empty())) {
        throw Failure.of(Reason.PROTOCOL, "The upstream answered without a whole message.");
      }
      return new Whole(status, flags, bytes == null ? new byte[0] : bytes, trailers);
    }
  }

  private static final Buffer NOTHING = Buffer.buffer();
}
