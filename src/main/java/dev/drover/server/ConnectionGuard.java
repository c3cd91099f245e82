package dev.drover.server;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Request.Peer;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.upstream.HeapContent;
import dev.drover.upstream.Unindexed;
import dev.drover.upstream.WriteCoalescing;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one connection of a client: closes it when it is idle, slow to send a request head, or
 * floods. Confined to the connection's event loop.
 */
public final class ConnectionGuard implements Exchange.EndListener {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionGuard.class);
  private static final AttributeKey<ConnectionGuard> KEY =
      AttributeKey.valueOf(ConnectionGuard.class.getName());
  private static final String DECODER = "httpDecoder";
  private static final String HANDLER = "handler";
  private static final String FRAMES = "frames";

  private final Channel channel;
  private final GuardLimits limits;
  private final Wheel wheel;
  private final Consumer<Refusal> refusals;
  private final Wheel.Timer idle = Wheel.Timer.of(this::idleExpired);
  private final Wheel.Timer head = Wheel.Timer.of(this::headExpired);

  private @Nullable StrictRequestDecoder decoder;
  private @Nullable Peer peer;
  private boolean http2;
  private int exchanges;
  private long quietSince;

  ConnectionGuard(Channel channel, GuardLimits limits, Wheel wheel, Consumer<Refusal> refusals) {
    this.channel = channel;
    this.limits = limits;
    this.wheel = wheel;
    this.refusals = refusals;
    channel.attr(KEY).set(this);
  }

  /** The guard of a connection of a {@link GuardedServer}. */
  public static ConnectionGuard of(HttpConnection connection) {
    ConnectionGuard guard = ((ConnectionBase) connection).channel().attr(KEY).get();
    if (guard == null) {
      throw new IllegalStateException("This connection does not belong to a guarded server.");
    }
    return guard;
  }

  // What the request path tells

  /** An exchange began; the guard hears of its end by itself. */
  public void opened(Exchange exchange) {
    exchangeStarted();
    exchange.onEnd(this);
  }

  @Override
  public void ended(@Nullable Failure failure) {
    exchangeEnded();
  }

  /** Something began that the connection is kept for. */
  public void exchangeStarted() {
    exchanges++;
  }

  /** It ended. Call it once for each {@link #exchangeStarted()}. */
  public void exchangeEnded() {
    exchanges--;
    quietSince = wheel.now();
  }

  /** The client's end. */
  public Peer peer() {
    Peer known = peer;
    if (known == null) {
      known = peer(channel.remoteAddress());
      peer = known;
    }
    return known;
  }

  private Peer peer(@Nullable SocketAddress address) {
    ClientCertificates shown = new ClientCertificates(channel);
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? new Peer(inet.getAddress().getHostAddress(), inet.getPort(), shown)
        : new Peer("unix", 0, shown);
  }

  /**
   * To be called by {@link io.vertx.core.http.HttpServer#connectionHandler}: the connection speaks
   * HTTP/2 now, perhaps after an upgrade from HTTP/1.1. Without a handler of its own Vert.x would
   * log what breaks it as an error of the gateway.
   */
  public void recognised(HttpConnection connection) {
    connection.exceptionHandler(
        broken -> LOG.debug("A connection has broken: {}", broken.toString()));
    ChannelPipeline pipeline = channel.pipeline();
    Http2ConnectionHandler frames = pipeline.get(Http2ConnectionHandler.class);
    if (frames != null && pipeline.get(FRAMES) == null) {
      watchFrames(pipeline, frames);
    }
  }

  // Installation

  void install(HttpServerOptions options) {
    quietSince = wheel.now();
    wheel.arm(idle, quietSince + limits.idleTimeout().toNanos());
    ChannelPipeline pipeline = channel.pipeline();
    ChannelHandlerContext detector = pipeline.context(Http1xOrH2CHandler.class);
    if (detector == null) {
      decode(pipeline, options);
    } else {
      pipeline.addBefore(detector.name(), "arrival", new Arrival());
      pipeline.addAfter(detector.name(), "protocol", new Protocol(options));
    }
  }

  private void decode(ChannelPipeline pipeline, HttpServerOptions options) {
    Http2ConnectionHandler frames = pipeline.get(Http2ConnectionHandler.class);
    if (frames != null) {
      watchFrames(pipeline, frames);
    } else if (pipeline.get(DECODER) != null) {
      StrictRequestDecoder strict = new StrictRequestDecoder(options, this);
      pipeline.replace(DECODER, DECODER, strict);
      HeapContent.install(channel);
      decoder = strict;
    }
  }

  private void watchFrames(ChannelPipeline pipeline, Http2ConnectionHandler frames) {
    http2 = true;
    decoder = null;
    Unindexed.install(frames);
    WriteCoalescing.install(channel);
    pipeline.addBefore(HANDLER, FRAMES, new FrameWatch(this, limits, frames.connection()));
  }

  /** In front of the protocol's recognition, until the first byte. */
  private final class Arrival extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      headBegan();
      ctx.fireChannelRead(message);
      ctx.pipeline().remove(this);
    }
  }

  /**
   * Behind the protocol's recognition: what comes here first is what the decoder will see first.
   */
  private final class Protocol extends ChannelInboundHandlerAdapter {
    private final HttpServerOptions options;

    Protocol(HttpServerOptions options) {
      this.options = options;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      decode(ctx.pipeline(), options);
      ctx.fireChannelRead(message);
      ctx.pipeline().remove(this);
    }
  }

  // What the decoders tell

  long now() {
    return wheel.now();
  }

  /**
   * Part of a request head, header block or preface is here; time runs until {@link #headEnded}.
   */
  void headBegan() {
    if (!head.armed() && channel.isActive()) {
      wheel.arm(head, wheel.now() + limits.headerTimeout().toNanos());
    }
  }

  void headEnded() {
    head.cancel();
  }

  void refused(Refusal refusal) {
    refusals.accept(refusal);
  }

  /** Ends an HTTP/2 connection with ENHANCE_YOUR_CALM (RFC 9113, section 7). */
  void calm(Refusal refusal, String why) {
    refused(refusal);
    Http2ConnectionHandler handler = channel.pipeline().get(Http2ConnectionHandler.class);
    if (handler == null) {
      channel.close();
      return;
    }
    ChannelHandlerContext ctx = channel.pipeline().context(handler);
    handler.goAway(
        ctx,
        handler.connection().remote().lastStreamCreated(),
        Http2Error.ENHANCE_YOUR_CALM.code(),
        ByteBufUtil.writeAscii(ctx.alloc(), why),
        ctx.newPromise());
    ctx.flush();
    ctx.close();
  }

  /** Closes a connection that has not shown its protocol yet. */
  void closeIfUnused() {
    if (decoder == null && !http2) {
      channel.close();
    }
  }

  void closed() {
    idle.cancel();
    head.cancel();
  }

  // Timers

  private void idleExpired() {
    long now = wheel.now();
    long due = (exchanges > 0 ? now : quietSince) + limits.idleTimeout().toNanos();
    if (due > now) {
      wheel.arm(idle, due);
      return;
    }
    refused(Refusal.IDLE);
    channel.close();
  }

  private void headExpired() {
    if (http2) {
      calm(Refusal.HEADER_TIMEOUT, "The header block did not end in time.");
    } else if (exchanges > 0) {
      // The rest may wait in the socket, since reading stops while requests are queued.
      wheel.arm(head, wheel.now() + limits.headerTimeout().toNanos());
    } else {
      refused(Refusal.HEADER_TIMEOUT);
      if (decoder != null) {
        decoder.expire();
      } else {
        channel.close();
      }
    }
  }
}
