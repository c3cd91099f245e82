package dev.drover.upstream.health;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientConnection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The connection of one check: opened for it, closed after it. Confined to one event loop. */
final class OneConnection {
  private final Target target;
  private @Nullable HttpClientConnection open;
  private long turn;

  OneConnection(Target target) {
    this.target = target;
  }

  /** Opens it, uses it, and closes it whatever comes of that. */
  <T> Future<T> use(Function<HttpClientConnection, Future<T>> work) {
    return connect().compose(work).onComplete(done -> close());
  }

  /** Opens it; one that comes after {@link #close} is closed at once. */
  Future<HttpClientConnection> connect() {
    long mine = ++turn;
    return target
        .connect()
        .get()
        .compose(
            made -> {
              if (mine != turn) {
                made.close();
                return Future.failedFuture("the check was given up");
              }
              made.exceptionHandler(broken -> {});
              open = made;
              return Future.succeededFuture(made);
            });
  }

  void close() {
    turn++;
    HttpClientConnection made = open;
    open = null;
    if (made != null) {
      made.close();
    }
  }
}
