package dev.drover.upstream;

import dev.drover.codec.rpc.CallTypes;
import dev.drover.codec.rpc.ConnectServer;
import dev.drover.codec.rpc.GrpcWebServer;
import dev.drover.codec.rpc.RestBindings;
import dev.drover.codec.rpc.RestServer;
import dev.drover.codec.rpc.ServerProtocol;
import dev.drover.schema.Derived;
import dev.drover.schema.LiveSchema;
import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the upstreams of all protocols over HTTP. */
public abstract class HttpUpstreamFactory implements UpstreamFactory<HttpUpstreamConfig> {
  private static final int STREAM_WINDOW = 1 << 20;
  private static final int CONNECTION_WINDOW = 4 << 20;
  private static final int HEADER_BYTES = 64 << 10;

  private static final String GRPC = "grpc";

  private final String name;
  private final HttpVersion version;

  HttpUpstreamFactory(String name, HttpVersion version) {
    this.name = name;
    this.version = version;
  }

  /** gRPC over HTTP/2, in cleartext with prior knowledge or over TLS. */
  public static final class Grpc extends HttpUpstreamFactory {
    public Grpc() {
      super(GRPC, HttpVersion.HTTP_2);
    }
  }

  /** HTTP/1.1, or HTTP/2 where the configuration says so. */
  public static final class Http extends HttpUpstreamFactory {
    public Http() {
      super("http", HttpVersion.HTTP_1_1);
    }
  }

  /** gRPC-Web over HTTP/1.1, or HTTP/2 where the configuration says so. */
  public static final class GrpcWeb extends HttpUpstreamFactory {
    public GrpcWeb() {
      super("grpcWeb", HttpVersion.HTTP_1_1);
    }

    @Override
    public Upstream create(String upstream, HttpUpstreamConfig config, Loop loop) {
      Upstream servers = super.create(upstream, config, loop);
      return bridged(servers, config, loop, schema -> new GrpcWebServer());
    }
  }

  /** Connect over HTTP/1.1, or HTTP/2 where the configuration says so. */
  public static final class Connect extends HttpUpstreamFactory {
    public Connect() {
      super("connect", HttpVersion.HTTP_1_1);
    }

    @Override
    public Upstream create(String upstream, HttpUpstreamConfig config, Loop loop) {
      Upstream servers = super.create(upstream, config, loop);
      return bridged(servers, config, loop, schema -> new ConnectServer());
    }
  }

  /** REST by the bindings of a schema, over HTTP/1.1, or HTTP/2 where the configuration says so. */
  public static final class Rest extends HttpUpstreamFactory {
    public Rest() {
      super("rest", HttpVersion.HTTP_1_1);
    }

    @Override
    public Upstream create(String upstream, HttpUpstreamConfig config, Loop loop) {
      Upstream servers = super.create(upstream, config, loop);
      return bridged(
          servers,
          config,
          loop,
          schema -> new RestServer(schema == null ? Derived.none() : RestBindings.of(schema)));
    }
  }

  private static Upstream bridged(
      Upstream servers,
      HttpUpstreamConfig config,
      Loop loop,
      Function<@Nullable LiveSchema, ServerProtocol> protocol) {
    LiveSchema schema = loop.schemas().known(config.calls().schema(), servers.name()).orElse(null);
    return new BridgedUpstream(
        (HttpUpstream) servers,
        protocol.apply(schema),
        schema == null ? null : CallTypes.of(schema),
        (int) config.calls().messageBytes().bytes());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String balance(HttpUpstreamConfig config) {
    return config.balance().word();
  }

  @Override
  public Class<HttpUpstreamConfig> config() {
    return HttpUpstreamConfig.class;
  }

  @Override
  public Upstream create(String upstream, HttpUpstreamConfig config, Loop loop) {
    HttpVersion spoken =
        config
            .version()
            .map(
                v ->
                    v == HttpUpstreamConfig.Version.HTTP_2
                        ? HttpVersion.HTTP_2
                        : HttpVersion.HTTP_1_1)
            .orElse(version);
    HttpClientAgent client = client(upstream, loop.vertx(), config, spoken);
    ContextInternal context = ((VertxInternal) loop.vertx()).getOrCreateContext();
    return new HttpUpstream(upstream, name.equals(GRPC), config, spoken, client, loop, context);
  }

  @Override
  public void check(HttpUpstreamConfig config, BiConsumer<String, String> problems) {
    config.tls().ifPresent(tls -> UpstreamTls.check(tls, problems));
    config.serviceConfig().ifPresent(source -> source.checkFile(problems));
  }

  /**
   * Opens connections to its endpoints; called on the event loop that they are for.
   *
   * @param upstream its name
   */
  static HttpClientAgent client(
      String upstream, Vertx vertx, HttpUpstreamConfig config, HttpVersion version) {
    HttpClientAgent client = vertx.createHttpClient(options(config, version));
    return config
        .tls()
        .<HttpClientAgent>map(tls -> new SecureClient(upstream, vertx, client, version, tls))
        .orElse(client);
  }

  private static HttpClientOptions options(HttpUpstreamConfig config, HttpVersion version) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(version)
            .setHttp2ClearTextUpgrade(false)
            .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
            .setInitialSettings(
                new Http2Settings()
                    .setInitialWindowSize(STREAM_WINDOW)
                    .setMaxHeaderListSize(HEADER_BYTES)
                    .setPushEnabled(false))
            .setMaxHeaderSize(HEADER_BYTES)
            .setMaxInitialLineLength(HEADER_BYTES)
            .setConnectTimeout((int) config.pool().connectTimeout().toMillis())
            .setDecompressionSupported(false)
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true)
            .setTracingPolicy(TracingPolicy.IGNORE);
    config.tls().ifPresent(tls -> secure(options, tls, version));
    return options;
  }

  /**
   * A name is asked for (SNI) when it has a dot, as Java does it, and when it is the configured
   * one; never an address (RFC 6066, section 3).
   */
  private static void secure(
      HttpClientOptions options, UpstreamTlsConfig tls, HttpVersion version) {
    boolean named = tls.serverName().filter(name -> !NetUtil.isValidIpV4Address(name)).isPresent();
    options
        .setSsl(true)
        .setUseAlpn(version == HttpVersion.HTTP_2)
        .setForceSni(named && !NetUtil.isValidIpV6Address(tls.serverName().orElse("")))
        .setAlpnVersions(List.of(version));
  }
}
