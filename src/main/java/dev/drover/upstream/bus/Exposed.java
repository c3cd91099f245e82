package dev.drover.upstream.bus;

import dev.drover.codec.HopByHop;
import dev.drover.config.ExposeConfig;
import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.upstream.CallFailed;
import dev.drover.upstream.Upstream;
import dev.drover.upstream.UpstreamCalls;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An upstream as an address of the event bus, with its endpoints, pools and TLS. A message with the
 * header {@code grpc-method} is a gRPC call whose body is the message; any other is an HTTP request
 * of its headers {@code http-method} and {@code http-path}. Confined to its event loop.
 */
public final class Exposed {
  private final Upstream upstream;
  private final Wheel wheel;
  private final ExposeConfig config;
  private final MessageConsumer<Object> consumer;

  /** Called on the event loop of the upstream. */
  public Exposed(Vertx vertx, Wheel wheel, String address, ExposeConfig config, Upstream upstream) {
    this.upstream = upstream;
    this.wheel = wheel;
    this.config = config;
    this.consumer =
        config.cluster()
            ? vertx.eventBus().consumer(address)
            : vertx.eventBus().localConsumer(address);
    consumer.handler(this::take);
  }

  /** Completes when verticles can call it. */
  public Future<Void> ready() {
    return consumer.completion();
  }

  /** Takes no more calls. */
  public Future<Void> close() {
    return consumer.unregister();
  }

  private void take(Message<Object> message) {
    String method = message.headers().get("grpc-method");
    Buffer body = BusMessages.bytes(message.body());
    if (method == null) {
      http(message, body);
      return;
    }
    int most = (int) Math.min(config.messageBytes().bytes(), Integer.MAX_VALUE - 8);
    new UpstreamCalls(upstream, wheel, most)
        .call("/" + method, body.getBytes(), config.timeout())
        .onSuccess(answer -> message.reply(Buffer.buffer(answer)))
        .onFailure(
            cause ->
                message.fail(
                    cause instanceof CallFailed failed
                        ? failed.code().number()
                        : GrpcCode.INTERNAL.number(),
                    cause.getMessage()));
  }

  private void http(Message<Object> message, Buffer body) {
    String verb = text(message.headers(), "http-method", body.length() == 0 ? "GET" : "POST");
    String target = text(message.headers(), "http-path", "/");
    if (!target.startsWith("/") || target.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      message.fail(GrpcCode.INVALID_ARGUMENT.number(), "The header http-path is no path.");
      return;
    }
    MultiMap headers = HttpHeaders.headers().set(HttpHeaders.USER_AGENT, "drover");
    for (Map.Entry<String, String> header : message.headers()) {
      if (!header.getKey().startsWith("http-")) {
        headers.set(header.getKey(), header.getValue());
      }
    }
    HopByHop.strip(headers);
    if (body.length() > 0) {
      headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    }
    Request request =
        new Request(
            new Head(HttpMethod.valueOf(verb), upstream.name(), target, headers),
            target,
            null,
            Request.Version.HTTP_1_1,
            "http",
            body.length() == 0 ? Body.none() : Body.of(body),
            new Request.Peer("", 0),
            "");
    Promise<Response> promise = Promise.promise();
    Exchange exchange = new Exchange("", request, wheel, failure -> ended(failure, promise));
    exchange.routed("", verb);
    exchange.limit(config.timeout().toNanos());
    upstream
        .send(exchange, Outbound.of(exchange))
        .compose(
            answer ->
                Collected.of(answer.body(), config.messageBytes().bytes())
                    .map(
                        content ->
                            new Response(answer.status(), answer.headers(), Body.of(content))))
        .onSuccess(
            answer -> {
              promise.tryComplete(answer);
              exchange.complete();
            })
        .onFailure(cause -> exchange.fail(Failure.from(cause)));
    promise
        .future()
        .onSuccess(answer -> reply(message, answer))
        .onFailure(cause -> fail(message, Failure.from(cause)));
  }

  private static String text(MultiMap headers, String name, String otherwise) {
    String value = headers.get(name);
    return value == null ? otherwise : value;
  }

  private static void ended(@Nullable Failure failure, Promise<Response> promise) {
    if (failure != null) {
      promise.tryFail(failure);
    }
  }

  private static void reply(Message<Object> message, Response answer) {
    DeliveryOptions head =
        new DeliveryOptions().addHeader("http-status", Integer.toString(answer.status()));
    answer.headers().forEach(field -> head.addHeader(field.getKey(), field.getValue()));
    message.reply(
        answer.body() instanceof Body.Whole whole ? whole.buffer() : Buffer.buffer(), head);
  }

  private static void fail(Message<Object> message, Failure failure) {
    message.fail(failure.reason().grpc().number(), failure.text());
  }
}
