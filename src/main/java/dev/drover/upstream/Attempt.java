package dev.drover.upstream;

import dev.drover.codec.GrpcStatus;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Pump;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.NetSocket;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/**
 * One try at one endpoint: waits for a connection, sends the request, hands on the answer, and
 * gives the connection back exactly once, whatever happens.
 */
final class Attempt implements Pool.Waiter, Pump.Sink, Runnable {
  private static final long CANCEL = 0x8;
  private static final long REFUSED_STREAM = 0x7;
  private static final int SWITCHING_PROTOCOLS = 101;

  private final Call call;
  private final Exchange exchange;
  private final Endpoint endpoint;
  private @Nullable Connection connection;
  private @Nullable HttpClientRequest request;
  private @Nullable Pump pump;
  private boolean requestSent;
  private boolean responseRead;
  private @Nullable HttpClientResponse response;
  private long began;
  private boolean over;

  Attempt(Call call, Endpoint endpoint) {
    this.call = call;
    this.exchange = call.exchange();
    this.endpoint = endpoint;
  }

  void start() {
    exchange.attempt(endpoint.address());
    began = exchange.wheel().now();
    endpoint.pool().take(this);
  }

  @Override
  public void ready(Connection connection) {
    this.connection = connection;
    if (over) {
      endpoint.pool().give(connection);
      return;
    }
    call.upstream().pass().atEnd(this);
  }

  @Override
  public void refused(Failure failure) {
    if (over) {
      return;
    }
    over = true;
    count(failure.reason());
    if (failure.reason() == Reason.CONNECT_FAILED) {
      endpoint.fails();
      call.notConnected(endpoint, failure);
    } else {
      call.failed(failure);
    }
  }

  /** The pass in which the connection was found has ended: what has come of the body is here. */
  @Override
  public void run() {
    if (over || connection == null) {
      return;
    }
    if (!connection.usable()) {
      giveBack();
      call.refused(lost());
      return;
    }
    connection.request().onComplete(this::begin);
  }

  private static Failure lost() {
    return Failure.of(Reason.RESET_BEFORE_HEADERS, "The upstream closed its connection.");
  }

  private void begin(AsyncResult<HttpClientRequest> created) {
    if (over) {
      return;
    }
    if (created.failed()) {
      broken(created.cause());
      return;
    }
    HttpClientRequest out = created.result();
    request = out;
    Head head = exchange.head();
    out.setMethod(head.method()).setURI(head.target());
    if (call.upstream().config().host() == HttpUpstreamConfig.Host.CLIENT
        && !head.authority().isEmpty()) {
      out.authority(call.upstream().authority(head.authority()));
    } else {
      out.authority(endpoint.authority());
    }
    out.headers().addAll(head.headers());
    if (call.upstream().version() == HttpVersion.HTTP_2) {
      out.headers().remove(HttpHeaders.UPGRADE).remove(HttpHeaders.CONNECTION);
    }
    out.exceptionHandler(this::broken);
    out.response().onComplete(this::head);
    out.continueHandler(nothing -> exchange.interim(100, Body.NO_TRAILERS));
    out.earlyHintsHandler(hints -> exchange.interim(103, hints));
    send(out);
  }

  private void send(HttpClientRequest out) {
    Body body = exchange.request().body();
    Replay replay = call.replay();
    if (out.headers().contains(HttpHeaders.UPGRADE)) {
      out.connect();
      requestSent = true;
    } else if (replay != null) {
      Pump started = new Pump(replay, this, call.upstream().pass());
      pump = started;
      started.start();
      started.run(); // the head leaves in this pass, so that a request that began is on the wire
    } else if (body instanceof Body.Whole whole) {
      requestSent = true;
      out.end(whole.buffer());
    } else {
      requestSent = true;
      out.end();
    }
  }

  // The request's body

  @Override
  public WriteStream<Buffer> stream() {
    return sending();
  }

  private HttpClientRequest sending() {
    HttpClientRequest out = request;
    if (out == null) {
      throw new IllegalStateException("The request has not begun.");
    }
    return out;
  }

  @Override
  public void pass(Buffer content) {}

  @Override
  public void head() {
    HttpClientRequest out = sending();
    if (!out.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
      out.setChunked(true);
    }
    out.sendHead();
  }

  @Override
  public void end(@Nullable Buffer last) {
    requestSent = true;
    HttpClientRequest out = sending();
    if (last != null) {
      out.end(last);
    } else {
      out.end();
    }
    finishIfDone();
  }

  // The response

