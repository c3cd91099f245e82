package dev.drover.server;

import dev.drover.codec.GrpcHead;
import dev.drover.codec.rpc.ConnectTimeout;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.PathVariables;
import dev.drover.exchange.Request;
import dev.drover.route.Route;
import dev.drover.route.Router;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of one request through the gateway, top to bottom: it becomes an exchange, gets its
 * deadline and its route, and goes to the route's handler; what comes back goes to its responder.
 * One for each listener and event loop.
 */
final class Reception {
  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");

  private final Intake intake;
  private final RequestId ids;
  private final Listener.Loop loop;
  private final long stallNanos;
  private final long bodyBytes;

  Reception(Intake intake, RequestId ids, Listener.Loop loop, long stallNanos, long bodyBytes) {
    this.intake = intake;
    this.ids = ids;
    this.loop = loop;
    this.stallNanos = stallNanos;
    this.bodyBytes = bodyBytes;
  }

  /** Takes a request; called on the event loop of its connection. */
  void accept(HttpServerRequest in) {
    ConnectionGuard connection = ConnectionGuard.of(in.connection());
    RequestStream stream = body(in);
    Responder responder = new Responder(in, loop.pass(), stallNanos);
    Failure refusal = null;
    Request request;
    try {
      request =
          intake.read(
              in,
              connection.peer(),
              stream == null ? Body.none() : new Body.Stream(stream, () -> Body.NO_TRAILERS));
    } catch (Failure failure) {
      refusal = failure;
      request = intake.unread(in, connection.peer());
    }
    String id = ids.of(in.headers().get(REQUEST_ID));
    Exchange exchange = new Exchange(id, request, loop.wheel(), responder);
    responder.belongsTo(exchange, stream);
    if (stream != null) {
      stream.belongsTo(exchange);
    }
    loop.telemetry().started(exchange);
    exchange.onEnd(failure -> loop.telemetry().ended(exchange));
    loop.inFlight().add(exchange);
    connection.opened(exchange);
    in.exceptionHandler(cause -> gone(exchange, cause));
    in.response().exceptionHandler(cause -> gone(exchange, cause));
    String overload = loop.overload().why();
    if (refusal != null) {
      exchange.fail(refusal);
    } else if (overload != null) {
      exchange.fail(
          Failure.of(Reason.SHED, "The gateway has too much to do; try again later.")
              .retryAfter(Duration.ofSeconds(1))
              .note(overload));
    } else {
      route(exchange, stream, responder);
    }
  }

  private @Nullable RequestStream body(HttpServerRequest in) {
    boolean http2 = Intake.http2(in);
    String length = in.getHeader(HttpHeaders.CONTENT_LENGTH);
    boolean none = http2 ? "0".equals(length) : length == null || length.equals("0");
    if (none && !in.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
      return null;
    }
    boolean owed = !http2 || length != null;
    RequestStream stream = new RequestStream(in, owed ? stallNanos : 0);
    in.pause();
    return stream;
  }

  private static void gone(Exchange exchange, Throwable cause) {
    exchange.fail(Failure.of(Reason.CANCELLED, "The client has gone away.", cause));
  }

  private void route(Exchange exchange, @Nullable RequestStream stream, Responder responder) {
    try {
      deadline(exchange);
      Router.Result result = find(exchange.request());
      if (result instanceof Router.Found found) {
        Route route = found.route();
        enter(exchange, route, found.variables());
        limitBody(exchange, stream, Math.min(bodyBytes, route.bodyBytes()));
        if (!exchange.ended()) {
          route.handler().handle(exchange).onComplete(responder::handled);
        }
      } else if (result instanceof Router.MethodNotAllowed other) {
        exchange.fail(other.failure());
      } else {
        exchange.fail(noRoute(exchange.request()));
      }
    } catch (Throwable thrown) { // a user's handler may throw anything, and must not hang a client
      exchange.fail(Failure.from(thrown));
    }
  }

  /** The route; of a preflight that of the method it asks for, if that one answers preflights. */
  private Router.Result find(Request request) {
    Router router = loop.router().get();
    HttpMethod asked = request.preflight();
    if (asked != null) {
      for (Request either : List.of(request, request.asGrpc())) {
        if (router.match(either, asked) instanceof Router.Found found
            && found.route().preflights()) {
          return found;
        }
      }
    }
    return router.match(request);
  }

  private void enter(Exchange exchange, Route route, PathVariables variables) {
    Request request = exchange.request();
    boolean call = exchange.protocol().calls();
    exchange.routed(
        route.id(), call ? request.path().substring(1) : request.head().method().name());
    loop.telemetry().routed(exchange);
    if (variables != PathVariables.NONE) {
      exchange.put(PathVariables.KEY, variables);
    }
    if (!route.accessLog()) {
      exchange.hush();
    }
    Duration timeout = route.timeout();
    if (timeout != null) {
      exchange.limit(timeout.toNanos());
    }
  }

  private Failure noRoute(Request request) {
    HttpMethod method = request.head().method();
    boolean call = loop.router().get().match(request.asGrpc()) instanceof Router.Found;
    String sent = call ? " as it is sent; as a gRPC call one does." : " on this host.";
    return Failure.of(Reason.NO_ROUTE, "No route takes " + method + " " + request.path() + sent);
  }

  private static void deadline(Exchange exchange) {
    switch (exchange.protocol()) {
      case GRPC, GRPC_WEB, GRPC_WEB_TEXT -> GrpcHead.limit(exchange);
      case CONNECT, CONNECT_GET, CONNECT_STREAM -> ConnectTimeout.limit(exchange);
      default -> {}
    }
  }

  private static void limitBody(Exchange exchange, @Nullable RequestStream stream, long bound) {
    if (stream == null || bound == Long.MAX_VALUE) {
      return;
    }
    stream.bound(bound);
    String length = exchange.head().headers().get(HttpHeaders.CONTENT_LENGTH);
    if (length != null && length.length() < 19 && Long.parseLong(length) > bound) {
      exchange.fail(
          Failure.of(
              Reason.TOO_LARGE,
              "The request's content has " + length + " bytes; " + bound + " are allowed here."));
    }
  }
}
