package dev.drover.testing;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an {@link Http2Origin}: what came in, when, and what goes out. The methods that
 * wait throw {@link IOException} when the peer has reset the stream or closed the connection, and
 * {@link AssertionError} when nothing happens for 20 s.
 */
public final class OriginStream {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final OriginConnection connection;
  private final ChannelHandlerContext context;
  private final Http2FrameStream stream;
  private final Http2Headers headers;
  private final long openedNanos = System.nanoTime();
  private final AtomicLong sent = new AtomicLong();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int taken;
  private int unacknowledged;
  private boolean reading;
  private boolean ended;
  private boolean lost;
  private boolean answered;
  private @Nullable Http2Headers trailers;
  private @Nullable Long reset;
  private long resetNanos;

  OriginStream(
      OriginConnection connection,
      ChannelHandlerContext context,
      Http2FrameStream stream,
      Http2Headers headers,
      boolean reading) {
    this.reading = reading;
    this.connection = connection;
    this.context = context;
    this.stream = stream;
    this.headers = headers;
  }

  public int id() {
    return stream.id();
  }

  public OriginConnection connection() {
    return connection;
  }

  // What came in

  /** The request's headers, pseudo headers among them. */
  public Http2Headers headers() {
    return headers;
  }

  /** The first value of a request header. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).map(CharSequence::toString);
  }

  /** {@link System#nanoTime()} when the headers came. */
  public long openedNanos() {
    return openedNanos;
  }

  /** The content received so far. */
  public synchronized byte[] body() {
    return body.toByteArray();
  }

  /** The length of the content received so far. */
  public synchronized int received() {
    return body.size();
  }

  /** The request's trailers. */
  public synchronized Optional<Http2Headers> trailers() {
    return Optional.ofNullable(trailers);
  }

  /** Whether the peer has ended its half. */
  public synchronized boolean ended() {
    return ended;
  }

  /** The code with which the peer has reset the stream. */
  public synchronized OptionalLong reset() {
    return reset == null ? OptionalLong.empty() : OptionalLong.of(reset);
  }

  /** {@link System#nanoTime()} when the reset came. */
  public synchronized long resetNanos() {
    return resetNanos;
  }

  /** Whether the origin has ended it, the peer has reset it, or its connection is gone. */
  public synchronized boolean over() {
    return answered || lost || reset != null;
  }

  /** Waits for the peer to end its half, and gives the whole content. */
  public synchronized byte[] awaitEnd() throws IOException {
    await(() -> ended, "the end of the request");
    return body.toByteArray();
  }

  /** Waits until that much content is here. */
  public synchronized void awaitBytes(int count) throws IOException {
    await(() -> body.size() >= count, count + " bytes of content");
  }

  /** Waits for the peer's reset and gives its code; not one to be used after another end. */
  public synchronized long awaitReset() {
    try {
      await(() -> false, "a reset");
    } catch (IOException expected) {
      // told by what it left
    }
    if (reset == null) {
      throw new AssertionError("The connection was lost before a reset came.");
    }
    return reset;
  }

  /** Waits for the next gRPC message; empty at the end of the request. */
  public synchronized Optional<byte[]> nextMessage() throws IOException {
    await(() -> ended || messageEnd() > 0, "a gRPC message");
    int end = messageEnd();
    if (end < 0) {
      return Optional.empty();
    }
    byte[] message = Arrays.copyOfRange(body.toByteArray(), taken + GrpcFrames.PREFIX, end);
    taken = end;
    return Optional.of(message);
  }

  private int messageEnd() {
    return GrpcFrames.end(body.toByteArray(), taken);
  }

  /** Gives back the window that an origin made by {@link Http2Origin#stalled} holds. */
  public synchronized void resumeReading() {
    reading = true;
    acknowledge();
  }

  // What goes out

  /** Sends response headers: a status and pairs of names and values. */
  public ChannelFuture headers(int status, String... pairs) {
    return headers(new DefaultHttp2Headers(false).status(Integer.toString(status)), pairs, false);
  }

