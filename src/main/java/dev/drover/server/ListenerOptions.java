package dev.drover.server;

import dev.drover.config.LimitsConfig;
import dev.drover.config.ListenerConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a listener's configuration means to Vert.x. */
public final class ListenerOptions {
  /** Room for the method, the version and the spaces around the target. */
  private static final int LINE_ROOM = 64;

  private static final int SMALL_CONTINUATIONS = 16;
  private static final int BACKLOG = 1024;

  private ListenerOptions() {}

  /**
   * Both HTTP versions on one port: by ALPN with TLS, else by prior knowledge or upgrade.
   *
   * @param tls what was loaded for {@link ListenerConfig#tls()}
   */
  public static HttpServerOptions of(ListenerConfig listener, Optional<Tls> tls) {
    HttpServerOptions options = of(listener.limits());
    tls.ifPresent(
        loaded -> {
          options
              .setSsl(true)
              .setUseAlpn(true)
              .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
              .setSni(true)
              .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
              .setSslHandshakeTimeout(listener.limits().headerTimeout().toMillis());
          loaded.apply(options.getSslOptions());
        });
    return options;
  }

  /** Where it listens. */
  public static SocketAddress address(ListenerConfig listener) {
    return listener
        .unix()
        .map(SocketAddress::domainSocketAddress)
        .orElseGet(
            () ->
                SocketAddress.inetSocketAddress(
                    listener.port(), listener.host().orElse("0.0.0.0")));
  }

  /**
   * The guard closes idle connections and counts resets; Vert.x's own idle timeout would end quiet
   * streams, its WebSocket extensions would answer for the upstream, and its count of resets takes
   * those of the server and of a busy client for an attack.
   */
  static HttpServerOptions of(LimitsConfig limits) {
    int headerBytes = Math.toIntExact(limits.headerBytes().bytes());
    return new HttpServerOptions()
        .setMaxHeaderSize(headerBytes)
        .setMaxInitialLineLength(Math.toIntExact(limits.uriBytes().bytes()) + LINE_ROOM)
        .setHandle100ContinueAutomatically(false)
        .setCompressionSupported(false)
        .setDecompressionSupported(false)
        .setIdleTimeout(0)
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setTcpNoDelay(true)
        .setAcceptBacklog(BACKLOG)
        .setHttp2ClearTextEnabled(true)
        .setHttp2RstFloodMaxRstFramePerWindow(0)
        .setHttp2MaxSmallContinuationFrames(SMALL_CONTINUATIONS)
        .setHttp2ConnectionWindowSize(Math.toIntExact(limits.connectionWindow().bytes()))
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(limits.concurrentStreams())
                .setInitialWindowSize(Math.toIntExact(limits.streamWindow().bytes()))
                .setMaxHeaderListSize(headerBytes));
  }
}
