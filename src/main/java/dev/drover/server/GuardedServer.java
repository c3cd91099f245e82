package dev.drover.server;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetServerImpl;
import io.vertx.core.net.impl.NetServerInternal;

/**
 * An HTTP server whose connections are guarded from their first byte.
 *
 * <p>{@link HttpServer#connectionHandler} would be too late: on a clear-text port Vert.x calls it
 * when the first request head is complete, which a slow client never lets happen and in which a
 * folded header can no longer be told from another. So this is the ordinary server of Vert.x on top
 * of its ordinary TCP server, with a look at each socket between the two. It is the one place that
 * knows Vert.x from the inside; {@code GuardedHttp1Test} and {@code GuardedHttp2Test} tell when
 * another version differs.
 */
public final class GuardedServer {
  private GuardedServer() {}

  /**
   * A server that does not listen yet. Listen on the event loop that {@code connections} belongs
   * to.
   */
  public static HttpServer create(Vertx vertx, HttpServerOptions options, Connections connections) {
    VertxInternal owner = (VertxInternal) vertx;
    return new HttpServerImpl(
        new VertxWrapper(owner) {
          @Override
          public NetServerInternal createNetServer(NetServerOptions tcp) {
            return new GuardedTcp(owner, tcp, options, connections);
          }
        },
        options);
  }

  private static final class GuardedTcp extends NetServerImpl {
    private final HttpServerOptions options;
    private final Connections connections;

    GuardedTcp(
        VertxInternal vertx,
        NetServerOptions tcp,
        HttpServerOptions options,
        Connections connections) {
      super(vertx, tcp);
      this.options = options;
      this.connections = connections;
    }

    @Override
    public synchronized NetServerInternal connectHandler(Handler<NetSocket> http) {
      return super.connectHandler(socket -> connections.accept(socket, options, http));
    }
  }
}
