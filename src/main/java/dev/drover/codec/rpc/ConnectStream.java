package dev.drover.codec.rpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.codec.CallStatus;
import dev.drover.codec.ContentCoding;
import dev.drover.codec.Envelopes;
import dev.drover.codec.GrpcBoundary;
import dev.drover.codec.GrpcDeframer;
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
    CallMethod method = json ? call.typed() : null;
    GrpcDeframer asked = json ? GrpcDeframer.ofRequest(encoding, call.most()) : null;
    Metadata.request(headers);
    set(headers, GrpcDeframer.ENCODING, json ? null : encoding);
    set(headers, GrpcDeframer.ACCEPTED, json ? ContentCoding.ALL : accepted);
    Body body = exchange.request().body();
    Body frames =
        method == null || asked == null
            ? body
            : Converted.of(
                body,
                EachMessage.ofRequest(
                    asked,
                    (out, bytes, offset, length) ->
                        out.appendBuffer(
                            GrpcFrame.of(method.read(bytes, offset, length, call.most())))));
    return call.answer(frames)
        .map(
            answer ->
                method == null
                    ? written(
                        exchange, PREFIX + codec, answer.readable(accepted, call.most()), null)
                    : written(
                        exchange,
                        PREFIX + codec,
                        answer,
                        new Printing(method, ContentCoding.chosen(accepted), call.most())));
  }

  /**
   * How messages become JSON.
   *
   * @param coding how they are compressed; null for not at all
   */
  private record Printing(CallMethod method, @Nullable ContentCoding coding, int most) {
    Buffer envelope(byte[] bytes, int offset, int length) {
      byte[] text = method.print(bytes, offset, length);
      return coding != null && text.length >= ContentCoding.LEAST
          ? GrpcFrame.of(Envelopes.COMPRESSED, coding.pack(text))
          : GrpcFrame.of(text);
    }
  }

  private static void set(MultiMap headers, CharSequence name, @Nullable String value) {
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
      Exchange exchange, String type, Answer answer, @Nullable Printing printing) {
    MultiMap headers = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, type);
    CallStatus early = answer.early();
    if (early != null && !early.ok()) {
      exchange.answered(early.code());
      return new Response(200, headers, Body.of(end(early, answer.headers())));
    }
    Metadata.copy(answer.headers(), "", headers);
    ContentCoding coding = printing == null ? null : printing.coding;
    set(
        headers,
        CONTENT_ENCODING,
        printing == null ? answer.encoding() : coding == null ? null : coding.label());
    Content content =
        printing == null ? new Passed(exchange, answer) : new Opened(exchange, answer, printing);
    Body body = Answer.telling(Converted.of(answer.body(), content), content::lastWords);
    return new Response(200, headers, body);
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
      if (status.ok() && !whole()) {
        throw Failure.of(Reason.PROTOCOL, "The upstream ended the call within a message.");
      }
      exchange.answered(status.code());
      return ConnectStream.end(status, trailers);
    }

    /** Whether all that has come is whole messages. */
    abstract boolean whole();

    /** Whether all that was written is. */
    boolean between() {
      return whole();
    }

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
    boolean whole() {
      return boundary.reached();
    }
  }

  private static final class Opened extends Content {
    private final Printing printing;
    private final GrpcDeframer frames;
    private Buffer made = Buffer.buffer();

    Opened(Exchange exchange, Answer answer, Printing printing) {
      super(exchange, answer);
      this.printing = printing;
      this.frames = answer.frames(printing.most);
    }

    @Override
    public Buffer next(Buffer content) {
      frames.feed(
          content,
          (bytes, offset, length) -> made.appendBuffer(printing.envelope(bytes, offset, length)));
      Buffer all = made;
      made = Buffer.buffer();
      return all;
    }

    @Override
    boolean whole() {
      return frames.empty();
    }

    @Override
    boolean between() {
      return true; // whole envelopes are written, or none
    }
  }
}
