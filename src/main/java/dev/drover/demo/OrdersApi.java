package dev.drover.demo;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A REST origin: 300 orders with paging, all of them as a report that is slow to give, a path that
 * asks to come back later, one that is slow, one that streams events and one that speaks WebSocket.
 * Over HTTP/1.1 and HTTP/2, without TLS.
 */
public final class OrdersApi extends VerticleBase implements Origin {
  private static final int LARGEST_PAGE = 100;
  private static final int MOST_MILLIS = 60_000;
  private static final int MOST_EVENTS = 100_000;
  private static final int LARGEST_BODY = 64 << 10;

  private final int wanted;
  private @Nullable HttpServer server;
  private int flaky;
  private int reports;

  /**
   * @param port 0 for any free one
   */
  public OrdersApi(int port) {
    this.wanted = port;
  }

  @Override
  public Future<?> start() {
    Router router = Router.router(vertx);
    router.get("/orders").handler(this::list);
    router.get("/orders/:id").handler(this::show);
    router.get("/reports/all").handler(this::report);
    router
        .post("/orders")
        .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
        .handler(this::create);
    router.get("/flaky").handler(this::flaky);
    router.get("/slow").handler(this::slow);
    router.get("/events").handler(this::events);
    router
        .get("/ws")
        .handler(context -> context.request().toWebSocket().onSuccess(OrdersApi::echo));
    router.errorHandler(413, context -> problem(context, 413, "An order has at most 64 KiB."));
    HttpServer listening =
        vertx
            .createHttpServer(new HttpServerOptions().setHost(LOOPBACK).setPort(wanted))
            .requestHandler(router);
    server = listening;
    return listening.listen();
  }

  @Override
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  /** A page of all orders, for which every third request comes too soon. */
  private void report(RoutingContext context) {
    if (++reports % 3 == 2) {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
      problem(context, 429, "Come back in a second.");
    } else {
      list(context);
    }
  }

  private void list(RoutingContext context) {
    OptionalInt size = number(context, "size", 20, 1, LARGEST_PAGE);
    OptionalInt number = number(context, "page", 1, 1, Order.COUNT);
    if (size.isEmpty() || number.isEmpty()) {
      return;
    }
    Page page = new Page(number.getAsInt(), size.getAsInt(), Order.COUNT);
    JsonArray orders = new JsonArray();
    for (int id = page.first(); id <= page.last(); id++) {
      Order.of(id).ifPresent(order -> orders.add(order.toJson()));
    }
    context.response().putHeader("link", page.links(context.request().path()));
    answer(
        context,
        200,
        new JsonObject()
            .put("page", page.number())
            .put("size", page.size())
            .put("total", page.total())
            .put("orders", orders));
  }

  private void show(RoutingContext context) {
    Optional<Order> order =
        parse(context.pathParam("id")).stream().boxed().findAny().flatMap(Order::of);
    if (order.isPresent()) {
      answer(context, 200, order.get().toJson());
    } else {
      problem(context, 404, "There is no such order; they are numbered from 1 to 300.");
    }
  }

  private void create(RoutingContext context) {
    Buffer body = context.body().buffer();
    Object asked;
    try {
      asked = body == null || body.length() == 0 ? "" : Json.decodeValue(body);
    } catch (DecodeException notJson) {
      problem(context, 400, "The body is not JSON.");
      return;
    }
    if (!(asked instanceof JsonObject order) || !(order.getValue("item") instanceof String item)) {
      problem(context, 422, "An order is a JSON object with an \"item\", a string.");
      return;
    }
    int id = Order.COUNT + 1;
    context.response().putHeader(HttpHeaders.LOCATION, "/orders/" + id);
    answer(
        context,
        201,
        new JsonObject()
            .put("id", id)
            .put("item", item)
            .put("quantity", order.getValue("quantity", 1))
            .put("state", "placed"));
  }

  private void flaky(RoutingContext context) {
    if (++flaky % 3 == 0) {
      answer(context, 200, new JsonObject().put("attempt", flaky));
      return;
    }
    context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
    problem(context, 429, "Come back in a second.");
  }

  private void slow(RoutingContext context) {
    OptionalInt millis = number(context, "ms", 1000, 0, MOST_MILLIS);
    if (millis.isEmpty()) {
      return;
    }
    long timer =
        vertx.setTimer(
            Math.max(1, millis.getAsInt()),
            due -> answer(context, 200, new JsonObject().put("ms", millis.getAsInt())));
    context.response().closeHandler(closed -> vertx.cancelTimer(timer));
  }

  private void events(RoutingContext context) {
    OptionalInt count = number(context, "count", 5, 1, MOST_EVENTS);
    OptionalInt millis = number(context, "ms", 200, 1, MOST_MILLIS);
    if (count.isEmpty() || millis.isEmpty()) {
      return;
    }
    HttpServerResponse response =
        context
            .response()
            .setChunked(true)
            .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    int[] sent = {0};
    long timer =
        vertx.setPeriodic(
            0,
            millis.getAsInt(),
            tick -> {
              if (response.writeQueueFull()) {
                return;
              }
              String event = event(++sent[0]);
              if (sent[0] < count.getAsInt()) {
                response.write(event);
              } else {
                vertx.cancelTimer(tick);
                response.end(event);
              }
            });
    response.exceptionHandler(broken -> vertx.cancelTimer(timer));
    response.closeHandler(closed -> vertx.cancelTimer(timer));
  }

  private static String event(int number) {
    String data =
        Order.of(1 + (number - 1) % Order.COUNT).map(order -> order.toJson().encode()).orElse("{}");
    return "id: " + number + "\nevent: order\ndata: " + data + "\n\n";
  }

  private static void echo(ServerWebSocket socket) {
    socket.frameHandler(
        frame -> {
          if (!frame.isText() && !frame.isBinary() && !frame.isContinuation()) {
            return;
          }
          socket.writeFrame(frame);
          if (socket.writeQueueFull()) {
            socket.pause();
            socket.drainHandler(drained -> socket.resume());
          }
        });
  }

  /** The parameter, or empty when it is wrong and the answer says so. */
  private static OptionalInt number(
      RoutingContext context, String name, int otherwise, int least, int most) {
    String text = context.request().getParam(name);
    OptionalInt number = text == null ? OptionalInt.of(otherwise) : parse(text);
    if (number.isPresent() && number.getAsInt() >= least && number.getAsInt() <= most) {
      return number;
    }
    problem(context, 400, name + " must be a number from " + least + " to " + most + ".");
    return OptionalInt.empty();
  }

  private static OptionalInt parse(String text) {
    return text.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  private static void problem(RoutingContext context, int status, String detail) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json");
    context
        .response()
        .end(new JsonObject().put("status", status).put("detail", detail).encode() + "\n");
  }

  private static void answer(RoutingContext context, int status, JsonObject json) {
    if (!context.response().ended() && !context.response().closed()) {
      context
          .response()
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
      context.response().end(json.encode() + "\n");
    }
  }
}
