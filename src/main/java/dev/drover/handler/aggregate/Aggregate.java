package dev.drover.handler.aggregate;

import dev.drover.codec.Accept;
import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.GrpcFrame;
import dev.drover.codec.rpc.CallMethod;
import dev.drover.codec.rpc.CallTypes;
import dev.drover.codec.rpc.ClientCall;
import dev.drover.codec.rpc.ClientProtocol;
import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import dev.drover.expression.JsonValues;
import dev.drover.schema.Derived;
import dev.drover.schema.LiveSchema;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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
  /**
   * The gRPC method that it is, too.
   *
   * @param path {@code /package.Service/Method}
   */
  record Door(LiveSchema schema, Derived<CallTypes> types, String path) {
    CallMethod method() {
      return GrpcSender.method(schema, types, path);
    }
  }

  private static final List<String> OFFERS =
      List.of("application/json", "application/x-ndjson", "text/event-stream");
  private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** What calls leave of the time of a request, so that it can be said what came of them. */
  private static final long LAST_WORDS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Plan plan;
  private final List<Sender> senders;
  private final @Nullable Door door;

  Aggregate(Plan plan, List<Sender> senders, @Nullable Door door) {
    this.plan = plan;
    this.senders = senders;
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
    if (door == null) {
      throw Failure.of(Reason.NO_ROUTE, "This route is no method.");
    }
    CallMethod method = door.method();
    if (exchange.protocol() == Protocol.GRPC) {
      return call(exchange, method, exchange.body());
    }
    ClientProtocol codec = ClientProtocol.of(exchange.protocol());
    if (codec == null) {
      throw Failure.of(Reason.NO_ROUTE, "This method cannot be called so.");
    }
    return codec.carry(
        new ClientCall(
            exchange,
            method,
            Failure.of(Reason.NO_ROUTE, "This route is no method."),
            (int) plan.config().requestBytes().bytes(),
            PING_NANOS,
            body -> call(exchange, method, body)));
  }

  private Future<Response> run(Exchange exchange, Object body, Reply reply) {
    if (exchange.ended()) {
      return Future.failedFuture(Failure.of(Reason.CANCELLED, "The client has gone away."));
    }
    long left = exchange.remaining();
    long all = left == Exchange.NEVER ? left : left - Math.min(left / 20, LAST_WORDS_NANOS);
    long nanos = Math.min(all, plan.config().timeout().toNanos());
    long end = exchange.wheel().now() + nanos;
    return new Run(plan, senders, Known.of(exchange, body), reply, end).start();
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

  private Future<Response> call(Exchange exchange, CallMethod method, Body body) {
    int most = (int) plan.config().requestBytes().bytes();
    GrpcDeframer frames = GrpcDeframer.ofRequest(exchange.head().headers(), most);
    return Collected.of(body, most + GrpcFrame.PREFIX)
        .map(content -> message(content, frames, method))
        .compose(message -> run(exchange, message, Reply.messages(method)));
  }

  private static Object message(Buffer content, GrpcDeframer deframer, CallMethod method) {
    List<byte[]> messages = new ArrayList<>(1);
    deframer.feed(
        content,
        (bytes, offset, length) ->
            messages.add(Arrays.copyOfRange(bytes, offset, offset + length)));
    if (messages.size() != 1 || !deframer.empty()) {
      throw Failure.of(Reason.MALFORMED, "The request must have exactly one message.");
    }
    byte[] wire = messages.get(0);
    try {
      return Json.value(method.printRequest(wire, 0, wire.length));
    } catch (IOException impossible) {
      throw new IllegalStateException("A message was printed as what is no JSON.", impossible);
    }
  }
}
