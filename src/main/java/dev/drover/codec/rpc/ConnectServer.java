package dev.drover.codec.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.codec.CallStatus;
import dev.drover.codec.ContentCoding;
import dev.drover.codec.Envelopes;
import dev.drover.codec.GrpcFrame;
import dev.drover.codec.Unpacking;
import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Converted;
import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Servers of Connect: a unary call is a content of its own, others are envelopes. Which of the two
 * a method is, its schema says.
 */
public final class ConnectServer implements ServerProtocol {
  private static final String TRAILER = "trailer-";
  private static final String UNARY = "application/proto";
  private static final String STREAM = "application/connect+proto";
  private static final int MOST_ERROR = 1 << 20;

  @Override
  public boolean speaks(Protocol protocol) {
    return protocol == Protocol.CONNECT
        || protocol == Protocol.CONNECT_GET
        || protocol == Protocol.CONNECT_STREAM;
  }

  @Override
  public void check(CallMethod method, boolean http2) {
    if (method.kind() == CallKind.BIDI && !http2) {
      throw Failure.of(
          Reason.NOT_BRIDGED,
          method.label()
              + " streams messages both ways, which Connect over HTTP/1.1 cannot carry; an upstream"
              + " with \"version\": \"http-2\" can.");
    }
  }

  @Override
  public Future<Response> carry(ServerCall call) {
    CallMethod method = call.typed();
    check(method, call.http2());
    return method.kind() == CallKind.UNARY ? unary(call) : stream(call);
  }

  /** The head of the request. */
  private static void head(ServerCall call, String type) {
    MultiMap headers = call.headers();
    long timeout = call.timeout();
    Metadata.request(headers);
    headers
        .remove("te")
        .set(HttpHeaders.CONTENT_TYPE, type)
        .set(ConnectVersion.NAME, ConnectVersion.ONLY);
    if (timeout >= 0) {
      headers.set("connect-timeout-ms", ConnectTimeout.format(timeout));
    }
  }

  // Unary

  private static Future<Response> unary(ServerCall call) {
    return call.message()
        .compose(
            message -> {
              String accepted = call.headers().get("grpc-accept-encoding");
              head(call, UNARY);
              call.headers().set(HttpHeaders.ACCEPT_ENCODING, ContentCoding.shared(accepted));
              return call.send(Body.of(Buffer.buffer(message)));
            })
        .compose(
            response ->
                Collected.of(response.body(), call.most())
                    .map(content -> unary(response, content)));
  }

  private static Response unary(Response response, Buffer content) {
    MultiMap headers = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, "application/grpc");
    MultiMap trailers = HttpHeaders.headers();
    for (Map.Entry<String, String> field : response.headers()) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith(TRAILER)) {
        trailers.add(name.substring(TRAILER.length()), field.getValue());
      } else if (Metadata.passes(name)) {
        headers.add(name, field.getValue());
      }
    }
    if (response.status() != 200) {
      GrpcCode otherwise = GrpcCode.fromHttpStatus(response.status());
      headers.addAll(trailers);
      ConnectError.read(error(response, content), otherwise).write(headers);
      return new Response(200, headers, Body.none());
    }
    String encoding = response.headers().get(HttpHeaders.CONTENT_ENCODING);
    boolean packed = encoding != null && !encoding.equalsIgnoreCase(ContentCoding.IDENTITY);
    if (packed) {
      headers.set("grpc-encoding", encoding);
    }
    trailers.addAll(ServerCall.ok());
    byte[] bytes = content.getBytes();
    return new Response(
        200,
        headers,
        Queue.body(GrpcFrame.of(packed ? Envelopes.COMPRESSED : 0, bytes), () -> trailers));
  }

  private static @Nullable JsonNode error(Response response, Buffer content) {
    byte[] bytes = content.getBytes();
    Unpacking unpacking =
        Unpacking.ofAnswer(response.headers().get(HttpHeaders.CONTENT_ENCODING), MOST_ERROR);
    return ConnectError.json(
        unpacking.coding() != null
            ? unpacking.plain(Envelopes.COMPRESSED, bytes, 0, bytes.length)
            : bytes);
  }

  // Streams

  private static Future<Response> stream(ServerCall call) {
    String encoding = call.headers().get("grpc-encoding");
    String accepted = call.headers().get("grpc-accept-encoding");
    head(call, STREAM);
    if (encoding != null) {
      call.headers().set(ConnectStream.CONTENT_ENCODING, encoding);
    }
    if (accepted != null) {
      call.headers().set(ConnectStream.ACCEPT_ENCODING, accepted);
    }
    return call.send(call.grpc().body()).map(ConnectServer::stream);
  }

  private static Response stream(Response response) {
    String type = response.headers().get(HttpHeaders.CONTENT_TYPE);
    if (response.status() != 200 || type == null || !type.startsWith("application/connect+")) {
      return response;
    }
    MultiMap headers = ServerCall.answered(response);
    String encoding = response.headers().get(ConnectStream.CONTENT_ENCODING);
    if (encoding != null) {
      headers.set("grpc-encoding", encoding);
    }
    Tail tail = new Tail(ConnectStream.END, encoding, ConnectServer::trailers);
    return response.body() instanceof Body.Stream stream
        ? new Response(
            200, headers, new Body.Stream(new Converted(stream.source(), tail), tail::trailers))
        : new Response(200, headers, response.body());
  }

  private static MultiMap trailers(byte[] bytes) {
    JsonNode end = ConnectError.json(bytes);
    if (end == null) {
      throw Failure.of(Reason.PROTOCOL, "The upstream's last envelope is no JSON object.");
    }
    MultiMap trailers = HttpHeaders.headers();
    end.path("metadata")
        .properties()
        .forEach(
            field ->
                field
                    .getValue()
                    .forEach(
                        value ->
                            trailers.add(field.getKey().toLowerCase(Locale.ROOT), value.asText())));
    CallStatus status =
        end.hasNonNull("error")
            ? ConnectError.read(end.get("error"), GrpcCode.UNKNOWN)
            : CallStatus.of(GrpcCode.OK, "");
    status.write(trailers);
    return trailers;
  }
}
