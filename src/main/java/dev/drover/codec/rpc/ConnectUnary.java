package dev.drover.codec.rpc;

import dev.drover.codec.CallStatus;
import dev.drover.codec.Envelopes;
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

  /** What a request says of its message. */
  private record Asked(boolean json, @Nullable String encoding, boolean packs) {}

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
    MessageForm form = new MessageForm(asked.json ? call.typed() : null, call.most());
    boolean packed = Gzip.is(asked.encoding);
    call.announced();
    String accepted = headers.get(HttpHeaders.ACCEPT_ENCODING);
    Metadata.request(headers);
    if (!asked.json) {
      if (packed) {
        headers.set("grpc-encoding", Gzip.NAME);
      }
      headers.set("grpc-accept-encoding", Gzip.in(accepted) ? "gzip,identity" : Gzip.IDENTITY);
    }
    Future<Buffer> content =
        get
            ? Future.succeededFuture(ConnectQuery.message(query, call.most()))
            : Collected.of(exchange.request().body(), call.most());
    return content
        .map(
            message -> {
              byte[] bytes = message.getBytes();
              int flags = packed && bytes.length > 0 ? Envelopes.COMPRESSED : 0;
              return form.request(flags, bytes, 0, bytes.length, asked.encoding);
            })
        .compose(frame -> call.answer(Body.of(frame)))
        .compose(
            answer ->
                answer
                    .whole(call.most())
                    .map(whole -> written(exchange, form, asked, answer, whole)));
  }

  private static Asked asked(MultiMap headers) {
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    boolean json = type != null && type.regionMatches(true, 0, JSON, 0, JSON.length());
    return new Asked(json, headers.get(HttpHeaders.CONTENT_ENCODING), packs(headers));
  }

  private static Asked asked(Map<String, String> query, MultiMap headers) {
    String encoding = query.getOrDefault("encoding", "");
    if (!encoding.equals("json") && !encoding.equals("proto")) {
      throw Failure.of(
          Reason.UNSUPPORTED_MEDIA_TYPE,
          "The parameter \"encoding\" of the query must be json or proto.");
    }
    return new Asked(encoding.equals("json"), query.get("compression"), packs(headers));
  }

  private static boolean packs(MultiMap headers) {
    return Gzip.in(headers.get(HttpHeaders.ACCEPT_ENCODING));
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
      Exchange exchange, MessageForm form, Asked asked, Answer answer, Answer.Whole whole) {
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
    boolean packed = !asked.json && (whole.flags() & Envelopes.COMPRESSED) != 0;
    String encoding = packed ? answer.encoding() : null;
    if (asked.json) {
      message = form.json(whole.flags(), message, 0, message.length, answer.encoding());
      if (asked.packs && message.length >= Gzip.LEAST) {
        message = Gzip.deflate(message, 0, message.length);
        encoding = Gzip.NAME;
      }
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
