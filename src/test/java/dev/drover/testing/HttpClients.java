package dev.drover.testing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** HTTP clients of the JDK and of Vert.x, ready for a test. */
public final class HttpClients {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private HttpClients() {}

  /** The JDK's client of HTTP/1.1. */
  public static HttpClient http1() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /** The JDK's client of HTTP/2; over cleartext it begins with an upgrade of HTTP/1.1. */
  public static HttpClient http2() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
  }

  /** Both of them, for a test that holds of either. */
  public static HttpClient of(HttpClient.Version version) {
    return HttpClient.newBuilder().version(version).build();
  }

  /** A request that is given up after a while. */
  public static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
  }

  /** Gets a text. */
  public static HttpResponse<String> get(HttpClient client, String url, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(url);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** The status of a GET; 0 when there is no answer. */
  public static int status(HttpClient client, String url) {
    try {
      return get(client, url).statusCode();
    } catch (IOException failed) {
      return 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** Posts a text and gets one. */
  public static HttpResponse<String> post(
      HttpClient client, String url, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(url).POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** Vert.x's client of HTTP/2 with prior knowledge. */
  public static HttpClientAgent vertxHttp2(Vertx vertx) {
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false));
  }

  /** Vert.x's client of HTTP/1.1 with that many connections. */
  public static HttpClientAgent vertxHttp1(Vertx vertx, int connections) {
    return vertx.createHttpClient(
        new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(connections));
  }
}
