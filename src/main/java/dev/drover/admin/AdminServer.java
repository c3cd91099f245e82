package dev.drover.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.drover.admin.AdminView.Readiness;
import dev.drover.config.AdminConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin port. It shows and changes nothing: every page is a GET, but for what the API page
 * tries on the gateway's own listener, and for another configuration. It has no authentication, so
 * it belongs on a loopback address or a private network; on a loopback address it answers only
 * requests whose authority is one too, so that no web page can reach it by a name of its own (DNS
 * rebinding).
 */
public final class AdminServer {
  private static final Logger LOGGER = LoggerFactory.getLogger(AdminServer.class);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();
  private static final long PATIENCE_SECONDS = 2;
  private static final int SHOWN = 100;
  private static final int FRONT_SHOWN = 10;
  private static final Comparator<ExchangeView> OLDEST_FIRST =
      Comparator.comparingDouble(ExchangeView::ageMs).reversed();

  /** What {@code /exchanges} answers. */
  private record Exchanges(int total, List<ExchangeView> exchanges) {}

  private record Problem(String error, Set<String> pages) {}

  private final Vertx vertx;
  private final AdminView view;
  private final Set<String> pages = new TreeSet<>();
  private final Router router;
  private final HttpServer server;
  private final TryRelay relay;

  public AdminServer(Vertx vertx, AdminView view) {
    this.vertx = vertx;
    this.view = view;
    this.router = Router.router(vertx);
    this.relay = new TryRelay(vertx, view);
    this.server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setIdleTimeout(60)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setCompressionSupported(true));
  }

  /**
   * Starts to listen.
   *
   * @return the port
   */
  public Future<Integer> listen(AdminConfig config) {
    String host = config.host();
    boolean loopback = Loopback.is(host);
    ApiPages apis = new ApiPages(vertx, view, loopback);
    if (loopback) {
      router.route().handler(this::refuseForeignAuthority);
      relay.mount(router);
    }
    page("/", this::front);
    page("/healthz", request -> json(request, 200, Map.of("status", "ok")));
    page("/readyz", this::readiness);
    page("/metrics", this::metrics);
    page("/routes", request -> json(request, 200, view.routes()));
    page("/schemas", request -> json(request, 200, view.schemas()));
    page("/config", request -> json(request, 200, view.config()));
    page("/exchanges", this::exchanges);
    page("/upstreams", this::upstreams);
    page("/herd", this::herd);
    page("/api", apis::page);
    page("/openapi.json", apis::all);
    apis.mount(router);
    new ReloadPage(view, loopback || config.reload(), this::broken).mount(router);
    router
        .route()
        .handler(request -> problem(request, 404, "There is no such page; see the list."))
        .failureHandler(this::broken);
    return server.requestHandler(router).listen(config.port(), host).map(HttpServer::actualPort);
  }

  public Future<Void> close() {
    relay.close();
    return server.close();
  }

  private void page(String path, Handler<RoutingContext> answer) {
    pages.add(path);
    router.get(path).handler(answer).failureHandler(this::broken);
    router
        .route(path)
        .handler(
            request -> {
              request.response().putHeader("allow", "GET");
              problem(request, 405, "This page is only read: use GET.");
            });
  }

  private void refuseForeignAuthority(RoutingContext request) {
    if (request.request().authority() == null
        || Loopback.is(request.request().authority().host())) {
      request.next();
    } else {
      problem(
          request,
          421,
          "This port listens on a loopback address and answers only to localhost; configure"
              + " another address to reach it by name.");
    }
  }

  private void front(RoutingContext request) {
    view.exchanges()
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .map(all -> new FrontPage.InFlight(all.size(), oldest(all, FRONT_SHOWN), true))
        .otherwise(new FrontPage.InFlight(0, List.of(), false))
        .compose(
            inFlight ->
                known()
                    .compose(
                        upstreams ->
                            view.herd().map(herd -> FrontPage.of(view, inFlight, upstreams, herd))))
        .onSuccess(page -> FrontPage.send(request, FrontPage.POLICY, page))
        .onFailure(request::fail);
  }

  private void herd(RoutingContext request) {
    view.herd()
        .onSuccess(
            state -> {
              if (state.isPresent()) {
                json(request, 200, state.get());
              } else {
                problem(
                    request, 404, "This gateway is in no herd; see \"herd\" in its configuration.");
              }
            })
        .onFailure(request::fail);
  }

  private void readiness(RoutingContext request) {
    Readiness readiness = view.ready();
    json(request, readiness.ready() ? 200 : 503, readiness);
  }

  private void metrics(RoutingContext request) {
    String accept = request.request().getHeader("accept");
    vertx
        .executeBlocking(() -> view.scrape(accept == null ? "" : accept), false)
        .onSuccess(
            scrape ->
                request
                    .response()
                    .putHeader("content-type", scrape.contentType())
                    .end(scrape.text()))
        .onFailure(request::fail);
  }

  private void exchanges(RoutingContext request) {
    String asked = request.request().getParam("limit", Integer.toString(SHOWN));
    int limit;
    try {
      limit = Integer.parseUnsignedInt(asked);
    } catch (NumberFormatException e) {
      problem(request, 400, "The limit is a number of exchanges, such as ?limit=100.");
      return;
    }
    view.exchanges()
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .onSuccess(all -> json(request, 200, new Exchanges(all.size(), oldest(all, limit))))
        .onFailure(cause -> hangs(request));
  }

  private void hangs(RoutingContext request) {
    problem(
        request,
        503,
        "An event loop did not say within 2 s what it has in flight: it hangs, or has too much to"
            + " do. See drover_event_loop_lag_max_seconds in /metrics.");
  }

  private void upstreams(RoutingContext request) {
    view.upstreams()
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .onSuccess(all -> json(request, 200, all))
        .onFailure(cause -> hangs(request));
  }

  /** For the front page, which shows what it can. */
  private Future<List<UpstreamView>> known() {
    return view.upstreams().timeout(PATIENCE_SECONDS, TimeUnit.SECONDS).otherwise(List.of());
  }

  private static List<ExchangeView> oldest(List<ExchangeView> all, int limit) {
    return all.stream().sorted(OLDEST_FIRST).limit(Math.max(0, limit)).toList();
  }

  private void broken(RoutingContext request) {
    if (request.failure() instanceof Refusal refusal) {
      problem(request, refusal.status(), String.valueOf(refusal.getMessage()));
      return;
    }
    if (request.statusCode() == 413) {
      problem(
          request, 413, "What is tried may have 4 MiB of content at most, a configuration 16 MiB.");
      return;
    }
    LOGGER.error("The admin page {} failed.", request.normalizedPath(), request.failure());
    if (!request.response().headWritten()) {
      problem(request, 500, "This page failed; the reason is in the log.");
    }
  }

  private void problem(RoutingContext request, int status, String sentence) {
    json(request, status, new Problem(sentence, pages));
  }

  static void json(RoutingContext request, int status, Object value) {
    try {
      request
          .response()
          .setStatusCode(status)
          .putHeader("content-type", "application/json")
          .putHeader("cache-control", "no-store")
          .putHeader("x-content-type-options", "nosniff")
          .end(JSON.writeValueAsString(value) + "\n");
    } catch (JsonProcessingException e) {
      request.fail(e);
    }
  }
}
