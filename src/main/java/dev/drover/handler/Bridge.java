package dev.drover.handler;

import dev.drover.codec.GrpcHead;
import dev.drover.codec.HopByHop;
import dev.drover.codec.rpc.CallForm;
import dev.drover.codec.rpc.CallMethod;
import dev.drover.codec.rpc.CallTypes;
import dev.drover.codec.rpc.ClientCall;
import dev.drover.codec.rpc.ClientProtocol;
import dev.drover.codec.rpc.ConnectTimeout;
import dev.drover.exchange.Body;
import dev.drover.exchange.ErrorForm;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Head;
import dev.drover.exchange.MessageCheck;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import dev.drover.handler.transcode.Transcode;
import dev.drover.schema.Derived;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schemas;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * Carries the calls of clients that speak another protocol than the upstream: theirs becomes gRPC
 * here, and whatever the upstream speaks is made of that there.
 */
final class Bridge implements Handler {
  private static final CharSequence GRPC = HttpHeaders.createOptimized("application/grpc");
  private static final Failure NO_SCHEMA =
      Failure.of(
          Reason.UNSUPPORTED_MEDIA_TYPE,
          "JSON needs a schema, and this route has none; protobuf needs none.");

  private final Upstream upstream;
  private final ForwardedHeaders forwarded;
  private final int most;
  private final long pingNanos;
  private final @Nullable LiveSchema schema;
  private final @Nullable Derived<CallTypes> types;
  private final @Nullable Transcode texts;
  private final boolean direct;

  Bridge(Relay.Config config, Upstream upstream, Schemas schemas) {
    this.upstream = upstream;
    this.forwarded = new ForwardedHeaders(config.forwarded(), config.via());
    this.most = (int) config.messageBytes().bytes();
    this.pingNanos = config.ping().toNanos();
    this.schema = schemas.known(config.schema(), config.upstream()).orElse(null);
    this.types = schema == null ? null : CallTypes.of(schema);
    this.texts =
        schema == null
            ? null
            : Transcode.ofCalls(
                upstream, schema, config.messageBytes(), config.forwarded(), config.via());
    this.direct = upstream.speaks(Protocol.WEB_SOCKET);
  }

  /** Whether a request is a call that the upstream does not understand as it is. */
  boolean takes(Exchange exchange) {
    if (direct) {
      return false;
    }
    Protocol protocol = exchange.protocol();
    if (protocol != Protocol.HTTP) {
      return !upstream.speaks(protocol)
          || exchange.get(MessageCheck.KEY) != null
          || !fits(exchange, protocol);
    }
    return form(exchange) != null && (!upstream.speaks(Protocol.HTTP) || method(exchange) != null);
  }

  /** Whether such a call can be made so at all, as far as is known. */
  private boolean fits(Exchange exchange, Protocol protocol) {
    CallMethod method = types == null ? null : method(exchange);
    CallForm form =
        switch (protocol) {
          case CONNECT, CONNECT_GET -> CallForm.CONNECT;
          case CONNECT_STREAM -> CallForm.CONNECT_STREAM;
          default -> null;
        };
    return method == null
        || form == null
        || form.carries(method.kind(), exchange.request().version());
  }

  /** The form of a call whose head does not name a protocol; null when it is none. */
  private static @Nullable CallForm form(Exchange exchange) {
    MultiMap headers = exchange.head().headers();
    if (HopByHop.upgradesToWebSocket(headers)) {
      return CallForm.WEB_SOCKET;
    }
    boolean post = exchange.head().method() == HttpMethod.POST;
    if (!post && exchange.head().method() != HttpMethod.GET) {
      return null;
    }
    String accept = headers.get(HttpHeaders.ACCEPT);
    if (accept != null && accept.contains("text/event-stream")) {
      return CallForm.EVENTS;
    }
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    if (lines(type) || lines(accept)) {
      return CallForm.LINES;
    }
    return post && type != null && type.startsWith("application/json") ? CallForm.CONNECT : null;
  }

  private static boolean lines(@Nullable String type) {
    return type != null && (type.contains("ndjson") || type.contains("application/jsonl"));
  }

  @Override
  public Future<Response> handle(Exchange exchange) {
    Protocol protocol = exchange.protocol();
    CallForm form = protocol == Protocol.HTTP ? form(exchange) : null;
    if (form == CallForm.EVENTS || form == CallForm.LINES) {
      return text(exchange, form);
    }
    if (form != null) {
      protocol = form == CallForm.WEB_SOCKET ? Protocol.WEB_SOCKET : Protocol.CONNECT;
      exchange.protocol(protocol);
      if (form == CallForm.WEB_SOCKET) {
        keepUpgrade(exchange);
      }
      deadline(exchange);
    }
    ClientProtocol codec = ClientProtocol.of(protocol);
    if (codec == null) {
      throw new IllegalStateException(protocol + " is not bridged.");
    }
    return codec.carry(
        new ClientCall(
            exchange,
            method(exchange),
            untyped(exchange),
            most,
            pingNanos,
            body ->
                MessageCheck.of(exchange, path(exchange).substring(1), body)
                    .compose(checked -> upstream.send(exchange, outbound(exchange, checked)))));
  }

  /** The fields of the request itself say later that its connection leaves HTTP. */
  private static void keepUpgrade(Exchange exchange) {
    Head head = exchange.head();
    MultiMap copy = HttpHeaders.headers().addAll(head.headers());
    exchange.head(new Head(head.method(), head.authority(), head.target(), copy));
  }

  /** What a client that names its protocol has been asked before. */
  private static void deadline(Exchange exchange) {
    if (!ConnectTimeout.limit(exchange)) {
      GrpcHead.limit(exchange);
    }
  }

  private Future<Response> text(Exchange exchange, CallForm form) {
    exchange.errors(ErrorForm.STATUS);
    CallMethod method = method(exchange);
    if (method == null || texts == null) {
      throw untyped(exchange);
    }
    form.check(method, exchange.request().version());
    return texts.handle(exchange);
  }

  private @Nullable CallMethod method(Exchange exchange) {
    CallTypes known = types == null ? null : types.value();
    return known == null ? null : known.method(path(exchange));
  }

  private static String path(Exchange exchange) {
    String target = exchange.head().target();
    int mark = target.indexOf('?');
    return mark < 0 ? target : target.substring(0, mark);
  }

  private Failure untyped(Exchange exchange) {
    if (schema == null || types == null) {
      return NO_SCHEMA;
    }
    if (types.value() == null) {
      return Failure.of(
              Reason.NO_SCHEMA,
              "The schema \"" + schema.name() + "\" of this route is not there yet.")
          .note(schema.state().problem());
    }
    return Failure.of(
        Reason.NO_ROUTE, "The schema of this route has no method " + path(exchange) + ".");
  }

  private Outbound outbound(Exchange exchange, Body body) {
    MultiMap headers = exchange.head().headers();
    headers.set(HttpHeaders.CONTENT_TYPE, GRPC);
    GrpcHead.write(exchange, headers);
    forwarded.write(exchange, headers);
    String path = path(exchange);
    Head head = new Head(HttpMethod.POST, exchange.head().authority(), path, headers);
    return new Outbound(head, body, true, path.substring(1));
  }
}
