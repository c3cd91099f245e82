package dev.drover.handler.aggregate;

import dev.drover.codec.Accept;
import dev.drover.codec.rpc.CallMethod;
import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.expression.JsonValues;
import dev.drover.handler.Door;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.Workers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One answer from many calls: HTTP requests, gRPC calls and tasks, each of which may use what
 * others have brought. Example:
 *
 * <pre>
 * "aggregate": { "calls": {
 *   "user":   { "upstream": "users",  "path": "/users/{path.id}" },
 *   "orders": { "upstream": "orders", "path": "/orders", "query": { "of": "=user.body.key" } } } }
 * </pre>
 */
public final class Aggregate implements Handler {
  private static final List<String> OFFERS =
      List.of("application/json", "application/x-ndjson", "text/event-stream");

  /** What calls leave of the time of a request, so that it can be said what came of them. */
  private static final long LAST_WORDS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Plan plan;
  private final List<Sender> senders;
  private final Workers workers;
  private final @Nullable Door door;

  Aggregate(Plan plan, List<Sender> senders, Workers workers, @Nullable Door door) {
    this.plan = plan;
    this.senders = senders;
    this.workers = workers;
    this.door = door;
  }

  @Override
  public Future<Response> handle(Exchange exchange) {
    if (exchange.head().headers().contains(HttpHeaders.EXPECT)) {
      exchange.interim(100, Body.NO_TRAILERS);
    }
    if (!exchange.protocol().calls()) {
      Reply reply = reply(exchange.head().headers().get(HttpHeaders.ACCEPT));
      return content(exchange).compose(body -> run(exchange, body, reply));
    }
    return Door.open(
        door,
        exchange,
        (int) plan.config().requestBytes().bytes(),
        (method, message) -> run(exchange, value(message, method), Reply.messages(method)));
  }

  private Future<Response> run(Exchange exchange, Object body, Reply reply) {
    if (exchange.ended()) {
      return Future.failedFuture(Failure.of(Reason.CANCELLED, "The client has gone away."));
    }
    long left = exchange.remaining();
    long all = left == Exchange.NEVER ? left : left - Math.min(left / 20, LAST_WORDS_NANOS);
    long nanos = Math.min(all, plan.config().timeout().toNanos());
    long end = exchange.wheel().now() + nanos;
    return new Run(plan, senders, workers, Known.of(exchange, body), reply, end).start();
  }

  private Reply reply(@Nullable String accept) {
    return switch (plan.config().stream()) {
      case NEVER -> Reply.json();
      case NDJSON -> Reply.lines();
      case SSE -> Reply.events();
      case ASKED ->
          switch (accept == null ? 0 : Accept.choose(accept, OFFERS)) {
            case 1 -> Reply.lines();
            case 2 -> Reply.events();
            default -> Reply.json();
          };
    };
  }

  private Future<Object> content(Exchange exchange) {
    if (!plan.readsBody()) {
      return Future.succeededFuture(JsonValues.NULL);
    }
    String type = exchange.head().headers().get(HttpHeaders.CONTENT_TYPE);
    return Collected.of(exchange.body(), plan.config().requestBytes().bytes())
        .map(content -> value(content, type));
  }

  private static Object value(Buffer content, @Nullable String type) {
    if (content.length() > 0 && type != null && !HttpSender.isJson(type)) {
      return content.toString();
    }
    try {
      return Json.value(content.getBytes());
    } catch (IOException malformed) {
      throw Failure.of(Reason.MALFORMED, "The content of this request is not JSON.");
    }
  }

  private static Object value(byte[] message, CallMethod method) {
    try {
      return Json.value(method.printRequest(message, 0, message.length));
    } catch (IOException impossible) {
      throw new IllegalStateException("A message was printed as what is no JSON.", impossible);
    }
  }
}
