package dev.drover.upstream;

import dev.drover.codec.CallStatus;
import dev.drover.codec.ContentCoding;
import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.GrpcFrame;
import dev.drover.codec.GrpcHead;
import dev.drover.codec.GrpcStatus;
import dev.drover.codec.GrpcTimeout;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own calls to an upstream, by the way that the requests of clients take: the same
 * TLS, pools, turns of endpoints, transparent retries and metrics of upstreams. No listener, access
 * log or list of exchanges sees them.
 *
 * <p>Confined to the event loop of its upstream: {@link #call} must be called there, and its future
 * completes there.
 */
public final class UpstreamCalls implements UnaryCalls {

  private final Upstream upstream;
  private final Wheel wheel;
  private final int most;

  /**
   * @param wheel the timers of the upstream's event loop
   * @param most how many bytes an answer may have
   */
  public UpstreamCalls(Upstream upstream, Wheel wheel, int most) {
    this.upstream = upstream;
    this.wheel = wheel;
    this.most = most;
  }

  @Override
  public Future<byte[]> call(String path, byte[] message, Duration timeout) {
    return begin(null, path, HttpHeaders.headers(), message, timeout).answer();
  }

  /**
   * The same on behalf of an exchange, whose end does not end it.
   *
   * @param waiting the exchange, or null
   * @param metadata what goes with it, in place
   */
  public Errand<byte[]> begin(
      @Nullable Exchange waiting,
      String path,
      MultiMap metadata,
      byte[] message,
      Duration timeout) {
    MultiMap headers =
        metadata
            .set(HttpHeaders.CONTENT_TYPE, "application/grpc")
            .set("te", "trailers")
            .set(HttpHeaders.USER_AGENT, "drover")
            .set(GrpcDeframer.ACCEPTED, ContentCoding.ALL)
            .set(GrpcHead.TIMEOUT, GrpcTimeout.format(timeout.toNanos()));
    Request request =
        new Request(
            new Head(HttpMethod.POST, "", path, headers),
            path,
            null,
            Request.Version.HTTP_2,
            "http",
            Body.of(GrpcFrame.of(message)),
            new Request.Peer("", 0),
            "");
    Promise<byte[]> promise = Promise.promise();
    Exchange exchange =
        Errand.exchange(
            waiting,
            request,
            wheel,
            path.substring(1),
            timeout,
            failure -> promise.tryFail(ended(failure, timeout)));
    Answer answer = new Answer(exchange, promise);
    upstream
        .send(exchange, Outbound.of(exchange))
        .onSuccess(answer::begin)
        .onFailure(cause -> exchange.fail(Failure.from(cause)));
    return new Errand<>(promise.future(), exchange::fail);
  }

  private static CallFailed ended(Failure failure, Duration timeout) {
    String text =
        failure.reason() == Reason.DEADLINE
            ? "no answer has come within " + timeout.toMillis() + " ms."
            : failure.text() + (failure.note().isEmpty() ? "" : " (" + failure.note() + ")");
    return new CallFailed(failure.reason().grpc(), text, failure);
  }

  /** Reads one answer to its end. */
  private final class Answer {
    private final Exchange exchange;
    private final Promise<byte[]> promise;
    private GrpcDeframer deframer = GrpcDeframer.ofAnswer(Body.NO_TRAILERS, most);
    private MultiMap headers = Body.NO_TRAILERS;
    private byte @Nullable [] message;

    Answer(Exchange exchange, Promise<byte[]> promise) {
      this.exchange = exchange;
      this.promise = promise;
    }

    void begin(Response response) {
      headers = response.headers();
      deframer = GrpcDeframer.ofAnswer(headers, most);
      if (response.status() != 200 || !Request.isGrpc(headers.get(HttpHeaders.CONTENT_TYPE))) {
        refuse(
            GrpcCode.fromHttpStatus(response.status()),
            "the server answered with HTTP status " + response.status() + ", not with gRPC.");
      } else if (response.body() instanceof Body.Stream stream) {
        stream.source().exceptionHandler(cause -> exchange.fail(Failure.from(cause)));
        stream.source().handler(this::content);
        stream.source().endHandler(nothing -> end(stream.trailers().get()));
        stream.source().resume();
      } else if (response.body() instanceof Body.Whole whole) {
        content(whole.buffer());
        end(whole.trailers());
      } else {
        end(Body.NO_TRAILERS);
      }
    }

    private void content(Buffer content) {
      if (exchange.ended()) {
        return;
      }
      try {
        deframer.feed(content, this::message);
      } catch (Failure failure) {
        promise.tryFail(new CallFailed(failure.reason().grpc(), failure.text(), failure));
        exchange.complete();
      }
    }

    private void message(byte[] bytes, int offset, int length) {
      if (message != null) {
        throw Failure.of(Reason.PROTOCOL, "The server answered with more than one message.");
      }
      message = Arrays.copyOfRange(bytes, offset, offset + length);
    }

    private void end(MultiMap trailers) {
      if (exchange.ended()) {
        return;
      }
      CallStatus status = CallStatus.in(trailers.contains(GrpcStatus.STATUS) ? trailers : headers);
      if (status == null) {
        refuse(GrpcCode.INTERNAL, "the server ended the call without a status.");
      } else if (!status.ok()) {
        String said = status.status().getMessage();
        String text = "the server answered " + status.code() + (said.isEmpty() ? "." : ": " + said);
        promise.tryFail(new CallFailed(status, text));
        exchange.complete();
      } else if (message == null || !deframer.empty()) {
        refuse(GrpcCode.INTERNAL, "the server answered without a whole message.");
      } else {
        promise.tryComplete(message);
        exchange.complete();
      }
    }

    /** What is left of the answer is not waited for. */
    private void refuse(GrpcCode code, String text) {
      promise.tryFail(new CallFailed(code, text));
      exchange.complete();
    }
  }
}
