package dev.drover.server;

import dev.drover.exchange.Wheel;
import dev.drover.testing.Eventually;
import dev.drover.testing.Futures;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A guarded server on a free port, with a handler of requests, for tests. */
final class TestListener implements AutoCloseable {
  static final GuardLimits SHORT =
      new GuardLimits(Duration.ofMillis(200), Duration.ofSeconds(30), 100, 1000, 1000);

  /** Answers at once, whatever the request. */
  static final Handler<HttpServerRequest> HELLO = request -> request.response().end("hello");

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final long TICK_MILLIS = 5;

  final Vertx vertx;
  final Context context;
  final List<Refusal> refusals = new CopyOnWriteArrayList<>();
  final AtomicInteger exchanges = new AtomicInteger();
  final HttpServer server;
  final Connections connections;
  final HttpServerOptions options;

  TestListener(GuardLimits limits, Handler<HttpServerRequest> handler) throws Exception {
    this(
        limits,
        ListenerOptions.of(Limits.DEFAULTS),
        SocketAddress.inetSocketAddress(0, "127.0.0.1"),
        handler);
  }

  TestListener(
      GuardLimits limits,
      HttpServerOptions options,
      SocketAddress address,
      Handler<HttpServerRequest> handler)
      throws Exception {
    this.vertx = Vertx.vertx();
    this.context = vertx.getOrCreateContext();
    this.options = options;
    Wheel wheel =
        new Wheel(System::nanoTime, TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS), 256, when -> {});
    this.connections = new Connections(limits, wheel, refusals::add);
    this.server =
        GuardedServer.create(vertx, options, connections)
            .requestHandler(request -> handle(request, handler))
            .invalidRequestHandler(new InvalidRequests())
            .connectionHandler(connection -> ConnectionGuard.of(connection).recognised(connection));
    onLoop(
        () -> {
          vertx.setPeriodic(TICK_MILLIS, tick -> wheel.advance());
          return server.listen(address);
        });
  }

  /** Runs something on the listener's event loop and waits for what it gives. */
  <T> T onLoop(Callable<Future<T>> action) throws Exception {
    return Futures.on(context, action);
  }

  private void handle(HttpServerRequest request, Handler<HttpServerRequest> handler) {
    ConnectionGuard guard = ConnectionGuard.of(request.connection());
    guard.exchangeStarted();
    exchanges.incrementAndGet();
    Promise<Void> end = Promise.promise();
    request.exceptionHandler(broken -> end.tryComplete());
    request.response().exceptionHandler(broken -> end.tryComplete());
    request.response().closeHandler(closed -> end.tryComplete());
    request.response().endHandler(ended -> end.tryComplete());
    end.future()
        .onComplete(
            ended -> {
              guard.exchangeEnded();
              exchanges.decrementAndGet();
            });
    handler.handle(request);
  }

  int port() {
    return server.actualPort();
  }

  int open() throws Exception {
    return onLoop(() -> Future.succeededFuture(connections.size()));
  }

  /** Waits, for a bounded time, until something is so. */
  static void until(BooleanSupplier condition) {
    Eventually.await(condition, WAIT, "It did not become so.");
  }

  /** Waits until that much time has passed. */
  static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    until(() -> System.nanoTime() >= end);
  }

  @Override
  public void close() throws Exception {
    Futures.await(vertx.close());
  }
}
