package dev.drover.testing;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * An HTTP/2 origin (cleartext, prior knowledge) whose every frame is scripted. Each stream runs the
 * script in its own thread, from the moment its headers are here; the script may block. What a
 * script does to the connection as a whole, it does through {@link OriginStream#connection()}.
 */
public final class Http2Origin implements AutoCloseable {
  /** What happens on one stream; an {@link IOException} is the peer's end of it. */
  @FunctionalInterface
  public interface Script {
    void serve(OriginStream stream) throws Exception;
  }

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ExecutorService scripts = Executors.newCachedThreadPool(Http2Origin::daemon);
  private final List<OriginConnection> connections = new CopyOnWriteArrayList<>();
  private final List<OriginStream> streams = new CopyOnWriteArrayList<>();
  private final boolean reading;
  private final Script script;
  private final Channel server;
  private volatile boolean closed;

  private Http2Origin(
      UnaryOperator<Http2FrameCodecBuilder> tuning, int port, boolean reading, Script script) {
    this.reading = reading;
    this.script = script;
    this.server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel, tuning.apply(codec()).build());
                  }
                })
            .bind("127.0.0.1", port)
            .syncUninterruptibly()
            .channel();
  }

  /** An origin with usual settings: many streams, windows of 64 KiB. */
  public static Http2Origin start(Script script) {
    return start(UnaryOperator.identity(), script);
  }

  /**
   * An origin that gives the peer no window beyond the first 64 KiB of a stream, until the stream
   * is told to {@linkplain OriginStream#resumeReading() resume}.
   */
  public static Http2Origin stalled(Script script) {
    return new Http2Origin(UnaryOperator.identity(), 0, false, script);
  }

  /** An origin that allows each connection so many streams at a time. */
  public static Http2Origin start(int maxConcurrentStreams, Script script) {
    return start(
        codec ->
            codec.initialSettings(new Http2Settings().maxConcurrentStreams(maxConcurrentStreams)),
        script);
  }

  /** An origin whose codec was changed, such as one that acknowledges no PING. */
  public static Http2Origin start(UnaryOperator<Http2FrameCodecBuilder> tuning, Script script) {
    return start(tuning, 0, script);
  }

  /** The same on that port. */
  public static Http2Origin start(
      UnaryOperator<Http2FrameCodecBuilder> tuning, int port, Script script) {
    return new Http2Origin(tuning, port, true, script);
  }

  private static Http2FrameCodecBuilder codec() {
    return Http2FrameCodecBuilder.forServer()
        .initialSettings(new Http2Settings().maxHeaderListSize(1 << 20))
        .validateHeaders(false)
        .encoderIgnoreMaxHeaderListSize(true)
        .decoupleCloseAndGoAway(true)
        .gracefulShutdownTimeoutMillis(0);
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body, "origin-stream");
    thread.setDaemon(true);
    return thread;
  }

  private void accept(Channel channel, Http2FrameCodec codec) {
    OriginConnection connection =
        new OriginConnection(connections.size() + 1, channel, codec, reading, this::serve);
    connections.add(connection);
    channel.pipeline().addLast(codec, connection);
  }

  private void serve(OriginStream stream) {
    streams.add(stream);
    scripts.execute(
        () -> {
          try {
            script.serve(stream);
          } catch (IOException ended) {
            // the peer has ended the stream, which it may
          } catch (Exception e) {
            if (!closed) {
              throw new IllegalStateException("The script of an origin failed.", e);
            }
          }
        });
  }

  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** All connections so far, the first one first. */
  public List<OriginConnection> connections() {
    return List.copyOf(connections);
  }

  /** How many connections are open now. */
  public long open() {
    return connections.stream().filter(OriginConnection::open).count();
  }

  /** All streams so far, in the order of their arrival. */
  public List<OriginStream> streams() {
    return List.copyOf(streams);
  }

  /** Waits for the n-th stream, counted from 1. */
  public OriginStream awaitStream(int n) {
    Eventually.await(
        () -> streams.size() >= n,
        Duration.ofSeconds(10),
        () -> "The origin was sent " + streams.size() + " streams, not " + n + ".");
    return streams.get(n - 1);
  }

  /** No new connections; those it has live on. */
  public void stopListening() {
    server.close().syncUninterruptibly();
  }

  @Override
  public void close() {
    closed = true;
    stopListening();
    connections.forEach(OriginConnection::close);
    scripts.shutdownNow();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
