package dev.drover.server;

import dev.drover.config.LimitsConfig;
import dev.drover.config.ListenerConfig;
import dev.drover.config.Size;
import dev.drover.exchange.InFlight;
import dev.drover.exchange.Pass;
import dev.drover.exchange.Wheel;
import dev.drover.limit.Overload;
import dev.drover.route.Router;
import dev.drover.telemetry.LoopTelemetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One event loop's share of an address that clients connect to. Confined to that loop. */
public final class Listener {
  /**
   * What a listener has of its event loop.
   *
   * @param overload whether the event loop has more to do than it can
   * @param router the routes that are in force
   */
  public record Loop(
      Vertx vertx,
      Wheel wheel,
      Pass pass,
      InFlight inFlight,
      LoopTelemetry telemetry,
      Overload overload,
      Supplier<Router> router) {}

  private final Loop loop;
  private final ListenerConfig config;
  private final int id;
  private final int shares;
  private @Nullable HttpServer server;
  private @Nullable Connections connections;
  private @Nullable TlsReload reload;

  /**
   * @param id the same for all its shares, and different from that of any other listener
   * @param shares how many event loops share it
   */
  public Listener(ListenerConfig config, int id, int shares, Loop loop) {
    this.config = config;
    this.id = id;
    this.shares = shares;
    this.loop = loop;
  }

  /** Begins to listen; fails with what is in the way. */
  public Future<Void> start() {
    return blocking(this::prepare).compose(this::listen);
  }

  /** Off the event loop: certificates are read, what is left of an earlier socket is removed. */
  private Optional<Tls> prepare() throws Exception {
    if (config.unix().isPresent()) {
      UnixSocket.removeStale(Path.of(config.unix().get()));
    }
    return config.tls().isPresent() ? Optional.of(Tls.load(config.tls().get())) : Optional.empty();
  }

  private Future<Void> listen(Optional<Tls> tls) {
    LimitsConfig limits = config.limits();
    HttpServerOptions options = ListenerOptions.of(config, tls);
    Connections opened =
        new Connections(
            GuardLimits.of(limits, shares),
            loop.wheel(),
            why -> loop.telemetry().closed(why.name()));
    Reception reception =
        new Reception(
            new Intake(HeaderRules.of(limits), config.trustedProxies(), tls.isPresent()),
            new RequestId(System::currentTimeMillis, ThreadLocalRandom.current().nextLong()),
            loop,
            limits.stallTimeout().toNanos(),
            limits.bodyBytes().map(Size::bytes).orElse(Long.MAX_VALUE));
    HttpServer created =
        GuardedServer.create(loop.vertx(), options, opened)
            .connectionHandler(one -> ConnectionGuard.of(one).recognised(one))
            .invalidRequestHandler(new InvalidRequests())
            .requestHandler(reception::accept);
    server = created;
    connections = opened;
    return created
        .listen(address())
        .recover(cause -> Future.failedFuture(inTheWay(cause)))
        .onSuccess(
            listening ->
                tls.ifPresent(
                    loaded -> {
                      TlsReload watch =
                          new TlsReload(
                              loop.vertx(), listening, options, config.tls().orElseThrow(), loaded);
                      reload = watch;
                      watch.start();
                    }))
        .mapEmpty();
  }

  private IOException inTheWay(Throwable cause) {
    String where =
        config.unix().orElseGet(() -> config.host().orElse("0.0.0.0") + ":" + config.port());
    return new IOException("cannot listen on " + where + ": " + cause.getMessage(), cause);
  }

  /** A free port is one port for all shares; Vert.x has negative numbers for that. */
  private SocketAddress address() {
    SocketAddress address = ListenerOptions.address(config);
    return address.isInetSocket() && address.port() == 0
        ? SocketAddress.sharedRandomPort(id, address.host())
        : address;
  }

  /** The port it listens on; 0 for a Unix domain socket, and before it listens. */
  public int port() {
    HttpServer listening = server;
    return listening == null || config.unix().isPresent() ? 0 : listening.actualPort();
  }

  /**
   * Takes no new connections, tells those of HTTP/2 to go away, and waits for what is under way.
   *
   * @param grace how long at most; then connections are closed
   */
  public Future<Void> stop(Duration grace) {
    HttpServer listening = server;
    TlsReload watch = reload;
    if (watch != null) {
      watch.stop();
    }
    if (listening == null) {
      return Future.succeededFuture();
    }
    Connections open = connections;
    if (open != null) {
      open.closeUnused();
    }
    return listening
        .shutdown(grace.toMillis(), TimeUnit.MILLISECONDS)
        .eventually(() -> blocking(this::removeSocket));
  }

  private Optional<Tls> removeSocket() throws IOException {
    if (config.unix().isPresent()) {
      UnixSocket.remove(Path.of(config.unix().get()));
    }
    return Optional.empty();
  }

  private <T> Future<T> blocking(Callable<T> work) {
    return loop.vertx().executeBlocking(work, false);
  }
}
