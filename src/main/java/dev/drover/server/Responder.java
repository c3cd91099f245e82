package dev.drover.server;

import dev.drover.codec.GrpcBoundary;
import dev.drover.codec.GrpcStatus;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Pass;
import dev.drover.exchange.Pump;
import dev.drover.exchange.Response;
import dev.drover.exchange.Wheel;
import dev.drover.exchange.Writing;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import dev.drover.upstream.Http2Fields;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.streams.WriteStream;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answer of one exchange, whatever it turns out to be: a response, a failure before its
 * head, a broken stream after it. It is also the timer of a client that does not read.
 */
final class Responder extends Wheel.Timer implements Exchange.EndListener, Pump.Sink {
  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
  private static final long NO_ERROR = 0x0;
  private static final long INTERNAL_ERROR = 0x2;
  private static final long CANCEL = 0x8;
  private static final long ENHANCE_YOUR_CALM = 0xB;
  private static final long INADEQUATE_SECURITY = 0xC;

  private final HttpServerRequest in;
  private final HttpServerResponse out;
  private final Pass pass;
  private final long stallNanos;
  private @Nullable Exchange exchange;
  private @Nullable RequestStream requestBody;
  private @Nullable Response response;
  private @Nullable Writing writing;
  private @Nullable Pump pump;
  private @Nullable GrpcBoundary boundary;
  private @Nullable Function<Failure, Buffer> lastWords;
  private Supplier<MultiMap> trailers = () -> Body.NO_TRAILERS;
  private final boolean http2;
  private boolean headWritten;
  private boolean tunnelled;
  private boolean ended;

  Responder(HttpServerRequest in, Pass pass, long stallNanos) {
    this.in = in;
    this.out = in.response();
    this.pass = pass;
    this.stallNanos = stallNanos;
    this.http2 = in.version() == HttpVersion.HTTP_2;
  }

  void belongsTo(Exchange exchange, @Nullable RequestStream requestBody) {
    this.exchange = exchange;
    this.requestBody = requestBody;
    exchange.interim(this::interim);
  }

  private Exchange exchange() {
    Exchange current = exchange;
    if (current == null) {
      throw new IllegalStateException("The responder has no exchange.");
    }
    return current;
  }

  private void interim(int status, MultiMap headers) {
    if (headWritten || response != null || in.version() == HttpVersion.HTTP_1_0) {
      return;
    }
    if (status == 100) {
      out.writeContinue();
    } else {
      out.writeEarlyHints(headers);
    }
  }

  /** The handler is done: with a response, or with why there is none. */
  void handled(AsyncResult<Response> result) {
    Exchange current = exchange();
    if (result.failed()) {
      current.fail(Failure.from(result.cause()));
    } else if (!current.ended()) {
      try {
        answer(result.result());
      } catch (RuntimeException thrown) { // such as a header that cannot be written
        broken(thrown);
      }
    }
  }

  private void answer(Response answer) {
    response = answer;
    exchange().answered(answer.status());
    Body body = answer.body();
    if (body instanceof Body.Stream stream) {
      writing = exchange().get(Writing.KEY);
      trailers = stream.trailers();
      lastWords = stream.lastWords();
      boundary =
          lastWords == null && exchange().protocol().framed() && answer.status() == 200
              ? new GrpcBoundary()
              : null;
      Pump started = new Pump(stream.source(), this, pass);
      pump = started;
      started.start();
    } else if (body instanceof Body.Whole whole) {
      trailers = whole::trailers;
      if (headOnly()) {
        answer.headers().set(HttpHeaders.CONTENT_LENGTH, length(whole));
        end(null);
      } else {
        pass(whole.buffer());
        end(whole.buffer());
      }
    } else if (body instanceof Body.Tunnel tunnel) {
      tunnelled = true;
      new Tunnel(in, exchange(), pass, tunnel).start(answer.headers());
    } else {
      end(null);
    }
  }

  private boolean headOnly() {
    return in.method() == HttpMethod.HEAD;
  }

  private static String length(Body.Whole whole) {
    return Integer.toString(whole.buffer().length());
  }

  // The body

  @Override
  public WriteStream<Buffer> stream() {
    return out;
  }

  @Override
  public void pass(Buffer content) {
    exchange().sent(content.length());
    if (boundary != null) {
      boundary.advance(content);
    }
  }

  @Override
  public void head() {
    Response answer = prepared();
    if (!answer.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
      if (in.version() == HttpVersion.HTTP_1_0) {
        return; // such a body ends with its connection, and its head leaves with its beginning
      }
      out.setChunked(true);
    }
    out.writeHead();
  }

  @Override
  public void wrote(Future<Void> write) {
    if (writing != null) {
      writing.began(write);
    }
  }

  @Override
  public void full() {
    waitForClient();
  }

  @Override
  public void drained() {
    cancel();
  }

  @Override
  public void end(@Nullable Buffer last) {
    MultiMap tail = trailers.get();
    MultiMap told = completed(tail);
    if (!headWritten) {
      prepared();
      if (!told.isEmpty()) {
        out.setChunked(true);
      }
    }
    if (!told.isEmpty()) {
      Http2Fields.copy(told, out.trailers());
    }
    finish(last != null ? out.end(last) : out.end());
    exchange().complete();
  }

