package dev.drover.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The pages about APIs: {@code /openapi.json}, {@code /openapi/{route}.json} and {@code /api}. */
final class ApiPages {
  private static final String NONE = "The configuration has no transcoding routes.";

  private static final Map<String, String> VIEWER =
      Map.of(
          "swagger-ui.css", "text/css; charset=utf-8",
          "swagger-ui-bundle.js", "text/javascript; charset=utf-8");

  private final Vertx vertx;
  private final AdminView view;
  private final boolean relayed;

  /**
   * @param relayed whether what is tried on the page reaches the gateway
   */
  ApiPages(Vertx vertx, AdminView view, boolean relayed) {
    this.vertx = vertx;
    this.view = view;
    this.relayed = relayed;
  }

  /** Adds the pages that have parameters. */
  void mount(Router router) {
    router
        .get("/openapi/:file")
        .handler(
            request -> {
              String file = request.pathParam("file");
              document(
                  request,
                  apis ->
                      file.endsWith(".json")
                          ? apis.of(file.substring(0, file.length() - ".json".length()))
                          : Optional.empty(),
                  "There is no such document; /openapi/{route}.json is that of a route.");
            });
    router.get(ApiPage.VIEWER + ":file").handler(this::viewer);
  }

  /** {@code /openapi.json} */
  void all(RoutingContext request) {
    document(request, Apis::merged, NONE);
  }

  /** {@code /api} */
  void page(RoutingContext request) {
    List<ApiDocument> apis = view.apis();
    String chosen = request.request().getParam("route", "");
    if (apis.isEmpty()) {
      throw new Refusal(404, NONE);
    }
    if (!chosen.isEmpty() && apis.stream().noneMatch(api -> api.id().equals(chosen))) {
      throw new Refusal(404, "No route with that name has an API; see /api.");
    }
    boolean trying = relayed && ListenerView.easiest(view.listeners()).isPresent();
    FrontPage.send(request, ApiPage.POLICY, ApiPage.of(apis, chosen, trying));
  }

  private void document(
      RoutingContext request, Function<Apis, Optional<ObjectNode>> question, String none) {
    HostAndPort authority = request.request().authority();
    String machine = authority == null ? "localhost" : authority.host();
    Apis apis = new Apis(view.apis(), view.listeners(), machine);
    vertx
        .executeBlocking(() -> question.apply(apis).map(ObjectNode::toPrettyString), false)
        .map(text -> text.orElseThrow(() -> new Refusal(404, none)))
        .onSuccess(
            text ->
                request
                    .response()
                    .putHeader("content-type", "application/json")
                    .putHeader("cache-control", "no-store")
                    .putHeader("x-content-type-options", "nosniff")
                    .end(text + "\n"))
        .onFailure(request::fail);
  }

  private void viewer(RoutingContext request) {
    String file = request.pathParam("file");
    String type = VIEWER.get(file);
    if (type == null) {
      request.next();
      return;
    }
    vertx
        .executeBlocking(() -> Buffer.buffer(Resource.bytes(ApiPage.VIEWER_FILES + file)), false)
        .onSuccess(
            content ->
                request
                    .response()
                    .putHeader("content-type", type)
                    .putHeader("cache-control", "max-age=31536000, immutable")
                    .putHeader("x-content-type-options", "nosniff")
                    .end(content))
        .onFailure(request::fail);
  }
}
