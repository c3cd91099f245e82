package dev.drover.server;

import dev.drover.exchange.Wheel;
import dev.drover.upstream.FlushConsolidation;
import io.netty.channel.Channel;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketImpl;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The connections of one listener on one event loop. Confined to that loop. */
public final class Connections {
  private final GuardLimits limits;
  private final Wheel wheel;
  private final Consumer<Refusal> refusals;
  private final Set<ConnectionGuard> guards = new HashSet<>();

  /**
   * @param wheel the timers of the event loop on which the listener listens
   * @param refusals told of each connection that a guard closes
   */
  public Connections(GuardLimits limits, Wheel wheel, Consumer<Refusal> refusals) {
    this.limits = limits;
    this.wheel = wheel;
    this.refusals = refusals;
  }

  /** How many are open. */
  public int size() {
    return guards.size();
  }

  /** Lets {@code http} set up a new connection and guards it, or closes it. */
  void accept(NetSocket socket, HttpServerOptions options, Handler<NetSocket> http) {
    Channel channel = ((NetSocketImpl) socket).channel();
    if (guards.size() >= limits.connections()) {
      refusals.accept(Refusal.CONNECTIONS);
      channel.close();
      return;
    }
    ConnectionGuard guard = new ConnectionGuard(channel, limits, wheel, refusals);
    guards.add(guard);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              guards.remove(guard);
              guard.closed();
            });
    http.handle(socket);
    FlushConsolidation.install(channel);
    guard.install(options);
  }

  /** Closes those on which nothing has been asked yet; Vert.x would wait for them. */
  void closeUnused() {
    List.copyOf(guards).forEach(ConnectionGuard::closeIfUnused);
  }
}
