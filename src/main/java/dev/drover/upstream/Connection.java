package dev.drover.upstream;

import dev.drover.exchange.Wheel;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.internal.ContextInternal;

/**
 * One connection to an endpoint and the number of requests on it. It is {@linkplain #usable usable}
 * until it closes, the server says that it goes away, or a ping finds it silent.
 */
final class Connection {
  private static final Buffer PING = Buffer.buffer("drover-?");

  private final HttpClientConnection connection;
  private final HttpClientConnectionInternal inner;
  private final boolean multiplexed;
  private final Wheel wheel;
  private final long pingNanos;
  private final long pingTimeoutNanos;
  private final Wheel.Timer pinging = Wheel.Timer.of(this::ping);
  private final Wheel.Timer silence = Wheel.Timer.of(this::discard);

  private boolean usable = true;
  private int inFlight;
  private int served;
  private long idleSince;

  Connection(
      HttpClientConnection connection,
      HttpVersion version,
      Wheel wheel,
      long pingNanos,
      long pingTimeoutNanos) {
    this.connection = connection;
    this.inner = ClientChannel.of(connection);
    ClientChannel.quiet(connection);
    this.multiplexed = version == HttpVersion.HTTP_2;
    Channel channel = inner.channelHandlerContext().channel();
    FlushConsolidation.install(channel);
    if (multiplexed) {
      Unindexed.install(frames());
      WriteCoalescing.install(channel);
    } else {
      HeapContent.install(channel);
    }
    this.wheel = wheel;
    this.pingNanos = pingNanos;
    this.pingTimeoutNanos = pingTimeoutNanos;
    this.idleSince = wheel.now();
  }

  /** Begins to watch for silence; HTTP/2 only, since HTTP/1.1 has no ping. */
  void watch() {
    if (multiplexed && pingNanos > 0) {
      wheel.arm(pinging, wheel.now() + pingNanos);
    }
  }

  private void ping() {
    if (!usable && inFlight == 0) {
      return;
    }
    wheel.arm(silence, wheel.now() + pingTimeoutNanos);
    connection
        .ping(PING)
        .onComplete(
            answer -> {
              silence.cancel();
              if (answer.succeeded()) {
                watch();
              }
            });
  }

  boolean usable() {
    return usable;
  }

  /** How many more requests it can take now. */
  long room() {
    if (!usable) {
      return 0;
    }
    return multiplexed ? connection.maxActiveStreams() - inFlight : 1 - inFlight;
  }

  int inFlight() {
    return inFlight;
  }

  /** Whether a request has been served on it before: only then may it have died of old age. */
  boolean reused() {
    return served > 1;
  }

  long idleSince() {
    return idleSince;
  }

  void take() {
    inFlight++;
    served++;
  }

  void give() {
    inFlight--;
    idleSince = wheel.now();
  }

  /** A stream of which nothing has been written yet. */
  Future<HttpClientStream> stream(ContextInternal context) {
    return inner.createStream(context);
  }

  /**
   * Whether the server has said that it did not take that stream (RFC 9113, section 6.8); the last
   * of several GOAWAY frames counts.
   */
  boolean refuses(int stream) {
    Http2Connection state = frames().connection();
    return state.goAwayReceived() && stream > state.local().lastStreamKnownByPeer();
  }

  private Http2ConnectionHandler frames() {
    return (Http2ConnectionHandler) inner.channelHandlerContext().handler();
  }

  /** No new requests; those under way go on. */
  void retire() {
    usable = false;
  }

  /** It has closed. */
  void closed() {
    usable = false;
    pinging.cancel();
    silence.cancel();
  }

  /** Closes it at once; what is under way on it breaks. */
  void discard() {
    closed();
    connection.close();
  }
}
