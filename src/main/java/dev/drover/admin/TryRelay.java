package dev.drover.admin;

import dev.drover.codec.HopByHop;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is tried on the API page to the gateway's own listener, since a browser does not let
 * the page read another origin: {@code /api/try/{authority}/{path}}. Only scripts of the admin
 * port's own pages get through (W3C Fetch Metadata), never another page that is open in the
 * browser, nor a link. It goes nowhere else than to that listener, carries no cookies, and what
 * comes back can run no script here. For an admin port on a loopback address only.
 */
final class TryRelay {
  private static final String PATH = "/api/try/";
  private static final int MOST_BYTES = 4 << 20;
  private static final long PATIENCE_MILLIS = 30_000;

  /** What the listener is to see of a client like any other, and not of the browser. */
  private static final Set<String> KEPT_FROM_LISTENER =
      Set.of("host", "content-length", "cookie", "origin", "referer", "forwarded");

  /** What would change the pages of the admin port. */
  private static final Set<String> KEPT_FROM_BROWSER =
      Set.of(
          "set-cookie", "clear-site-data", "strict-transport-security", "service-worker-allowed");

  private final AdminView view;
  private final HttpClient client;

  TryRelay(Vertx vertx, AdminView view) {
    this.view = view;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout(2000)
                .setTrustAll(true)
                .setVerifyHost(false));
  }

  void mount(Router router) {
    router.route(PATH + "*").handler(TryRelay::refuseOthers);
    router
        .route(PATH + "*")
        .handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES))
        .handler(this::relay);
  }

  void close() {
    client.close();
  }

  private static void refuseOthers(RoutingContext request) {
    MultiMap headers = request.request().headers();
    if (!"same-origin".equals(headers.get("sec-fetch-site"))
        || !"empty".equals(headers.get("sec-fetch-dest"))) {
      throw new Refusal(403, "Only the API page may ask here; call the gateway itself.");
    }
    request.next();
  }

  private void relay(RoutingContext request) {
    ListenerView listener =
        ListenerView.easiest(view.listeners())
            .orElseThrow(() -> new Refusal(503, "The gateway has no listener on a TCP port."));
    HttpServerRequest received = request.request();
    client
        .request(target(received, listener))
        .onSuccess(sent -> send(request, sent))
        .onFailure(cause -> request.fail(unreachable()));
  }

  private static RequestOptions target(HttpServerRequest received, ListenerView listener) {
    String uri = received.uri().substring(PATH.length());
    int slash = uri.indexOf('/');
    @Nullable HostAndPort authority =
        slash < 0 ? null : HostAndPort.parseAuthority(uri.substring(0, slash), -1);
    if (authority == null) {
      throw new Refusal(400, "The path is /api/try/{authority}/{path}.");
    }
    int port = authority.port() < 0 ? listener.tls() ? 443 : 80 : authority.port();
    return new RequestOptions()
        .setServer(SocketAddress.inetSocketAddress(listener.port(), listener.local()))
        .setSsl(listener.tls())
        .setHost(authority.host())
        .setPort(port)
        .setMethod(received.method())
        .setURI(uri.substring(slash))
        .setTimeout(PATIENCE_MILLIS)
        .setHeaders(headers(received.headers()));
  }

  private static MultiMap headers(MultiMap received) {
    MultiMap headers = HttpHeaders.headers().setAll(received);
    HopByHop.strip(headers);
    for (String field : Set.copyOf(headers.names())) {
      String name = field.toLowerCase(Locale.ROOT);
      if (KEPT_FROM_LISTENER.contains(name)
          || name.startsWith("sec-")
          || name.startsWith("x-forwarded-")) {
        headers.remove(field);
      }
    }
    return headers;
  }

  private static void send(RoutingContext request, HttpClientRequest sent) {
    request.addEndHandler(
        done -> {
          if (done.failed()) {
            sent.reset();
          }
        });
    Buffer content = request.body().buffer();
    (content == null || content.length() == 0 ? sent.send() : sent.send(content))
        .onSuccess(answer -> answer(request.response(), answer))
        .onFailure(cause -> request.fail(unreachable()));
  }

  private static Refusal unreachable() {
    return new Refusal(
        502,
        "The gateway's listener did not answer within "
            + TimeUnit.MILLISECONDS.toSeconds(PATIENCE_MILLIS)
            + " s, or broke the connection.");
  }

  private static void answer(HttpServerResponse response, HttpClientResponse answer) {
    MultiMap headers = HttpHeaders.headers().setAll(answer.headers());
    HopByHop.strip(headers);
    KEPT_FROM_BROWSER.forEach(headers::remove);
    if (!headers.contains(HttpHeaders.CONTENT_ENCODING)) {
      // Compressing would hold back the items of a stream.
      headers.set(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
    }
    headers
        .set("content-security-policy", "default-src 'none'; sandbox")
        .set("x-content-type-options", "nosniff")
        .set(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setStatusCode(answer.statusCode()).headers().setAll(headers);
    if (!headers.contains(HttpHeaders.CONTENT_LENGTH)) {
      response.setChunked(true);
    }
    answer.pipeTo(response).onFailure(cause -> response.reset());
  }
}
