package dev.drover.server;

import dev.drover.config.TlsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a listener's certificate files now and then and takes what is new for connections to
 * come; those that are open stay. What cannot be used changes nothing and is logged once. Confined
 * to the event loop on which it was started; files are read on a worker.
 */
public final class TlsReload {
  private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);

  private final Vertx vertx;
  private final HttpServer server;
  private final ServerSSLOptions options;
  private final TlsConfig config;
  private Tls current;
  private String complaint = "";
  private long timer = -1;
  private boolean stopped;

  /**
   * @param server listens already
   * @param options those the server was made with
   * @param current what those hold
   */
  public TlsReload(
      Vertx vertx, HttpServer server, HttpServerOptions options, TlsConfig config, Tls current) {
    this.vertx = vertx;
    this.server = server;
    this.options = options.getSslOptions().copy();
    this.config = config;
    this.current = current;
  }

  /** Begins to look; does nothing when the configuration says never. */
  public void start() {
    long every = config.reload().toMillis();
    if (every > 0 && !stopped) {
      timer = vertx.setTimer(every, fired -> check().onComplete(done -> start()));
    }
  }

  /** Looks no more. */
  public void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  /** Looks now. The future tells whether there was something new that is in use; it never fails. */
  public Future<Boolean> check() {
    return vertx
        .executeBlocking(() -> Tls.load(config), false)
        .compose(this::take)
        .recover(this::complain);
  }

  private Future<Boolean> take(Tls loaded) {
    if (loaded.equals(current)) {
      complaint = "";
      return Future.succeededFuture(false);
    }
    ServerSSLOptions next = options.copy();
    loaded.apply(next);
    return server
        .updateSSLOptions(next)
        .map(
            updated -> {
              current = loaded;
              complaint = "";
              LOG.info("The listener on port {} uses new certificates.", server.actualPort());
              return true;
            });
  }

  private Future<Boolean> complain(Throwable problem) {
    String message = String.valueOf(problem.getMessage());
    if (!message.equals(complaint)) {
      complaint = message;
      LOG.warn("The listener keeps its certificates. {}", message);
    }
    return Future.succeededFuture(false);
  }
}
