package dev.drover.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.vertx.core.net.impl.VertxHandler;

/**
 * Brings content of HTTP/1.1 to the heap before Vert.x holds it. Vert.x copies it from pooled
 * memory when it passes it on; but what it keeps for a reader that has paused it is forgotten when
 * the connection closes, and would be lost to the pool. What is copied here is not copied there.
 */
@Sharable
public final class HeapContent extends ChannelInboundHandlerAdapter {
  private static final HeapContent ALL = new HeapContent();
  private static final String NAME = "heapContent";
  private static final String HANDLER = "handler";

  private HeapContent() {}

  /** Puts it before Vert.x's own handler; once is enough. On the channel's event loop. */
  public static void install(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(NAME) == null && pipeline.get(HANDLER) != null) {
      pipeline.addBefore(HANDLER, NAME, ALL);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpContent part) {
      ByteBuf pooled = part.content();
      ByteBuf heap = VertxHandler.safeBuffer(pooled);
      ctx.fireChannelRead(heap == pooled ? part : part.replace(heap));
    } else if (message instanceof ByteBuf pooled) {
      ctx.fireChannelRead(VertxHandler.safeBuffer(pooled));
    } else {
      ctx.fireChannelRead(message);
    }
  }
}
