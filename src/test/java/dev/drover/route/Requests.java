package dev.drover.route;

import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Head;
import dev.drover.exchange.PathVariables;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.exchange.Wheel;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** Requests and routes as the tests of this package need them. */
final class Requests {
  static final Handler NOTHING = exchange -> Future.succeededFuture(Response.of(204));

  private Requests() {}

  static Request get(String target) {
    return of(HttpMethod.GET, "", target);
  }

  static Request host(String authority, String target) {
    return of(HttpMethod.GET, authority, target);
  }

  static Request call(String path, String contentType) {
    return of(HttpMethod.POST, "", path, "content-type", contentType);
  }

  static Request of(HttpMethod method, String authority, String target, String... headers) {
    Target parts = Target.parse(method, target);
    String path = PathNormalizer.of().normalize(parts.path());
    MultiMap fields = HttpHeaders.headers();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(headers[i], headers[i + 1]);
    }
    Head head = new Head(method, authority, Target.join(path, parts.query()), fields);
    return new Request(
        head,
        path,
        parts.query(),
        Request.Version.HTTP_2,
        "https",
        Body.none(),
        new Request.Peer("192.0.2.1", 4711),
        "192.0.2.1");
  }

  static Route route(String id, Match match) {
    return Route.of(id, match, NOTHING);
  }

  /** An exchange nobody answers. */
  static Exchange exchange(Request request) {
    return new Exchange("x", request, new Wheel(() -> 1, 1_000_000, 8, when -> {}), failure -> {});
  }

  /** An exchange that has taken a route with that match. */
  static Exchange exchange(Request request, Match match) {
    Exchange exchange = exchange(request);
    if (Router.of(List.of(route("only", match))).match(request) instanceof Router.Found found) {
      exchange.put(PathVariables.KEY, found.variables());
      return exchange;
    }
    throw new AssertionError(match + " does not match " + request.path());
  }

  /** What a router makes of a request, as text: the route and its variables, 404, or 405. */
  static String show(Router.Result result) {
    if (result instanceof Router.Found found) {
      String variables = found.variables().names().isEmpty() ? "" : " " + found.variables();
      return found.route().id() + variables;
    }
    return result instanceof Router.MethodNotAllowed other ? "405 " + other.allow() : "404";
  }
}
