package dev.drover.upstream.bus;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.GrpcFrame;
import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Response;
import dev.drover.schema.Derived;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schemas;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.upstream.Upstream;
import dev.drover.upstream.UpstreamFactory;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of the event bus as an upstream: a request is a message, a reply the answer. A gRPC
 * call that streams is a {@link BusStream}. Local unless the configuration says that messages may
 * leave the process.
 */
public final class BusUpstream implements Upstream {
  /** Makes them. */
  public static final class Factory implements UpstreamFactory<BusConfig> {
    @Override
    public String name() {
      return "bus";
    }

    @Override
    public Class<BusConfig> config() {
      return BusConfig.class;
    }

    @Override
    public Upstream create(String name, BusConfig config, Loop loop) {
      return new BusUpstream(name, config, loop.vertx(), loop.schemas());
    }
  }

  private static final Set<String> CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "content-encoding",
          "expect",
          "grpc-accept-encoding",
          "grpc-encoding",
          "grpc-timeout",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final String name;
  private final BusConfig config;
  private final Vertx vertx;
  private final BusFailures failures;
  private final int most;
  private final @Nullable Derived<BusMessages> messages;

  BusUpstream(String name, BusConfig config, Vertx vertx, Schemas schemas) {
    this.name = name;
    this.config = config;
    this.vertx = vertx;
    this.failures = new BusFailures(config.failures());
    this.most = (int) Math.min(config.messageBytes().bytes(), Integer.MAX_VALUE - 8);
    LiveSchema live =
        config.schema().isEmpty() ? null : schemas.of(config.schema(), name).orElseThrow();
    this.messages = live == null ? null : live.derive("bus", BusMessages::of);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Future<Response> send(Exchange exchange, Outbound outbound) {
    String target = outbound.head().target();
    int mark = target.indexOf('?');
    String path = (mark < 0 ? target : target.substring(0, mark)).substring(1);
    String address = address(path);
    if (!config.allows(address)) {
      return Future.failedFuture(
          Failure.of(Reason.DENIED, "The address of this request is not open to clients.")
              .note(address));
    }
    exchange.attempt(address);
    DeliveryOptions head = head(exchange, outbound);
    if (!outbound.grpc()) {
      head.addHeader("http-method", outbound.head().method().name());
      head.addHeader("http-path", "/" + path);
      head.addHeader("http-query", mark < 0 ? "" : target.substring(mark + 1));
      return Collected.of(outbound.body(), most).compose(body -> plain(address, body, head));
    }
    head.addHeader("grpc-method", path);
    BusMessages known = messages == null ? null : messages.value();
    MethodDescriptor method = known == null ? null : known.method(path);
    if (messages != null && method == null) {
      return Future.failedFuture(
          Failure.of(Reason.NO_SCHEMA, "The schema of this route does not have this method now."));
    }
    Form form = new Form(known, method);
    GrpcDeframer frames;
    try {
      frames = GrpcDeframer.ofRequest(outbound.head().headers(), most);
    } catch (Failure unknown) {
      return Future.failedFuture(unknown);
    }
    return form.streams(config, path)
        ? stream(exchange, outbound.body(), frames, address, head, form)
        : Collected.of(outbound.body(), most + (long) GrpcFrame.PREFIX)
            .compose(body -> call(address, one(frames, body), head, form));
  }

  private String address(String path) {
    int slash = path.indexOf('/');
    return config.address().indexOf('{') < 0
        ? config.address()
        : config
            .address()
            .replace("{service}", slash < 0 ? path : path.substring(0, slash))
            .replace("{method}", path.substring(slash + 1))
            .replace("{path}", path.replace('/', '.'));
  }

  private DeliveryOptions head(Exchange exchange, Outbound outbound) {
    DeliveryOptions head = new DeliveryOptions().setLocalOnly(!config.cluster());
    long left =
        exchange.deadline() == Exchange.NEVER ? Long.MAX_VALUE : exchange.remaining() / 1_000_000;
    head.setSendTimeout(Math.max(1, Math.min(left, config.timeout().toMillis())));
    for (Map.Entry<String, String> field : outbound.head().headers()) {
      String lower = field.getKey().toLowerCase(Locale.ROOT);
      if (!CONNECTION.contains(lower) && BusConfig.matches(config.request(), lower)) {
        head.addHeader(lower, field.getValue());
      }
    }
    return head;
  }

  private MultiMap fields(MultiMap headers) {
    MultiMap fields = HttpHeaders.headers();
    for (Map.Entry<String, String> header : headers) {
      String lower = header.getKey().toLowerCase(Locale.ROOT);
      boolean own = lower.startsWith("http-") || lower.startsWith("grpc-");
      if (!own
          && !CONNECTION.contains(lower)
          && BusConfig.matches(config.response(), lower)
          && !lower.startsWith(":")) {
        fields.add(lower, header.getValue());
      }
    }
    return fields;
  }

  // HTTP

  private Future<Response> plain(String address, Buffer content, DeliveryOptions head) {
    Object body = config.body() == BusConfig.Form.JSON ? BusMessages.body(content) : content;
    return vertx
        .eventBus()
        .request(address, body, head)
        .map(this::plain)
        .recover(cause -> refused(cause, false));
  }

  private Response plain(Message<Object> reply) {
    MultiMap fields = fields(reply.headers());
    if (!fields.contains(HttpHeaders.CONTENT_TYPE)) {
      fields.set(HttpHeaders.CONTENT_TYPE, BusMessages.mediaType(reply.body()));
    }
    String status = reply.headers().get("http-status");
    int code = status != null && status.matches("[2-5]\\d\\d") ? Integer.parseInt(status) : 200;
    return new Response(code, fields, Body.of(BusMessages.bytes(reply.body())));
  }

  private Future<Response> refused(Throwable cause, boolean grpc) {
    try {
      return Future.succeededFuture(failures.answer(cause, grpc));
    } catch (Failure failure) {
      return Future.failedFuture(failure);
    }
  }

  // gRPC

  /** What the messages of one call are here and there. */
  private record Form(@Nullable BusMessages messages, @Nullable MethodDescriptor method) {
    boolean streams(BusConfig config, String path) {
      return method == null
          ? BusConfig.matches(config.streams(), path)
          : method.isClientStreaming() || method.isServerStreaming();
    }

    Buffer there(byte[] message, boolean json) {
      return json && messages != null && method != null
          ? messages.print(method.getInputType(), message)
          : Buffer.buffer(message);
    }

    Buffer here(Buffer message, boolean json, int most) {
      Descriptor type = method == null ? null : method.getOutputType();
      return GrpcFrame.of(
          json && messages != null && type != null
              ? messages.parse(type, message, most)
              : message.getBytes());
    }
  }

  private static byte[] one(GrpcDeframer frames, Buffer content) {
    List<byte[]> all = deframe(frames, content);
    if (all.size() != 1) {
      throw Failure.of(
          Reason.MALFORMED, "The call must have exactly one message; this method does not stream.");
    }
    return all.get(0);
  }

  private static List<byte[]> deframe(GrpcDeframer deframer, Buffer content) {
    List<byte[]> all = new ArrayList<>();
    deframer.feed(
        content,
        (bytes, offset, length) -> all.add(Arrays.copyOfRange(bytes, offset, offset + length)));
    return all;
  }

  private boolean json() {
    return config.body() == BusConfig.Form.JSON;
  }

  private Future<Response> call(String address, byte[] message, DeliveryOptions head, Form form) {
    Buffer there = form.there(message, json());
    Object body = json() ? BusMessages.body(there) : there;
    return vertx
        .eventBus()
        .request(address, body, head)
        .map(
            reply ->
                BusAnswer.of(
                    fields(reply.headers()),
                    form.here(BusMessages.bytes(reply.body()), json(), most),
                    failures))
        .recover(cause -> refused(cause, true));
  }

  private Future<Response> stream(
      Exchange exchange,
      Body body,
      GrpcDeframer frames,
      String address,
      DeliveryOptions head,
      Form form) {
    return BusStream.open(vertx, address, !config.cluster(), head)
        .map(
            stream -> {
              exchange.onEnd(
                  failure -> {
                    if (failure != null) {
                      stream.fail(failure.reason().grpc().number(), failure.text());
                    }
                  });
              pump(exchange, body, frames, stream, form);
              return BusAnswer.of(
                  HttpHeaders.headers(), stream, item -> form.here(item, json(), most), failures);
            })
        .recover(cause -> refused(cause, true));
  }

  /** What the client sends goes on as fast as the other side takes it. */
  private void pump(
      Exchange exchange, Body body, GrpcDeframer deframer, BusStream stream, Form form) {
    if (body instanceof Body.Whole whole) {
      deframe(deframer, whole.buffer())
          .forEach(message -> stream.write(form.there(message, json())));
    }
    if (!(body instanceof Body.Stream from)) {
      stream.end();
      return;
    }
    ReadStream<Buffer> source = from.source();
    source.handler(
        content -> {
          try {
            deframe(deframer, content)
                .forEach(message -> stream.write(form.there(message, json())));
          } catch (Failure failure) {
            exchange.fail(failure);
            return;
          }
          if (stream.writeQueueFull()) {
            source.pause();
            stream.drainHandler(nothing -> source.resume());
          }
        });
    source.endHandler(nothing -> stream.end());
    source.exceptionHandler(cause -> exchange.fail(Failure.from(cause)));
    source.resume();
  }

  @Override
  public List<EndpointState> endpoints() {
    return List.of(new EndpointState(config.address(), State.UP, "", 0, 0, 0));
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
