package dev.drover.testing;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/**
 * The way from one node to an origin: 127.0.0.2 for a port of 127.0.0.1, until it is cut. After that
 * connections are refused, and those that were open are closed.
 */
public final class Relay implements AutoCloseable {
  /** Where it listens. */
  public static final String HOST = "127.0.0.2";

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final NetClient client = vertx.createNetClient();
  private final NetServer server = vertx.createNetServer();

  private Relay(int port) {
    server.connectHandler(socket -> join(socket, port));
    Http2Calls.await(server.listen(port, HOST));
  }

  /** One to that port, on the same port. */
  public static Relay to(int port) {
    return new Relay(port);
  }

  private void join(NetSocket socket, int port) {
    socket.pause();
    client
        .connect(port, "127.0.0.1")
        .onSuccess(
            origin -> {
              origin.pipeTo(socket);
              socket.pipeTo(origin);
            })
        .onFailure(refused -> socket.close());
  }

  /** From now on nothing comes through. */
  public void cut() {
    Http2Calls.await(server.close());
  }

  @Override
  public void close() {
    Http2Calls.await(vertx.close());
  }
}
