package dev.drover.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;

/**
 * One system call per connection and event-loop pass instead of one per frame: on small gRPC calls
 * a relay costs a third of what it costs without (docs/performance.md). Whatever is written is
 * flushed when the pass ends: Vert.x flushes the head of an answer with its content only, which may
 * have to wait for the client.
 */
public final class FlushConsolidation extends FlushConsolidationHandler {
  /**
   * Writes and flushes between two system calls; reached only when one pass handles more frames.
   */
  private static final int MOST = 4096;

  private static final String NAME = "flushes";

  private FlushConsolidation() {
    super(MOST, true);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
      throws Exception {
    ctx.write(message, promise);
    flush(ctx);
  }

  /**
   * Puts it nearest to the socket, or to TLS, which makes one record of what is flushed at once;
   * once is enough. On the channel's event loop, after the handshake.
   */
  public static void install(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(FlushConsolidation.class) == null) {
      ChannelHandlerContext tls = pipeline.context(SslHandler.class);
      if (tls == null) {
        pipeline.addFirst(NAME, new FlushConsolidation());
      } else {
        pipeline.addAfter(tls.name(), NAME, new FlushConsolidation());
      }
    }
  }
}
