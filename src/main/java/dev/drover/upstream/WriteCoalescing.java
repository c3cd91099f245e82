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
      gather(ctx, bytes, promise);
    } else {
      pass(ctx);
      ctx.write(message, promise);
    }
  }

  /** What is full leaves last: whoever hears of it may write, and that comes behind these bytes. */
  private void gather(ChannelHandlerContext ctx, ByteBuf bytes, ChannelPromise promise) {
    int wanted = bytes.readableBytes();
    ByteBuf full = null;
    List<ChannelPromise> told = writers;
    ByteBuf into = copy;
    if (into == null || into.writableBytes() < wanted) {
      if (into != null) {
        full = into;
        writers = new ArrayList<>();
        length = Math.min(2 * length, MOST);
      }
      int enough = Math.max(length, wanted);
      into = ctx.alloc().directBuffer(enough, enough);
      copy = into;
    }
    into.writeBytes(bytes);
    bytes.release();
    writers.add(promise);
    if (full != null) {
      send(ctx, full, told);
    }
  }

  /** Nothing more is added to the copy. */
  private void pass(ChannelHandlerContext ctx) {
    ByteBuf whole = copy;
    if (whole != null) {
      if (whole.readableBytes() < length / 4) {
        length = Math.max(length / 2, LEAST);
      }
      List<ChannelPromise> told = writers;
      copy = null;
      writers = new ArrayList<>();
      send(ctx, whole, told);
    }
  }

  private static void send(ChannelHandlerContext ctx, ByteBuf whole, List<ChannelPromise> writers) {
    ctx.write(whole).addListener((ChannelFutureListener) written -> tell(writers, written));
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
    pass(ctx);
    ctx.flush();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    pass(ctx);
  }
}
