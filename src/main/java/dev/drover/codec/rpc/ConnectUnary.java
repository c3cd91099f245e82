package dev.drover.codec.rpc;

import dev.drover.codec.CallStatus;
import dev.drover.codec.ContentCoding;
import dev.drover.codec.Envelopes;
import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.GrpcFrame;
import dev.drover.codec.Unpacking;
import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connect's unary calls ("Unary RPCs"): the message is the content, or with GET a part of the
 * query; an error is JSON with an HTTP status, trailers are header fields that begin with {@code
 * trailer-}.
 */
final class ConnectUnary implements ClientProtocol {
  static final ConnectUnary POST = new ConnectUnary(false);
  static final ConnectUnary GET = new ConnectUnary(true);

  private static final String JSON = "application/json";
  private static final String PROTO = "application/proto";

  private final boolean get;

  private ConnectUnary(boolean get) {
    this.get = get;
  }

  /** What a request says of its message, and of the answer's. */
  private record Asked(boolean json, @Nullable String encoding, @Nullable String accepted) {}

  @Override
  public Future<Response> carry(ClientCall call) {
    Exchange exchange = call.exchange();
    MultiMap headers = call.headers();
    call.fits(CallForm.CONNECT);
    ConnectVersion.check(headers);
    Map<String, String> query = get ? ConnectQuery.of(exchange.request().query()) : Map.of();
    Asked asked = get ? asked(query, headers) : asked(headers);
    if (get) {
      safe(call);
    }
    CallMethod method = asked.json ? call.typed() : null;
    Unpacking unpacking = Unpacking.ofRequest(asked.encoding, call.most());
    call.announced();
    Metadata.request(headers);
    ContentCoding coding = unpacking.coding();
    if (method == null && coding != null) {
      headers.set(GrpcDeframer.ENCODING, coding.label());
    }
    headers.set(
        GrpcDeframer.ACCEPTED,
        method == null ? ContentCoding.shared(asked.accepted) : ContentCoding.ALL);
    Future<Buffer> content =
        get
            ? Future.succeededFuture(ConnectQuery.message(query, call.most()))
            : Collected.of(exchange.request().body(), call.most());
    return content
        .compose(message -> call.answer(Body.of(frame(method, unpacking, message.getBytes()))))
        .map(answer -> method == null ? answer.readable(asked.accepted, call.most()) : answer)
        .compose(
            answer ->
                answer
                    .whole(call.most())
                    .map(whole -> written(exchange, method, asked, answer, whole, call.most())));
  }

  /** The message of the request. One of protobuf passes as it is, compressed or not. */
  private static Buffer frame(@Nullable CallMethod method, Unpacking unpacking, byte[] bytes) {
    int flags = unpacking.coding() != null && bytes.length > 0 ? Envelopes.COMPRESSED : 0;
    if (method == null) {
      return GrpcFrame.of(flags, bytes);
    }
    byte[] plain = unpacking.plain(flags, bytes, 0, bytes.length);
    return GrpcFrame.of(method.read(plain, 0, plain.length, unpacking.most()));
  }

  private static Asked asked(MultiMap headers) {
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    boolean json = type != null && type.regionMatches(true, 0, JSON, 0, JSON.length());
    return new Asked(json, headers.get(HttpHeaders.CONTENT_ENCODING), accepted(headers));
  }

  private static Asked asked(Map<String, String> query, MultiMap headers) {
    String encoding = query.getOrDefault("encoding", "");
    if (!encoding.equals("json") && !encoding.equals("proto")) {
      throw Failure.of(
          Reason.UNSUPPORTED_MEDIA_TYPE,
          "The parameter \"encoding\" of the query must be json or proto.");
    }
    return new Asked(encoding.equals("json"), query.get("compression"), accepted(headers));
  }

  private static @Nullable String accepted(MultiMap headers) {
    return headers.get(HttpHeaders.ACCEPT_ENCODING);
  }

  /** A link on any page makes a GET: only what has no side effects is called so. */
  private static void safe(ClientCall call) {
    if (!call.typed().safe()) {
      throw Failure.of(
              Reason.METHOD_NOT_ALLOWED,
              call.typed().label()
                  + " is called by POST: its idempotency_level is not NO_SIDE_EFFECTS.")
          .header("Allow", "POST");
    }
  }

  private static Response written(
      Exchange exchange,
      @Nullable CallMethod method,
      Asked asked,
      Answer answer,
      Answer.Whole whole,
      int most) {
    exchange.answered(whole.status().code());
    MultiMap headers = HttpHeaders.headers();
    if (answer.early() == null || answer.early().ok()) {
      Metadata.copy(answer.headers(), "", headers);
    }
    Metadata.copy(whole.trailers(), "trailer-", headers);
    if (!whole.status().ok()) {
      return error(whole.status(), whole.status().code().httpStatus(), headers);
    }
    headers.set(HttpHeaders.CONTENT_TYPE, asked.json ? JSON : PROTO);
    byte[] message = whole.message();
    String encoding = (whole.flags() & Envelopes.COMPRESSED) != 0 ? answer.encoding() : null;
    if (method != null) {
      byte[] plain =
          Unpacking.ofAnswer(encoding, most).plain(whole.flags(), message, 0, message.length);
      message = method.print(plain, 0, plain.length);
      ContentCoding chosen =
          message.length < ContentCoding.LEAST ? null : ContentCoding.chosen(asked.accepted);
      message = chosen == null ? message : chosen.pack(message);
      encoding = chosen == null ? null : chosen.label();
    }
    if (encoding != null) {
      headers.set(HttpHeaders.CONTENT_ENCODING, encoding);
    }
    headers.add(HttpHeaders.VARY, "Accept-Encoding");
    return new Response(200, headers, Body.of(Buffer.buffer(message)));
  }

  @Override
  public Response error(Exchange exchange, Failure failure) {
    CallStatus status = CallStatus.of(failure);
    exchange.answered(status.code());
    MultiMap headers = HttpHeaders.headers();
    failure.headers().forEach(headers::set);
    int http =
        switch (failure.reason()) {
          case UNSUPPORTED_MEDIA_TYPE, UNSUPPORTED_ENCODING, METHOD_NOT_ALLOWED, TOO_LARGE ->
              failure.reason().http();
          default -> status.code().httpStatus();
        };
    return error(status, http, headers);
  }

  private static Response error(CallStatus status, int http, MultiMap headers) {
    headers.set(HttpHeaders.CONTENT_TYPE, JSON);
    headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    byte[] json = ConnectError.of(status).toString().getBytes(StandardCharsets.UTF_8);
    return new Response(http, headers, Body.of(Buffer.buffer(json)));
  }
}
