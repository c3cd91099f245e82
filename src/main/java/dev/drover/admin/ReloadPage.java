package dev.drover.admin;

import dev.drover.config.InvalidConfig;
import dev.drover.config.Problem;
import dev.drover.status.Failure;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Locale;

/**
 * {@code POST /reload} with a configuration as JSON. A web page of another origin cannot send that
 * type of content without asking first, and is not answered when it asks.
 */
final class ReloadPage {
  static final String PATH = "/reload";
  static final int MOST_BYTES = 16 << 20;

  /** What it answers. */
  private record Done(List<String> changes) {}

  private record Refused(String error, String source, List<Problem> problems) {}

  private final AdminView view;
  private final boolean allowed;
  private final Handler<RoutingContext> broken;

  /**
   * @param allowed whether another configuration is taken at all
   * @param broken says what is wrong with a request
   */
  ReloadPage(AdminView view, boolean allowed, Handler<RoutingContext> broken) {
    this.view = view;
    this.allowed = allowed;
    this.broken = broken;
  }

  void mount(Router router) {
    router.post(PATH).handler(this::refuse).failureHandler(broken);
    router
        .post(PATH)
        .handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES))
        .handler(this::reload)
        .failureHandler(broken);
    router
        .route(PATH)
        .handler(
            request -> {
              request.response().putHeader("allow", "POST");
              request.fail(new Refusal(405, "Post a configuration here; /config shows it."));
            })
        .failureHandler(broken);
  }

  private void refuse(RoutingContext request) {
    String type = request.request().getHeader("content-type");
    if (!allowed) {
      throw new Refusal(
          403, "This port is on no loopback address; \"reload\" in its configuration allows it.");
    }
    if (type == null || !type.strip().toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new Refusal(415, "Send the configuration as application/json.");
    }
    request.next();
  }

  private void reload(RoutingContext request) {
    boolean herd = request.queryParams().contains("herd");
    String json = request.body().asString();
    view.reload(json == null ? "" : json, herd)
        .onSuccess(changes -> AdminServer.json(request, 200, new Done(changes)))
        .onFailure(
            cause -> {
              if (cause instanceof InvalidConfig invalid) {
                String error = "The configuration cannot be used; the one before stays in use.";
                AdminServer.json(
                    request, 422, new Refused(error, invalid.source(), invalid.problems()));
              } else if (cause instanceof Failure known) {
                request.fail(new Refusal(409, known.text()));
              } else {
                request.fail(cause);
              }
            });
  }
}