  /** Notes the gRPC status; a gRPC call that ends without one has broken, and must look so. */
  private MultiMap completed(MultiMap tail) {
    Exchange current = exchange();
    if (!current.grpc()) {
      return tail;
    }
    String code = tail.get(GrpcStatus.STATUS);
    if (code == null) {
      Response answer = response;
      code = answer == null ? null : answer.headers().get(GrpcStatus.STATUS);
    }
    if (code != null) {
      current.answered(GrpcCode.parse(code));
      return tail;
    }
    current.answered(GrpcCode.INTERNAL);
    MultiMap broken = HttpHeaders.headers().addAll(tail);
    GrpcStatus.write(
        broken, GrpcCode.INTERNAL, "The upstream ended the call without a status.", List.of());
    return broken;
  }

  @Override
  public void broken(Throwable cause) {
    exchange().fail(Failure.from(cause));
  }

  private Response prepared() {
    Response answer = response;
    if (answer == null) {
      throw new IllegalStateException("There is no answer to write.");
    }
    out.setStatusCode(answer.status());
    Http2Fields.copy(answer.headers(), out.headers());
    Http2Fields.set(out.headers(), REQUEST_ID, exchange().id());
    if (!http2 && bodyUnread()) {
      out.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    headWritten = true;
    return answer;
  }

  // The end

  /** The exchange has ended. When it failed, the client is told, or at least sees it. */
  @Override
  public void ended(@Nullable Failure failure) {
    Pump running = pump;
    Buffer held = running == null ? null : running.stop();
    if (failure == null || ended) {
      return;
    }
    if (tunnelled) {
      exchange().answered(failure.reason().http()); // the tunnel tells the client
    } else if (failure.reason() == Reason.CANCELLED) {
      exchange().answered(failure.reason().http());
      reset(CANCEL);
    } else if (!headWritten) {
      refuse(failure);
    } else if (boundary != null
        && boundary.reached()
        && failure.reason().party() != Reason.Party.UPSTREAM) {
      conclude(failure, held);
    } else if (!conclude(failure, lastWords, held)) {
      if (boundary != null) {
        exchange().answered(failure.reason().grpc());
      }
      reset(code(failure));
    }
  }

  /** Says within the content why it ends, where that can be said; gives back whether it could. */
  private boolean conclude(
      Failure failure, @Nullable Function<Failure, Buffer> words, @Nullable Buffer held) {
    Buffer last = words == null ? null : words.apply(failure);
    if (last == null || last.length() == 0) {
      return false;
    }
    Buffer all = held == null ? Buffer.buffer() : held.copy();
    finish(out.end(all.appendBuffer(last)));
    return true;
  }

  /** Between two messages of a stream of frames the client can still be told why it ends. */
  private void conclude(Failure failure, @Nullable Buffer held) {
    exchange().answered(failure.reason().grpc());
    if (exchange().grpc()) {
      GrpcStatus.write(out.trailers(), failure.reason().grpc(), failure.text(), failure.details());
      finish(held != null ? out.end(held) : out.end());
    } else if (ErrorWriter.answer(exchange(), failure).body() instanceof Body.Whole words) {
      conclude(failure, told -> words.buffer(), held);
    }
  }

  private void refuse(Failure failure) {
    Response answer = ErrorWriter.answer(exchange(), failure);
    response = answer;
    exchange().answered(answer.status());
    if (exchange().grpc()) {
      exchange().answered(failure.reason().grpc());
    }
    if (answer.body() instanceof Body.Whole whole && headOnly()) {
      answer.headers().set(HttpHeaders.CONTENT_LENGTH, length(whole));
    }
    prepared();
    if (answer.body() instanceof Body.Whole whole && !headOnly()) {
      exchange().sent(whole.buffer().length());
      finish(out.end(whole.buffer()));
    } else {
      finish(out.end());
    }
  }

  private boolean bodyUnread() {
    RequestStream body = requestBody;
    return body != null && !body.ended();
  }

  /** What is written must also be taken; what the client still sends is no longer wanted. */
  private void finish(Future<Void> written) {
    ended = true;
    if (bodyUnread()) {
      abandonRequest(written);
    }
    if (!written.isComplete()) {
      waitForClient();
      written.onComplete(done -> cancel());
    }
  }

  /**
   * HTTP/2: the stream is reset without error when the answer is whole (RFC 9113, section 8.1).
   * HTTP/1.1: the connection cannot be used again.
   */
  private void abandonRequest(Future<Void> written) {
    if (http2) {
      written.onSuccess(nothing -> pass.atEnd(() -> out.reset(NO_ERROR)));
    } else {
      new Remainder(in).drop(exchange().wheel());
    }
  }

  private void reset(long code) {
    ended = true;
    cancel();
    out.reset(code);
  }

  /**
   * An upstream's own reset code is passed on where gRPC gives it a meaning of its own; any other
   * would blame the client, or tell it that all is well, or that nothing was processed.
   */
  private static long code(Failure failure) {
    if (failure.reason() == Reason.DEADLINE || failure.reason() == Reason.DRAINING) {
      return CANCEL;
    }
    return failure.getCause() instanceof StreamResetException reset
            && (reset.getCode() == CANCEL
                || reset.getCode() == ENHANCE_YOUR_CALM
                || reset.getCode() == INADEQUATE_SECURITY)
        ? reset.getCode()
        : INTERNAL_ERROR;
  }

  // A client that does not read

  private void waitForClient() {
    Wheel wheel = exchange().wheel();
    wheel.arm(this, wheel.now() + stallNanos);
  }

  @Override
  protected void expire() {
    Exchange current = exchange();
    if (!current.fail(Failure.of(Reason.CANCELLED, "The client does not read its answer."))) {
      if (http2) {
        out.reset(CANCEL);
      } else {
        in.connection().close();
      }
    }
  }
}
