package dev.drover.codec.rpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.codec.CallStatus;
import dev.drover.codec.Envelopes;
import dev.drover.codec.GrpcBoundary;
import dev.drover.codec.GrpcFrame;
import dev.drover.exchange.Body;
import dev.drover.exchange.Converted;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connect's streaming calls ("Streaming RPCs"): messages in envelopes like gRPC's frames, and a
 * last one with the flag 0x02 that is JSON with the error and the trailers. Envelopes of protobuf
 * pass as they are; those of JSON are opened.
 */
final class ConnectStream implements ClientProtocol {
  static final ConnectStream ONLY = new ConnectStream();

  /** The flag of the last envelope. */
  static final int END = 0x02;

  static final CharSequence CONTENT_ENCODING =
      HttpHeaders.createOptimized("connect-content-encoding");
  static final CharSequence ACCEPT_ENCODING =
      HttpHeaders.createOptimized("connect-accept-encoding");

  private static final String PREFIX = "application/connect+";

  private ConnectStream() {}

  @Override
  public Future<Response> carry(ClientCall call) {
    Exchange exchange = call.exchange();
    MultiMap headers = call.headers();
    SpokenType.note(exchange);
    call.fits(CallForm.CONNECT_STREAM);
    ConnectVersion.check(headers);
    String codec = codec(headers.get(HttpHeaders.CONTENT_TYPE));
    boolean json = codec.equals("json");
    String encoding = headers.get(CONTENT_ENCODING);
    String accepted = headers.get(ACCEPT_ENCODING);
    boolean pack = json && Gzip.in(accepted);
    MessageForm form = new MessageForm(json ? call.typed() : null, call.most());
    if (json) {
      Gzip.is(encoding);
    }
    Metadata.request(headers);
    if (!json) {
      set(headers, "grpc-encoding", encoding);
      set(headers, "grpc-accept-encoding", accepted);
    }
    Body body = exchange.request().body();
    return call.answer(json ? Converted.of(body, new Request(form, encoding)) : body)
        .map(answer -> written(exchange, PREFIX + codec, form, pack, answer));
  }

  private static void set(MultiMap headers, String name, @Nullable String value) {
    if (value != null) {
      headers.set(name, value);
    }
  }

  private static String codec(@Nullable String type) {
    String name = type == null ? "" : type.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
    int end = name.indexOf(';');
    String codec = (end < 0 ? name : name.substring(0, end)).trim();
    if (!codec.equals("proto") && !codec.equals("json")) {
      throw Failure.of(
          Reason.UNSUPPORTED_MEDIA_TYPE,
          "The content must be application/connect+proto or application/connect+json.");
    }
    return codec;
  }