  /** Sends response headers that also end the stream. */
  public ChannelFuture headersOnly(int status, String... pairs) {
    return headers(new DefaultHttp2Headers(false).status(Integer.toString(status)), pairs, true);
  }

  /** Ends the response with trailers. */
  public ChannelFuture trailers(String... pairs) {
    return headers(new DefaultHttp2Headers(false), pairs, true);
  }

  private ChannelFuture headers(Http2Headers fields, String[] pairs, boolean end) {
    for (int i = 0; i < pairs.length; i += 2) {
      fields.add(pairs[i], pairs[i + 1]);
    }
    over(end);
    return context.writeAndFlush(new DefaultHttp2HeadersFrame(fields, end).stream(stream));
  }

  /** Sends content without waiting for the peer's window. */
  public ChannelFuture data(byte[] bytes, boolean end) {
    over(end);
    return context.writeAndFlush(
        new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes), end).stream(stream));
  }

  /** Sends content and waits until it has left: as a producer does that heeds back-pressure. */
  public void send(byte[] bytes) throws IOException, InterruptedException {
    ChannelFuture written = data(bytes, false);
    written.await();
    if (!written.isSuccess()) {
      throw new IOException(written.cause());
    }
    sent.addAndGet(bytes.length);
  }

  /** How much content has left by {@link #send}. */
  public long sent() {
    return sent.get();
  }

  /** Resets the stream. */
  public ChannelFuture rst(long code) {
    over(true);
    return context.writeAndFlush(new DefaultHttp2ResetFrame(code).stream(stream));
  }

  /** Sends the headers that a gRPC response begins with. */
  public void grpcHeaders(String... pairs) {
    String[] all =
        Arrays.copyOf(new String[] {"content-type", "application/grpc"}, 2 + pairs.length);
    System.arraycopy(pairs, 0, all, 2, pairs.length);
    headers(200, all);
  }

  /** Sends one gRPC message. */
  public ChannelFuture message(byte[] message) {
    return data(GrpcFrames.frame(message), false);
  }

  /** Ends a gRPC response after its headers. */
  public void status(int code, String... pairs) {
    String[] all = Arrays.copyOf(new String[] {"grpc-status", "" + code}, 2 + pairs.length);
    System.arraycopy(pairs, 0, all, 2, pairs.length);
    trailers(all);
  }

  /** Answers a gRPC request by a single frame of headers. */
  public void trailersOnly(int code, String message) {
    headersOnly(
        200, "content-type", "application/grpc", "grpc-status", "" + code, "grpc-message", message);
  }

  /** Answers a gRPC unary request in full. */
  public void reply(byte[] message) {
    grpcHeaders();
    message(message);
    status(0);
  }

  // Told by the connection, on its event loop

  synchronized void received(Http2DataFrame data) {
    byte[] bytes = new byte[data.content().readableBytes()];
    data.content().getBytes(data.content().readerIndex(), bytes);
    body.writeBytes(bytes);
    unacknowledged += data.initialFlowControlledBytes();
    if (reading) {
      acknowledge();
    }
    ended |= data.isEndStream();
    notifyAll();
  }

  private void acknowledge() {
    if (unacknowledged > 0) {
      context.writeAndFlush(new DefaultHttp2WindowUpdateFrame(unacknowledged).stream(stream));
      unacknowledged = 0;
    }
  }

  synchronized void trailersReceived(Http2Headers fields, boolean end) {
    trailers = fields;
    ended |= end;
    notifyAll();
  }

  synchronized void endReceived() {
    ended = true;
    notifyAll();
  }

  synchronized void resetReceived(long code) {
    reset = code;
    resetNanos = System.nanoTime();
    notifyAll();
  }

  synchronized void connectionLost() {
    lost = true;
    notifyAll();
  }

  private synchronized void over(boolean end) {
    answered |= end;
  }

  private void await(BooleanSupplier condition, String what) throws IOException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (lost || reset != null) {
        throw new IOException("The peer gave up stream " + id() + " before " + what + " came.");
      }
      long left = PATIENCE_NANOS - (System.nanoTime() - start);
      if (left <= 0) {
        throw new AssertionError("Stream " + id() + " waited 20 s for " + what + ".");
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
