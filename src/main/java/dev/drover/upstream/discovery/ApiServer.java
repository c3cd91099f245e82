package dev.drover.upstream.discovery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Asks a Kubernetes API server for the EndpointSlices of one service, one request at a time. The
 * token is read for each, since it is replaced every hour. Confined to one event loop.
 */
final class ApiServer {
  /** It answered with an error. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    Refused(int status, String message) {
      super("the API server answered " + status + " " + message, null, false, false);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  private record Credentials(String token, String namespace) {}

  private static final Path NAMESPACE =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");
  private static final int CONNECT_MILLIS = 5000;

  private final KubernetesConfig config;
  private final Vertx vertx;
  private final HttpClientAgent client;
  private final String server;
  private @Nullable HttpClientRequest current;
  private long turn;

  ApiServer(KubernetesConfig config, Vertx vertx) {
    this.config = config;
    this.vertx = vertx;
    this.server = config.server();
    HttpClientOptions options =
        new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpKeepAlive(true);
    if (URI.create(server).getScheme().equals("https")) {
      options.setSsl(true).setTrustOptions(new PemTrustOptions().addCertPath(config.ca()));
    }
    this.client = vertx.createHttpClient(options);
  }

  /**
   * Asks for the slices.
   *
   * @param more parameters, each with {@code &} before it
   * @return a response of status 200; its content is still to be read. Fails with {@link Refused}
   *     for another one.
   */
  Future<HttpClientResponse> get(String more) {
    long mine = ++turn;
    return vertx
        .executeBlocking(this::credentials)
        .compose(who -> client.request(request(who, more)))
        .compose(
            request -> {
              if (mine != turn) {
                request.reset();
                return Future.failedFuture("given up");
              }
              current = request;
              return request.send();
            })
        .compose(ApiServer::answer);
  }

  private RequestOptions request(Credentials who, String more) {
    String service =
        URLEncoder.encode("kubernetes.io/service-name=" + config.service(), StandardCharsets.UTF_8);
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(
                server
                    + "/apis/discovery.k8s.io/v1/namespaces/"
                    + who.namespace()
                    + "/endpointslices?labelSelector="
                    + service
                    + more)
            .putHeader("accept", "application/json")
            .putHeader("user-agent", "drover");
    return who.token().isEmpty()
        ? options
        : options.putHeader("authorization", "Bearer " + who.token());
  }

  private Credentials credentials() throws IOException {
    String token = config.token().isEmpty() ? "" : read(Path.of(config.token()));
    return new Credentials(
        token, config.namespace().isPresent() ? config.namespace().get() : read(NAMESPACE));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file).strip();
  }

  private static Future<HttpClientResponse> answer(HttpClientResponse response) {
    if (response.statusCode() == 200) {
      return Future.succeededFuture(response);
    }
    Promise<HttpClientResponse> promise = Promise.promise();
    Refused refused = new Refused(response.statusCode(), response.statusMessage());
    response.end().onComplete(done -> promise.fail(refused));
    return promise.future();
  }

  static String sentence(Throwable cause) {
    if (cause instanceof NoSuchFileException missing) {
      return "the file " + missing.getFile() + " is not there";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Gives up what is under way. */
  void abandon() {
    turn++;
    HttpClientRequest request = current;
    current = null;
    if (request != null) {
      request.reset();
    }
  }

  void close() {
    client.close();
  }
}