  private static Response written(
      Exchange exchange, String type, MessageForm form, boolean pack, Answer answer) {
    MultiMap headers = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, type);
    CallStatus early = answer.early();
    if (early != null && !early.ok()) {
      exchange.answered(early.code());
      return new Response(200, headers, Body.of(end(early, answer.headers())));
    }
    Metadata.copy(answer.headers(), "", headers);
    if (form.json() == null) {
      set(headers, CONTENT_ENCODING.toString(), answer.encoding());
    } else if (pack) {
      headers.set(CONTENT_ENCODING, Gzip.NAME);
    }
    Content content =
        form.json() == null
            ? new Passed(exchange, answer)
            : new Opened(exchange, answer, form, pack);
    Body body = Converted.of(answer.body(), content);
    return new Response(
        200,
        headers,
        body instanceof Body.Stream stream
            ? new Body.Stream(stream.source(), () -> Body.NO_TRAILERS, content::lastWords)
            : body instanceof Body.Whole all ? Body.of(all.buffer()) : body);
  }

  @Override
  public Response error(Exchange exchange, Failure failure) {
    String type = SpokenType.of(exchange);
    boolean json = type.regionMatches(true, 0, PREFIX + "json", 0, PREFIX.length() + 4);
    CallStatus status = CallStatus.of(failure);
    exchange.answered(status.code());
    MultiMap headers =
        HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, PREFIX + (json ? "json" : "proto"));
    return new Response(200, headers, Body.of(end(status, Body.NO_TRAILERS)));
  }

  /** The last envelope. */
  private static Buffer end(CallStatus status, MultiMap trailers) {
    ObjectNode end = JsonNodeFactory.instance.objectNode();
    if (!status.ok()) {
      end.set("error", ConnectError.of(status));
    }
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, String> field : trailers) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (Metadata.passes(name)) {
        ArrayNode values =
            metadata.get(name) instanceof ArrayNode known ? known : metadata.putArray(name);
        values.add(field.getValue());
      }
    }
    if (!metadata.isEmpty()) {
      end.set("metadata", metadata);
    }
    return GrpcFrame.of(END, end.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The messages of a request, from JSON. */
  private static final class Request implements Converted.Conversion {
    private final Envelopes envelopes;
    private final MessageForm form;
    private final @Nullable String encoding;
    private Buffer made = Buffer.buffer();

    Request(MessageForm form, @Nullable String encoding) {
      this.form = form;
      this.encoding = encoding;
      this.envelopes =
          new Envelopes(
              form.most(),
              Reason.TOO_LARGE,
              Envelopes.COMPRESSED,
              "A message of the request has a flag that Connect does not know.");
    }

    @Override
    public Buffer next(Buffer content) {
      envelopes.feed(
          content,
          (flags, bytes, offset, length) ->
              made.appendBuffer(form.request(flags, bytes, offset, length, encoding)));
      Buffer all = made;
      made = Buffer.buffer();
      return all;
    }

    @Override
    public Buffer end() {
      if (!envelopes.empty()) {
        throw Failure.of(Reason.MALFORMED, "The request ends within a message.");
      }
      return Buffer.buffer();
    }
  }

  /** The messages of an answer and the last envelope. */
  private abstract static class Content implements Converted.Conversion {
    private final Exchange exchange;
    private final Answer answer;

    Content(Exchange exchange, Answer answer) {
      this.exchange = exchange;
      this.answer = answer;
    }

    @Override
    public final Buffer end() {
      MultiMap trailers = answer.trailers();
      CallStatus status = answer.status(trailers);
      if (status.ok() && !between()) {
        throw Failure.of(Reason.PROTOCOL, "The upstream ended the call within a message.");
      }
      exchange.answered(status.code());
      return ConnectStream.end(status, trailers);
    }

    /** Whether all that was written is whole messages. */
    abstract boolean between();

    final Buffer lastWords(Failure failure) {
      if (!between()) {
        return Buffer.buffer();
      }
      CallStatus status = CallStatus.of(failure);
      exchange.answered(status.code());
      return ConnectStream.end(status, Body.NO_TRAILERS);
    }
  }

  private static final class Passed extends Content {
    private final GrpcBoundary boundary = new GrpcBoundary();

    Passed(Exchange exchange, Answer answer) {
      super(exchange, answer);
    }

    @Override
    public Buffer next(Buffer content) {
      boundary.advance(content);
      return content;
    }

    @Override
    boolean between() {
      return boundary.reached();
    }
  }

  private static final class Opened extends Content {
    private final MessageForm form;
    private final boolean pack;
    private final @Nullable String encoding;
    private final Envelopes envelopes;
    private Buffer made = Buffer.buffer();

    Opened(Exchange exchange, Answer answer, MessageForm form, boolean pack) {
      super(exchange, answer);
      this.form = form;
      this.pack = pack;
      this.encoding = answer.encoding();
      this.envelopes = Answer.frames(form.most());
    }

    @Override
    public Buffer next(Buffer content) {
      envelopes.feed(
          content,
          (flags, bytes, offset, length) ->
              made.appendBuffer(form.answer(flags, bytes, offset, length, encoding, pack)));
      Buffer all = made;
      made = Buffer.buffer();
      return all;
    }

    @Override
    boolean between() {
      return true; // whole envelopes are written, or none
    }
  }
}