  private void head(AsyncResult<HttpClientResponse> result) {
    if (result.failed()) {
      broken(result.cause());
      return;
    }
    if (over) {
      return;
    }
    HttpClientResponse answer = result.result();
    answer.pause();
    answer.exceptionHandler(this::broken); // until there is a reader
    response = answer;
    endpoint.works();
    call.answered(new Response(answer.statusCode(), answer.headers(), body(answer)));
  }

  private Body body(HttpClientResponse answer) {
    if (answer.statusCode() == SWITCHING_PROTOCOLS) {
      NetSocket socket = answer.netSocket();
      socket.pause();
      return new Body.Tunnel(socket, socket);
    }
    return new Body.Stream(new ResponseStream(answer, this), answer::trailers);
  }

  /** The response has been read to its end. */
  void responseRead() {
    responseRead = true;
    HttpClientResponse answer = response;
    if (answer != null) {
      count(answer);
    }
    finishIfDone();
  }

  private void count(HttpClientResponse answer) {
    long nanos = exchange.wheel().now() - began;
    if (!exchange.request().grpc()) {
      endpoint.telemetry().answered(nanos, answer.statusCode());
      return;
    }
    String code = answer.headers().get(GrpcStatus.STATUS);
    if (code == null) {
      code = answer.trailers().get(GrpcStatus.STATUS);
    }
    endpoint
        .telemetry()
        .answered(
            nanos,
            exchange.method(),
            code != null ? GrpcCode.parse(code) : GrpcCode.fromHttpStatus(answer.statusCode()));
  }

  private void count(Reason reason) {
    long nanos = exchange.wheel().now() - began;
    if (exchange.request().grpc()) {
      endpoint.telemetry().failed(nanos, exchange.method(), reason);
    } else {
      endpoint.telemetry().failed(nanos, reason);
    }
  }

  private void finishIfDone() {
    if (requestSent && responseRead && !over) {
      over = true;
      giveBack();
    }
  }

  // Ends before the end

  /** The connection or the stream broke. */
  @Override
  public void broken(Throwable cause) {
    if (over) {
      return;
    }
    over = true;
    stopPump();
    Connection used = connection;
    boolean reused = used != null && used.reused();
    boolean answered = response != null;
    Failure failure = answered ? bodyFailure(cause) : failure(cause);
    boolean unprocessed = !answered && unprocessed(cause, reused);
    if (!responseRead) {
      count(failure.reason());
    }
    reset();
    giveBack();
    if (unprocessed) {
      call.refused(failure);
    } else if (!answered) {
      call.failed(failure);
    }
  }

  /** What a failure of the response's body means. */
  Failure bodyFailure(Throwable cause) {
    return Failure.of(Reason.RESET_AFTER_HEADERS, "The upstream broke off its answer.", cause)
        .note(endpoint.address() + ": " + cause.getMessage());
  }

  private Failure failure(Throwable cause) {
    if (cause instanceof Failure failure) {
      return failure;
    }
    return Failure.of(
            Reason.RESET_BEFORE_HEADERS, "The upstream broke off before it answered.", cause)
        .note(endpoint.address() + ": " + cause.getMessage());
  }

  private boolean unprocessed(Throwable cause, boolean reused) {
    if (cause instanceof StreamResetException reset) {
      return reset.getCode() == REFUSED_STREAM;
    }
    if (cause instanceof HttpClosedException closed && closed.goAway() != null) {
      GoAway goAway = closed.goAway();
      int stream = request == null ? -1 : request.streamId();
      return goAway != null && (stream < 0 || stream > goAway.getLastStreamId());
    }
    if (cause instanceof Http2Exception) {
      return request == null || request.streamId() < 0; // the stream was never opened
    }
    return cause instanceof HttpClosedException
        && reused
        && call.upstream().version() != HttpVersion.HTTP_2
        && Idempotence.of(exchange.head().method());
  }

  /** The exchange has ended: nothing of this attempt goes on. */
  void cancel() {
    if (over) {
      return;
    }
    over = true;
    if (!responseRead) {
      count(exchange.failure().map(Failure::reason).orElse(Reason.CANCELLED));
    }
    stopPump();
    if (connection == null) {
      endpoint.pool().forget(this);
    } else {
      reset();
      giveBack();
    }
  }

  private void stopPump() {
    Pump running = pump;
    if (running != null) {
      running.stop();
    }
  }

  private void reset() {
    HttpClientRequest out = request;
    if (out != null && !(requestSent && responseRead)) {
      out.reset(CANCEL);
    }
  }

  private void giveBack() {
    Connection taken = connection;
    connection = null;
    if (taken != null) {
      endpoint.pool().give(taken);
    }
  }
}
