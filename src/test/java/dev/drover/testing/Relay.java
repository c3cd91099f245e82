package dev.drover.testing;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way from one node to an origin: 127.0.0.2 for a port of 127.0.0.1, until it is cut. After
 * that connections are closed when anything is said on them.
 */
public final class Relay implements AutoCloseable {
  /** Where it listens. */
  public static final String HOST = "127.0.0.2";

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final NetClient client = vertx.createNetClient();
  private final NetServer server = vertx.createNetServer();
  private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  private Relay(int port) {
    server.connectHandler(socket -> join(socket, port));
    Http2Calls.await(server.listen(port, HOST));
  }

  /** One to that port, on the same port. */
  public static Relay to(int port) {
    return new Relay(port);
  }

  private void join(NetSocket socket, int port) {
    open.add(socket);
    socket.closeHandler(nothing -> open.remove(socket));
    if (cut) {
      socket.handler(said -> socket.close());
      return;
    }
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
    cut = true;
    open.forEach(NetSocket::close);
  }

  @Override
  public void close() {
    Http2Calls.await(vertx.close());
  }
}
