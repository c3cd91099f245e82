package dev.drover.upstream;

import dev.drover.config.ConfigReader;
import dev.drover.config.Expansion;
import dev.drover.config.Vocabulary;
import dev.drover.exchange.Pass;
import dev.drover.exchange.Wheel;
import dev.drover.limit.Peers;
import dev.drover.schema.Schemas;
import dev.drover.telemetry.Telemetry;
import dev.drover.testing.Futures;
import dev.drover.testing.Http2Calls;
import dev.drover.upstream.discovery.StaticEndpoints;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;

/** A gRPC upstream with an event loop of its own. */
final class TestUpstream implements AutoCloseable {
  private static final long TICK_MILLIS = 5;
  private static final StaticEndpoints.Factory LISTED = new StaticEndpoints.Factory();

  final Vertx vertx = Vertx.vertx();
  final Telemetry telemetry = new Telemetry();
  final Wheel wheel;
  final Upstream upstream;
  private final Context context = vertx.getOrCreateContext();
  private final Rosters rosters = new Rosters(vertx, Map.of(LISTED.name(), LISTED), telemetry);

  /** One of an endpoint on that port of 127.0.0.1. */
  TestUpstream(int port) {
    wheel = new Wheel(System::nanoTime, TICK_MILLIS * 1_000_000, 256, when -> {});
    Pass pass = new Pass(task -> context.runOnContext(nothing -> task.run()));
    upstream =
        await(
            () -> {
              vertx.setPeriodic(TICK_MILLIS, tick -> wheel.advance());
              return Future.succeededFuture(
                  new HttpUpstreamFactory.Grpc()
                      .create(
                          "origin",
                          config(port),
                          new UpstreamFactory.Loop(
                              vertx,
                              wheel,
                              pass,
                              telemetry.loop(),
                              rosters,
                              Peers.NONE,
                              new Schemas(Map.of()),
                              name -> {
                                throw new IllegalStateException(name);
                              })));
            });
    await(upstream::ready);
  }

  private static HttpUpstreamConfig config(int port) {
    return new ConfigReader(
            new Vocabulary(Map.of("resolvers", Map.of(LISTED.name(), LISTED.config()))),
            Expansion.none())
        .read(HttpUpstreamConfig.class, "{\"endpoints\": [\"127.0.0.1:" + port + "\"]}", "test")
        .config();
  }

  /** Calls a method on the event loop and waits for its answer; a failure is thrown as it is. */
  byte[] call(String path, byte[] message, Duration timeout) {
    return await(() -> new UpstreamCalls(upstream, wheel, 1 << 20).call(path, message, timeout));
  }

  /** Runs something on the event loop and waits for what it gives; a failure is thrown as it is. */
  <T> T await(Callable<Future<T>> action) {
    return Futures.on(context, action);
  }

  @Override
  public void close() {
    await(upstream::close);
    Http2Calls.await(rosters.close());
    Http2Calls.await(vertx.close());
  }
}
