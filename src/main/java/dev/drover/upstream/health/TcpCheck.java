package dev.drover.upstream.health;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientConnection;

/** Healthy is what can be connected to. */
final class TcpCheck implements Check {
  private final OneConnection connection;

  TcpCheck(Target target) {
    this.connection = new OneConnection(target);
  }

  @Override
  public Future<Void> look() {
    return connection.use((HttpClientConnection open) -> Future.succeededFuture());
  }

  @Override
  public void abandon() {
    connection.close();
  }
}
