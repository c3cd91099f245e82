package dev.drover.upstream;

import dev.drover.codec.GrpcStatus;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Pump;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpResponseHead;
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
  private final Outbound outbound;
  private final Endpoint endpoint;
  private final boolean again;
  private final boolean http2;
  private @Nullable Connection connection;
  private @Nullable HttpClientStream stream;
  private @Nullable Outgoing outgoing;
  private @Nullable Pump pump;
  private @Nullable HttpResponseHead answer;
  private @Nullable Incoming incoming;
  private long began;

  /** What broke the request's body, and so the stream. */
  private @Nullable Throwable breach;

  private boolean opened;
  private boolean requestSent;
  private boolean responseRead;
  private boolean over;

  /**
   * @param again whether a server has refused the request before
   */
  Attempt(Call call, Endpoint endpoint, boolean again) {
    this.call = call;
    this.exchange = call.exchange();
    this.outbound = call.outbound();
    this.endpoint = endpoint;
    this.again = again;
    this.http2 = call.upstream().version() == HttpVersion.HTTP_2;
  }

  void start() {
    exchange.attempt(endpoint.address());
    began = exchange.wheel().now();
    endpoint.pool().take(this, again);
  }

  @Override
  public void ready(Connection taken) {
    if (over) {
      endpoint.pool().give(taken);
      return;
    }
    connection = taken;
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
      call.upstream().refresh();
      call.notConnected(endpoint, failure);
    } else {
      call.failed(failure);
    }
  }

  @Override
  public void moved() {
    if (!over) {
      over = true;
      call.elsewhere(endpoint);
    }
  }

  /** The pass in which the connection was found has ended: what has come of the body is here. */
  @Override
  public void run() {
    Connection taken = connection;
    if (!over && taken != null) {
      taken.stream(call.upstream().context()).onComplete(this::begin);
    }
  }

  private void begin(AsyncResult<HttpClientStream> created) {
    if (over) {
      return;
    }
    if (created.failed()) {
      lost(created.cause());
      return;
    }
    HttpClientStream fresh = created.result();
    stream = fresh;
    fresh.headHandler(this::head);
    fresh.exceptionHandler(this::lost);
    fresh.continueHandler(nothing -> exchange.interim(100, Body.NO_TRAILERS));
    fresh.earlyHintsHandler(hints -> exchange.interim(103, hints));
    Head head = outbound.head();
    String authority =
        head.authority().isEmpty() || call.upstream().namesEndpoint()
            ? endpoint.authority()
            : head.authority();
    Outgoing request = new Outgoing(fresh, head.method(), head.target(), authority, head.headers());
    outgoing = request;
    send(request, head.headers());
    opened = true;
  }

  private void send(Outgoing request, MultiMap headers) {
    Body body = outbound.body();
    Replay replay = call.replay();
    if (!http2 && headers.contains(HttpHeaders.UPGRADE)) {
      requestSent = true;
      request.sendUpgrade();
    } else if (replay != null) {
      Pump started = new Pump(replay, this, call.upstream().pass());
      pump = started;
      started.start();
      started.run(); // this is the end of a pass already
    } else {
      requestSent = true;
      if (body instanceof Body.Whole whole) {
        request.end(whole.buffer());
      } else {
        request.end();
      }
    }
  }

  // The request's body

  private Outgoing outgoing() {
    Outgoing request = outgoing;
    if (request == null) {
      throw new IllegalStateException("The request has not begun.");
    }
    return request;
  }

  @Override
  public WriteStream<Buffer> stream() {
    return outgoing();
  }

  @Override
  public void pass(Buffer content) {}

  @Override
  public void head() {
    outgoing().sendHead();
  }

  @Override
  public void end(@Nullable Buffer last) {
    requestSent = true;
    if (last != null) {
      outgoing().end(last);
    } else {
      outgoing().end();
    }
    finishIfDone();
  }

  // The response

  private void head(HttpResponseHead head) {
    HttpClientStream read = stream;
    Connection used = connection;
    if (over || read == null || used == null) {
      return;
    }
    answer = head;
    endpoint.works();
    if (!http2 && closes(head)) {
      used.retire();
    }
    Incoming body = new Incoming(read, this::responseRead);
    incoming = body;
    call.answered(
        new Response(
            head.statusCode,
            head.headers,
            head.statusCode == SWITCHING_PROTOCOLS
                ? new Body.Tunnel(body, outgoing())
                : new Body.Stream(body, body::trailers)));
  }

  private static boolean closes(HttpResponseHead head) {
    return head.headers.contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)
        || head.version == HttpVersion.HTTP_1_0;
  }

  private void responseRead() {
    responseRead = true;
    HttpResponseHead head = answer;
    Incoming body = incoming;
    if (head != null && body != null) {
      count(head, body.trailers());
    }
    finishIfDone();
  }

  private void finishIfDone() {
    if (requestSent && responseRead && !over) {
      over = true;
      giveBack();
    }
  }

  private void count(HttpResponseHead head, MultiMap trailers) {
    long nanos = exchange.wheel().now() - began;
    if (!outbound.grpc()) {
      endpoint.telemetry().answered(nanos, head.statusCode);
      return;
    }
    String code = trailers.get(GrpcStatus.STATUS);
    if (code == null) {
      code = head.headers.get(GrpcStatus.STATUS);
    }
    endpoint
        .telemetry()
        .answered(
            nanos,
            outbound.method(),
            code != null ? GrpcCode.parse(code) : GrpcCode.fromHttpStatus(head.statusCode));
  }

  private void count(Reason reason) {
    long nanos = exchange.wheel().now() - began;
    if (outbound.grpc()) {
      endpoint.telemetry().failed(nanos, outbound.method(), reason);
    } else {
      endpoint.telemetry().failed(nanos, reason);
    }
  }

  // Ends before the end

  /** The request's body broke off: the server is told, too. */
  @Override
  public void broken(Throwable cause) {
    if (!over) {
      breach = cause;
      reset();
      lost(cause);
    }
  }

  /**
   * The connection or the stream broke. No reset goes out: a server that never took the stream, and
   * said so with GOAWAY, may take a reset of it for an error and close the connection.
   */
  private void lost(Throwable sign) {
    if (over) {
      return;
    }
    over = true;
    Throwable cause = breach != null ? breach : sign;
    stopPump();
    Incoming body = incoming;
    boolean unprocessed = body == null && unprocessed(cause);
    Failure failure = failure(cause, body != null);
    if (!responseRead) {
      count(failure.reason());
    }
    giveBack();
    if (body != null) {
      body.broke(failure);
    } else if (unprocessed) {
      call.refused(failure);
    } else {
      call.failed(failure);
    }
  }

  private Failure failure(Throwable cause, boolean answered) {
    if (cause instanceof Failure failure) {
      return failure;
    }
    if (exchange.remaining() == 0) { // the server knows the deadline, too, and was quicker
      return Failure.of(Reason.DEADLINE, "The deadline of this request has passed.", cause);
    }
    Failure failure =
        answered
            ? Failure.of(Reason.RESET_AFTER_HEADERS, "The upstream broke off its answer.", cause)
            : Failure.of(
                Reason.RESET_BEFORE_HEADERS, "The upstream broke off before it answered.", cause);
    return failure.note(endpoint.address() + ": " + cause.getMessage());
  }

  /** Whether the server cannot have begun to work on the request. */
  private boolean unprocessed(Throwable cause) {
    HttpClientStream used = stream;
    if (used == null || !opened) {
      return true; // the connection did not take it
    }
    if (cause instanceof StreamResetException reset) {
      return reset.getCode() == REFUSED_STREAM;
    }
    Connection taken = connection;
    if (taken == null || !(cause instanceof HttpClosedException)) {
      return false;
    }
    return http2
        ? taken.refuses(used.id())
        : taken.reused() && Idempotence.of(outbound.head().method());
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
    HttpClientStream used = stream;
    if (used != null && !(requestSent && responseRead)) {
      used.reset(new StreamResetException(CANCEL));
    }
  }

  private void giveBack() {
    Connection taken = connection;
    connection = null;
    if (taken != null) {
      if (!http2 && !(requestSent && responseRead)) {
        taken.retire(); // it is closed in the middle of a message
      }
      endpoint.pool().give(taken);
    }
  }
}
