package dev.drover.upstream;

import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Response;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpResponseHead;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One try at one endpoint: waits for a connection, sends the request, hands on the answer, and
 * gives the connection back exactly once, whatever happens. It ends for its {@link Call} as
 * answered, elsewhere, refused or failed.
 */
final class Attempt implements Pool.Waiter, Runnable {
  private static final long CANCEL = 0x8;
  private static final long REFUSED_STREAM = 0x7;
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int DROPPED_BYTES = 64 << 10;
  private static final long DROPPING_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Turn turn;
  private final Call call;
  private final Exchange exchange;
  private final Outbound outbound;
  private final Endpoint endpoint;
  private final Work work;
  private final boolean http2;
  private @Nullable Connection connection;
  private @Nullable HttpClientStream stream;
  private @Nullable Sending sending;
  private @Nullable HttpResponseHead answer;
  private @Nullable Incoming incoming;
  private Wheel.@Nullable Timer timer;

  /** What about the request broke the stream: its body, or a head that is too long. */
  private @Nullable Throwable breach;

  private boolean opened;
  private boolean requestSent;
  private boolean responseRead;
  private boolean over;

  Attempt(Turn turn, Call call, Endpoint endpoint, long now) {
    this.turn = turn;
    this.call = call;
    this.exchange = call.exchange();
    this.outbound = call.outbound();
    this.endpoint = endpoint;
    this.http2 = call.upstream().version() == HttpVersion.HTTP_2;
    this.work = new Work(call, endpoint, turn.again(), now);
  }

  private long now() {
    return exchange.wheel().now();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  // To a connection

  void start() {
    exchange.attempt(endpoint.address());
    if (turn.patience() > 0) {
      limit(turn.patience(), this::late);
    }
    endpoint.pool().take(this, turn.again());
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
  public void failed(Failure failure) {
    if (!over) {
      long now = now();
      end(now);
      work.unsent(failure.reason(), now);
      if (failure.reason() == Reason.CONNECT_FAILED) {
        endpoint.fails();
        call.upstream().unreachable();
      }
      call.elsewhere(turn, endpoint, failure);
    }
  }

  @Override
  public long since() {
    return work.began();
  }

  @Override
  public void moved() {
    if (!over) {
      long now = now();
      end(now);
      work.unsent(Reason.NO_ENDPOINT, now);
      call.elsewhere(turn, endpoint, null);
    }
  }

  // The request

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
    Head head = turn.head();
    work.inject(head.headers());
    String authority =
        head.authority().isEmpty() || call.upstream().namesEndpoint()
            ? endpoint.authority()
            : head.authority();
    Sending request = new Sending(this, fresh, head, authority, http2, call.upstream().pass());
    sending = request;
    request.start(turn.body(), turn.content());
    opened = true;
  }

  /** The request has been written in full. */
  void sent() {
    requestSent = true;
    if (responseRead) {
      finishIfDone(now());
    }
  }

  /** The request's body broke off: the server is told, too. */
  void broken(Throwable cause) {
    if (!over) {
      breach = cause;
      reset();
      lost(cause);
    }
  }

  // The response

  private void head(HttpResponseHead head) {
    HttpClientStream read = stream;
    Connection used = connection;
    Sending request = sending;
    if (over || read == null || used == null || request == null) {
      return;
    }
    calm();
    answer = head;
    work.head(now());
    if (!http2 && closes(head)) {
      used.retire();
    }
    Incoming content = new Incoming(read, this::responseRead);
    incoming = content;
    call.answered(
        turn,
        Answer.of(outbound.grpc(), head.statusCode, head.headers),
        new Response(
            head.statusCode,
            head.headers,
            head.statusCode == SWITCHING_PROTOCOLS
                ? new Body.Tunnel(content, request.outgoing())
                : new Body.Stream(content, content::trailers)));
  }

  private static long sent(@Nullable Sending request) {
    return request == null ? 0 : request.bytes();
  }

  private static boolean closes(HttpResponseHead head) {
    return head.headers.contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)
        || head.version == HttpVersion.HTTP_1_0;
  }

  private void responseRead() {
    responseRead = true;
    long now = now();
    HttpResponseHead head = answer;
    Incoming read = incoming;
    if (head != null && read != null && !over) {
      work.moved(sent(sending), read.bytes());
      work.answered(
          Answer.of(outbound.grpc(), head.statusCode, head.headers, read.trailers()), now);
    }
    finishIfDone(now);
  }

  private void finishIfDone(long now) {
    if (requestSent && responseRead && !over) {
      end(now);
      giveBack();
    }
  }

  /**
   * Its answer is not wanted. The rest of a short one is read, since a connection that can be used
   * again is worth more than that.
   */
  void discard() {
    Incoming rest = incoming;
    if (over || rest == null) {
      return;
    }
    if (requestSent) {
      limit(DROPPING_NANOS, () -> cancel(Reason.CANCELLED));
      rest.drop(DROPPED_BYTES, () -> cancel(Reason.CANCELLED));
    } else {
      cancel(Reason.CANCELLED);
    }
  }

  // Ends before the end

  /** The answer has not begun in time. */
  private void late() {
    Failure failure =
        Failure.of(Reason.DEADLINE, "The upstream did not answer in time.")
            .note(
                endpoint.address()
                    + " did not answer within "
                    + TimeUnit.NANOSECONDS.toMillis(turn.patience())
                    + " ms");
    if (!over) {
      long now = now();
      end(now);
      work.failed(Reason.DEADLINE, now);
      abandon();
      call.failed(turn, failure, RetryOn.Sign.TIMEOUT);
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
    long now = now();
    end(now);
    if (Broken.byItsHead(sign)) {
      breach = sign;
    }
    Throwable cause = breach != null ? breach : sign;
    Incoming read = incoming;
    boolean unprocessed = breach == null && read == null && unprocessed(cause);
    Failure failure = Broken.failure(cause, exchange, endpoint.address(), read != null);
    if (!responseRead) {
      if (breach != null || unprocessed) {
        work.unsent(failure.reason(), now);
      } else {
        work.failed(failure.reason(), now);
      }
    }
    giveBack();
    if (read != null) {
      read.broke(failure);
    } else if (unprocessed) {
      call.refused(turn, failure);
    } else {
      call.failed(turn, failure, breach == null ? RetryOn.Sign.RESET : null);
    }
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

  /** Nobody waits for it any longer: nothing of it goes on. */
  void cancel(Reason reason) {
    if (over) {
      return;
    }
    long now = now();
    end(now);
    HttpResponseHead head = responseRead ? null : answer;
    Answer told = head == null ? null : Answer.of(outbound.grpc(), head.statusCode, head.headers);
    if (told != null && told.ended()) { // all is said in the head, and nobody reads to the end
      work.answered(told, now);
    } else if (!responseRead) {
      work.left(reason, now);
    }
    abandon();
  }

  private void abandon() {
    if (connection != null) {
      reset();
      giveBack();
    } else {
      endpoint.pool().forget(this);
    }
  }

  private void end(long now) {
    over = true;
    calm();
    if (sending != null) {
      sending.stop();
    }
    turn.leave(now);
  }

  private void limit(long nanos, Runnable expired) {
    Wheel.Timer fresh = Wheel.Timer.of(expired);
    timer = fresh;
    exchange.wheel().arm(fresh, now() + nanos);
  }

  private void calm() {
    if (timer != null) {
      timer.cancel();
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
