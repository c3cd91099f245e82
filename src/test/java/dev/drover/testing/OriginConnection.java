package dev.drover.testing;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2SettingsFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One connection of an {@link Http2Origin}: what concerns all its streams. */
public final class OriginConnection extends ChannelInboundHandlerAdapter {
  private final int number;
  private final Channel channel;
  private final Http2FrameCodec codec;
  private final boolean reading;
  private final Consumer<OriginStream> opened;
  private final Map<Integer, OriginStream> streams = new ConcurrentHashMap<>();
  private final AtomicInteger opening = new AtomicInteger();
  private final AtomicInteger pings = new AtomicInteger();
  private final AtomicInteger goAways = new AtomicInteger();
  private int last = Integer.MAX_VALUE;

  OriginConnection(
      int number,
      Channel channel,
      Http2FrameCodec codec,
      boolean reading,
      Consumer<OriginStream> opened) {
    this.reading = reading;
    this.number = number;
    this.channel = channel;
    this.codec = codec;
    this.opened = opened;
  }

  /** The first connection of the origin is number 1. */
  public int number() {
    return number;
  }

  public boolean open() {
    return channel.isActive();
  }

  /** How many streams were opened on it. */
  public int opened() {
    return opening.get();
  }

  /** The streams that neither side has reset and the origin has not ended. */
  public Collection<OriginStream> streams() {
    return streams.values().stream().filter(stream -> !stream.over()).toList();
  }

  /** How many PINGs came in, acknowledgements not counted. */
  public int pings() {
    return pings.get();
  }

  /** How many GOAWAYs came in. */
  public int goAways() {
    return goAways.get();
  }

  /**
   * Sends GOAWAY. Streams above the last one that are opened from now on are ignored, as RFC 9113,
   * section 6.8, allows; a script that serves one already must leave it alone. Netty's codec is
   * passed by, since it answers such a stream's content by closing the connection.
   */
  public void goAway(int lastStreamId, long code) {
    channel
        .eventLoop()
        .execute(
            () -> {
              last = lastStreamId;
              ChannelHandlerContext context = channel.pipeline().context(codec);
              if (context != null) {
                codec
                    .encoder()
                    .frameWriter()
                    .writeGoAway(
                        context, lastStreamId, code, Unpooled.EMPTY_BUFFER, context.newPromise());
                context.flush();
              }
            });
  }

  /** Sends changed settings. */
  public void settings(Http2Settings settings) {
    channel.writeAndFlush(new DefaultHttp2SettingsFrame(settings));
  }

  /** Sends a PING. */
  public void ping(long content) {
    channel.writeAndFlush(new DefaultHttp2PingFrame(content));
  }

  /** Sends bytes past the codec: a broken frame, for instance. */
  public void raw(byte[] bytes) {
    ChannelHandlerContext head = channel.pipeline().firstContext();
    head.writeAndFlush(Unpooled.wrappedBuffer(bytes));
  }

  /** From now on reads nothing at all, like a peer behind a cut cable; the socket stays open. */
  public void freeze() {
    channel
        .eventLoop()
        .submit(() -> channel.config().setAutoRead(false)) // elsewhere, one more read may happen
        .syncUninterruptibly();
  }

  /** Reads again. */
  public void thaw() {
    channel.config().setAutoRead(true);
  }

  /** Sends FIN without a GOAWAY. */
  public void fin() {
    ((SocketChannel) channel).shutdownOutput();
  }

  /** Sends RST. */
  public void reset() {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.close();
  }

  /** Closes the socket without a GOAWAY. */
  public void close() {
    channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    if (frame instanceof Http2HeadersFrame headers) {
      headers(context, headers);
    } else if (frame instanceof Http2DataFrame data) {
      stream(data).received(data);
    } else if (frame instanceof Http2ResetFrame reset) {
      stream(reset).resetReceived(reset.errorCode());
    } else if (frame instanceof Http2PingFrame ping && !ping.ack()) {
      pings.incrementAndGet();
    } else if (frame instanceof Http2GoAwayFrame) {
      goAways.incrementAndGet();
    }
    ReferenceCountUtil.release(frame);
  }

  private void headers(ChannelHandlerContext context, Http2HeadersFrame headers) {
    int id = headers.stream().id();
    OriginStream known = streams.get(id);
    if (known != null) {
      known.trailersReceived(headers.headers(), headers.isEndStream());
      return;
    }
    OriginStream stream =
        new OriginStream(this, context, headers.stream(), headers.headers(), reading);
    streams.put(id, stream);
    if (headers.isEndStream()) {
      stream.endReceived();
    }
    if (id <= last) {
      opening.incrementAndGet();
      opened.accept(stream);
    }
  }

  private OriginStream stream(Http2StreamFrame frame) {
    OriginStream stream = streams.get(frame.stream().id());
    if (stream == null) {
      throw new IllegalStateException("A frame came for a stream that was never opened.");
    }
    return stream;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    streams.values().forEach(OriginStream::connectionLost);
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof Http2FrameStreamException) {
      return;
    }
    context.close();
  }
}
