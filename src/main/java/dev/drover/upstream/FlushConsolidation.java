package dev.drover.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Writes to a socket once per pass of the event loop and not once per frame: about three times
 * cheaper for small gRPC calls. It stands nearest to the socket, before TLS.
 */
public final class FlushConsolidation {
  private static final String NAME = "flushes";
  private static final int FLUSHES = 1024;

  private FlushConsolidation() {}

  /** Installs it on a connection of a client or a server; once is enough. On its event loop. */
  public static void install(HttpConnection connection) {
    install(((ConnectionBase) connection).channel());
  }

  /** Installs it on a channel; once is enough. On its event loop. */
  public static void install(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(NAME) == null) {
      pipeline.addFirst(NAME, new FlushConsolidationHandler(FLUSHES, true));
    }
  }
}
