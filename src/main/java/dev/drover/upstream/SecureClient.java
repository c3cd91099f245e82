package dev.drover.upstream;

import dev.drover.tls.Unusable;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections over TLS with what the files hold. They are read on a worker, first when it is
 * made, then now and then until it is closed; what is new is for connections to come, and what
 * cannot be used changes nothing and is logged once. A handshake that fails says why in words.
 *
 * <p>Confined to the event loop on which it was made.
 */
final class SecureClient implements HttpClientAgent {
  private static final Logger LOG = LoggerFactory.getLogger(SecureClient.class);

  private final String upstream;
  private final Vertx vertx;
  private final HttpClientAgent client;
  private final HttpVersion version;
  private final UpstreamTlsConfig config;
  private Future<UpstreamTls> current;
  private String complaint = "";
  private long timer = -1;
  private boolean closed;

  /**
   * @param upstream its name, for the log
   * @param client opens the connections
   * @param version what it speaks
   */
  SecureClient(
      String upstream,
      Vertx vertx,
      HttpClientAgent client,
      HttpVersion version,
      UpstreamTlsConfig config) {
    this.upstream = upstream;
    this.vertx = vertx;
    this.client = client;
    this.version = version;
    this.config = config;
    this.current = load();
    await();
  }

  private Future<UpstreamTls> load() {
    return vertx.executeBlocking(() -> UpstreamTls.load(config), false);
  }

  private void await() {
    boolean files = config.ca().isPresent() || config.certificate().isPresent();
    long every = config.reload().toMillis();
    if (files && every > 0 && !closed) {
      timer = vertx.setTimer(every, fired -> look());
    }
  }

  private void look() {
    load().onComplete(this::take, this::complain).onComplete(done -> await());
  }

  private void take(UpstreamTls loaded) {
    complaint = "";
    if (!closed && !loaded.equals(current.result())) {
      current = Future.succeededFuture(loaded);
      LOG.info("Upstream {} uses new certificates for new connections.", upstream);
    }
  }

  private void complain(Throwable problem) {
    String message = String.valueOf(problem.getMessage());
    if (!closed && !message.equals(complaint)) {
      complaint = message;
      LOG.warn("Upstream {} keeps its certificates. {}", upstream, message);
    }
  }

  @Override
  public Future<HttpClientConnection> connect(HttpConnectOptions target) {
    return current
        .compose(tls -> client.connect(secured(target, tls)))
        .compose(this::agreed)
        .recover(cause -> Future.failedFuture(explained(cause, target)));
  }

  private HttpConnectOptions secured(HttpConnectOptions target, UpstreamTls tls) {
    ClientSSLOptions options = tls.options(config.verify());
    return new HttpConnectOptions(target).setSslOptions(options);
  }

  /** A server that does not know HTTP/2 goes on in HTTP/1.1, which nobody here would read. */
  private Future<HttpClientConnection> agreed(HttpClientConnection connection) {
    if (version != HttpVersion.HTTP_2) {
      return Future.succeededFuture(connection);
    }
    SslHandler handler =
        ClientChannel.of(connection).channelHandlerContext().pipeline().get(SslHandler.class);
    if (handler != null && "h2".equals(handler.applicationProtocol())) {
      return Future.succeededFuture(connection);
    }
    connection.close();
    return Future.failedFuture(new SSLException(Handshake.NO_HTTP_2));
  }

  private static Throwable explained(Throwable cause, HttpConnectOptions target) {
    return cause instanceof Unusable
        ? cause
        : Handshake.problem(cause, target.getHost())
            .<Throwable>map(words -> new SSLException(words, cause))
            .orElse(cause);
  }

  @Override
  public Future<Void> shutdown(long timeout, TimeUnit unit) {
    closed = true;
    vertx.cancelTimer(timer);
    return client.shutdown(timeout, unit);
  }

  @Override
  public Future<Boolean> updateSSLOptions(ClientSSLOptions options, boolean force) {
    return Future.failedFuture(
        new UnsupportedOperationException("These are read from the files of the configuration."));
  }

  @Override
  public Future<HttpClientRequest> request(RequestOptions options) {
    return client.request(options);
  }

  @Override
  public boolean isMetricsEnabled() {
    return client.isMetricsEnabled();
  }
}
