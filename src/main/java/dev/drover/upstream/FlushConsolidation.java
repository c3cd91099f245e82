package dev.drover.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One system call per connection and event-loop pass instead of one per frame: on small gRPC calls
 * a relay costs a third of what it costs without (docs/performance.md).
 *
 * <p>Vert.x does not show the pipeline of an unpooled client connection; a private field is read to
 * reach it. Should a later Vert.x name it otherwise, connections work as before and only cost more,
 * and one warning says so.
 */
public final class FlushConsolidation {
  private static final Logger LOG = LoggerFactory.getLogger(FlushConsolidation.class);
  private static final @Nullable VarHandle ACTUAL = actual();

  /** Writes between two flushes at most; reached only when one pass handles more frames. */
  private static final int MOST = 1024;

  private FlushConsolidation() {}

  /** Puts it nearest to the socket of a connection to an upstream; on its event loop. */
  static void install(HttpClientConnection connection) {
    if (connection instanceof UnpooledHttpClientConnection && ACTUAL != null) {
      HttpClientConnectionInternal inner = (HttpClientConnectionInternal) ACTUAL.get(connection);
      install(inner.channelHandlerContext().channel());
    }
  }

  /** Puts it nearest to the socket, before TLS; once is enough. On the channel's event loop. */
  public static void install(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(FlushConsolidationHandler.class) == null) {
      pipeline.addFirst("flushes", new FlushConsolidationHandler(MOST, true));
    }
  }

  private static @Nullable VarHandle actual() {
    try {
      return MethodHandles.privateLookupIn(
              UnpooledHttpClientConnection.class, MethodHandles.lookup())
          .findVarHandle(
              UnpooledHttpClientConnection.class, "actual", HttpClientConnectionInternal.class);
    } catch (ReflectiveOperationException changed) {
      LOG.warn("Flushes to upstreams are not consolidated: this Vert.x hides their pipeline.");
      return null;
    }
  }
}
