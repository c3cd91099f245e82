package dev.drover.codec.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.GrpcFrame;
import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Converted;
import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import dev.drover.schema.Derived;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Servers of plain REST: each method is asked for by its binding, read in reverse. A stream of
 * requests is NDJSON; a stream of answers may be NDJSON, an array or server-sent events.
 */
public final class RestServer implements ServerProtocol {
  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";
  private static final String STREAMS = LINES + ", text/event-stream, " + JSON;

  private final Derived<RestBindings> bindings;

  /**
   * @param bindings of the server's schema
   */
  public RestServer(Derived<RestBindings> bindings) {
    this.bindings = bindings;
  }

  @Override
  public boolean speaks(Protocol protocol) {
    return protocol == Protocol.HTTP;
  }

  @Override
  public Future<Response> carry(ServerCall call) {
    CallMethod method = call.typed();
    RestBindings known = bindings.value();
    RestCall rest = known == null ? null : known.call(call.path());
    if (rest == null) {
      throw Failure.of(
          Reason.NOT_BRIDGED, method.label() + " has no HTTP rule, so REST cannot carry it.");
    }
    Future<Response> sent =
        method.kind() == CallKind.UNARY || method.kind() == CallKind.SERVER_STREAM
            ? one(call, method, rest)
            : many(call, method, rest);
    return sent.compose(response -> read(call, method, rest, response));
  }

  private static MultiMap head(ServerCall call, CallMethod method) {
    MultiMap headers = call.headers();
    Metadata.request(headers);
    boolean stream = method.descriptor().isServerStreaming();
    return headers.remove("te").set(HttpHeaders.ACCEPT, stream ? STREAMS : JSON);
  }

  private static Future<Response> one(ServerCall call, CallMethod method, RestCall rest) {
    return call.message()
        .compose(
            message -> {
              byte[] text = method.printRequest(message, 0, message.length);
              if (!(ConnectError.json(text) instanceof ObjectNode object)) {
                throw Failure.of(Reason.NOT_BRIDGED, method.label() + " takes no JSON object.");
              }
              RestCall.Made made = rest.of(object);
              MultiMap headers = head(call, method);
              if (made.content() != null) {
                headers.set(HttpHeaders.CONTENT_TYPE, JSON);
              }
              Body body = made.content() == null ? Body.none() : Body.of(made.content());
              return call.send(made.method(), made.target(), body);
            });
  }

  private static Future<Response> many(ServerCall call, CallMethod method, RestCall rest) {
    if (!rest.streams() || (method.kind() == CallKind.BIDI && !call.http2())) {
      throw Failure.of(
          Reason.NOT_BRIDGED,
          method.label()
              + " "
              + method.kind().words()
              + ", which REST cannot carry"
              + (rest.streams()
                  ? " over HTTP/1.1; an upstream with \"version\": \"http-2\" can."
                  : " by its HTTP rule; one with \"body\": \"*\" and a fixed path can."));
    }
    GrpcDeframer frames = call.frames();
    head(call, method).set(HttpHeaders.CONTENT_TYPE, LINES);
    String target = rest.of(JsonNodeFactory.instance.objectNode()).target();
    EachMessage lines =
        EachMessage.ofRequest(
            frames,
            (out, bytes, offset, length) ->
                out.appendBytes(method.printRequest(bytes, offset, length))
                    .appendByte((byte) '\n'));
    return call.send(rest.method(), target, Converted.of(call.grpc().body(), lines));
  }

  // The answer

  private static Future<Response> read(
      ServerCall call, CallMethod method, RestCall rest, Response response) {
    MultiMap headers = ServerCall.answered(response);
    if (response.status() < 200 || response.status() > 299) {
      return Collected.of(response.body(), call.most())
          .map(
              content -> {
                RestError.of(response.status(), content, method.json()).write(headers);
                return new Response(200, headers, Body.none());
              });
    }
    FieldDescriptor field = rest.answer();
    if (method.descriptor().isServerStreaming() && response.body() instanceof Body.Stream stream) {
      String type = response.headers().get(HttpHeaders.CONTENT_TYPE);
      boolean events = type != null && type.startsWith("text/event-stream");
      RestItems items = new RestItems(method, field, call.most(), events);
      return Future.succeededFuture(
          new Response(
              200,
              headers,
              new Body.Stream(new Converted(stream.source(), items), items::trailers)));
    }
    return Collected.of(response.body(), call.most())
        .map(
            content -> {
              byte[] text = content.getBytes();
              Buffer frame =
                  GrpcFrame.of(method.readAnswer(field, text, 0, text.length, call.most()));
              return new Response(200, headers, Queue.body(frame, ServerCall::ok));
            });
  }

  /** Whether an item says that the call has failed. */
  static @Nullable JsonNode error(byte[] item) {
    JsonNode json = ConnectError.json(item);
    JsonNode error = json == null || json.size() != 1 ? null : json.get("error");
    return error != null && error.path("code").isInt() ? error : null;
  }
}
