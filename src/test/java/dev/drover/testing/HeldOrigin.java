package dev.drover.testing;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP origin of both versions that makes thousands of requests wait at once, on one thread: for
 * a time, or until they are let go.
 */
public final class HeldOrigin implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  private final Queue<HttpServerRequest> held = new ArrayDeque<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger maxInFlight = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final Duration wait;
  private final HttpServer server;
  private boolean free;

  private HeldOrigin(Duration wait, int streams) {
    this.wait = wait;
    this.server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(streams)));
    server.connectionHandler(
        connection -> {
          connections.incrementAndGet();
          open.incrementAndGet();
          connection.closeHandler(closed -> open.decrementAndGet());
        });
    server.requestHandler(this::serve);
    Http2Calls.await(
        io.vertx.core.Future.future(
            done -> loop.runOnContext(nothing -> server.listen().onComplete(done))));
  }

  /** One that holds requests until {@link #release}, so many streams on a connection. */
  public static HeldOrigin holding(int streams) {
    return new HeldOrigin(Duration.ZERO, streams);
  }

  /** One that answers each request after that time. */
  public static HeldOrigin slow(Duration wait, int streams) {
    return new HeldOrigin(wait, streams);
  }

  private void serve(HttpServerRequest request) {
    requests.incrementAndGet();
    maxInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    request.exceptionHandler(gone -> {});
    if (!wait.isZero()) {
      vertx.setTimer(wait.toMillis(), id -> answer(request));
    } else if (free) {
      answer(request);
    } else {
      held.add(request);
    }
  }

  private void answer(HttpServerRequest request) {
    inFlight.decrementAndGet();
    if (!request.response().ended() && !request.response().closed()) {
      request.response().end("ok");
    }
  }

  /** Answers all that are held, and from now on everything at once. */
  public void release() {
    loop.runOnContext(
        nothing -> {
          free = true;
          releaseNext();
        });
  }

  /** One a task, so that thousands do not block the loop. */
  private void releaseNext() {
    HttpServerRequest next = held.poll();
    if (next != null) {
      answer(next);
      loop.runOnContext(nothing -> releaseNext());
    }
  }

  public int port() {
    return server.actualPort();
  }

  /** How many requests came so far. */
  public int requests() {
    return requests.get();
  }

  /** How many wait for their answer now. */
  public int inFlight() {
    return inFlight.get();
  }

  /** The largest number that waited at the same time. */
  public int maxInFlight() {
    return maxInFlight.get();
  }

  /** How many connections are open. */
  public int open() {
    return open.get();
  }

  /** How many connections were accepted. */
  public int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    Http2Calls.await(vertx.close());
  }
}
