package dev.drover.upstream.health;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;

/** Healthy is what answers a GET with the right status; the content is not read. */
final class HttpCheck implements Check {
  private final Target target;
  private final HealthConfig.HttpCheckConfig config;
  private final OneConnection connection;

  HttpCheck(Target target, HealthConfig.HttpCheckConfig config) {
    this.target = target;
    this.config = config;
    this.connection = new OneConnection(target);
  }

  @Override
  public Future<Void> look() {
    return connection.use(
        (HttpClientConnection open) ->
            open.request(new RequestOptions().setMethod(HttpMethod.GET).setURI(config.path()))
                .compose(this::send)
                .compose(this::judge));
  }

  private Future<HttpClientResponse> send(HttpClientRequest request) {
    HostAndPort authority = HostAndPort.parseAuthority(target.authority(), -1);
    if (authority != null) {
      request.authority(authority);
    }
    return request.putHeader("user-agent", "drover-health").send();
  }

  private Future<Void> judge(HttpClientResponse response) {
    return config.accepts(response.statusCode())
        ? Future.succeededFuture()
        : Future.failedFuture("GET " + config.path() + " gave " + response.statusCode());
  }

  @Override
  public void abandon() {
    connection.close();
  }
}
