package dev.drover.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For HTTP/2: copies small buffers that are written between two flushes into one. A gRPC call is
 * some eight frames of 9 to 100 bytes, and each of them would be an entry of the channel's queue
 * and of the system call: copied, its buffer is free at once for the next (docs/performance.md).
 *
 * <p>Who wrote is told when the copy has left, or has failed to, as without it; nothing changes its
 * place. A copy is as long as those before it had to be, since many of them may wait for a peer
 * that does not read; the channel hears of at most {@value #MOST} bytes only when they are flushed.
 * Confined to the channel's event loop; one for each channel.
 */
public final class WriteCoalescing extends ChannelOutboundHandlerAdapter {
  /** Longer ones are cheaper left as they are. */
  static final int SMALL = 1024;

  static final int LEAST = 256;
  static final int MOST = 4096;

  private @Nullable ByteBuf copy;
  private int length = LEAST;
  private List<ChannelPromise> writers = new ArrayList<>();

  private WriteCoalescing() {}

  /**
   * Puts it nearest to the socket, where one flush is left of many; not under TLS, which makes
   * buffers of its own.
   */
  public static void install(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(SslHandler.class) == null) {
      pipeline.addFirst("copies", new WriteCoalescing());
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes && bytes.readableBytes() <= SMALL) {
      room(ctx, bytes.readableBytes()).writeBytes(bytes);
      bytes.release();
      writers.add(promise);
    } else {
      pass(ctx);
      ctx.write(message, promise);
    }
  }

  private ByteBuf room(ChannelHandlerContext ctx, int wanted) {
    ByteBuf begun = copy;
    if (begun != null) {
      if (begun.writableBytes() >= wanted) {
        return begun;
      }
      length = Math.min(2 * length, MOST);
      pass(ctx);
    }
    int enough = Math.max(length, wanted);
    ByteBuf fresh = ctx.alloc().directBuffer(enough, enough);
    copy = fresh;
    return fresh;
  }

  private void pass(ChannelHandlerContext ctx) {
    ByteBuf whole = copy;
    if (whole != null) {
      copy = null;
      List<ChannelPromise> told = writers;
      writers = new ArrayList<>();
      ctx.write(whole).addListener((ChannelFutureListener) written -> tell(told, written));
    }
  }

  private static void tell(List<ChannelPromise> writers, ChannelFuture written) {
    Throwable cause = written.cause();
    for (int i = 0; i < writers.size(); i++) {
      if (cause == null) {
        writers.get(i).trySuccess();
      } else {
        writers.get(i).tryFailure(cause);
      }
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (copy != null && copy.readableBytes() < length / 4) {
      length = Math.max(length / 2, LEAST);
    }
    pass(ctx);
    ctx.flush();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    pass(ctx);
  }
}
