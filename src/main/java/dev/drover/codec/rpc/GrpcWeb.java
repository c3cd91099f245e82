package dev.drover.codec.rpc;

import dev.drover.codec.CallStatus;
import dev.drover.codec.GrpcBoundary;
import dev.drover.exchange.Body;
import dev.drover.exchange.Converted;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Base64;

/**
 * gRPC-Web (PROTOCOL-WEB.md): the frames of gRPC, which pass as they are, compressed or not (unless
 * in a way that the client does not take), and behind them the trailers as one frame more; in its
 * text form all of it as base64.
 */
final class GrpcWeb implements ClientProtocol {
  static final GrpcWeb BINARY = new GrpcWeb(false);
  static final GrpcWeb TEXT = new GrpcWeb(true);

  private static final String[] ENCODINGS = {"grpc-encoding", "grpc-accept-encoding"};

  private final boolean text;

  private GrpcWeb(boolean text) {
    this.text = text;
  }

  @Override
  public Future<Response> carry(ClientCall call) {
    Exchange exchange = call.exchange();
    MultiMap headers = call.headers();
    SpokenType.note(exchange);
    String type = answerType(exchange);
    String[] encodings = {headers.get(ENCODINGS[0]), headers.get(ENCODINGS[1])};
    Metadata.request(headers);
    for (int i = 0; i < encodings.length; i++) {
      if (encodings[i] != null) {
        headers.set(ENCODINGS[i], encodings[i]);
      }
    }
    Body body = exchange.request().body();
    return call.answer(text ? Converted.of(body, new Base64Stream()) : body)
        .map(answer -> written(exchange, type, answer.readable(encodings[1], call.most())));
  }

  /** The client's own content type, without parameters. */
  private String answerType(Exchange exchange) {
    String type = SpokenType.of(exchange);
    int plus = type.indexOf('+');
    int end = plus < 0 ? -1 : type.indexOf(';', plus);
    String suffix =
        plus < 0 ? "+proto" : end < 0 ? type.substring(plus) : type.substring(plus, end);
    return (text ? "application/grpc-web-text" : "application/grpc-web") + suffix.trim();
  }

  private Response written(Exchange exchange, String type, Answer answer) {
    MultiMap headers = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, type);
    String encoding = answer.encoding();
    if (encoding != null) {
      headers.set(ENCODINGS[0], encoding);
    }
    CallStatus early = answer.early();
    if (early != null && !early.ok()) {
      MultiMap trailers = HttpHeaders.headers();
      early.write(trailers);
      Metadata.copy(answer.headers(), "", trailers);
      return new Response(200, headers, whole(exchange, early, trailers));
    }
    Metadata.copy(answer.headers(), "", headers);
    Content content = new Content(exchange, answer);
    Body body = Answer.telling(Converted.of(answer.body(), content), content::lastWords);
    return new Response(200, headers, body);
  }

  @Override
  public Response error(Exchange exchange, Failure failure) {
    CallStatus status = CallStatus.of(failure);
    MultiMap trailers = HttpHeaders.headers();
    status.write(trailers);
    MultiMap headers = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, answerType(exchange));
    return new Response(200, headers, whole(exchange, status, trailers));
  }

  private Body whole(Exchange exchange, CallStatus status, MultiMap trailers) {
    exchange.answered(status.code());
    return Body.of(coded(WebTrailers.frame(trailers)));
  }

  private Buffer coded(Buffer bytes) {
    return text ? Buffer.buffer(Base64.getEncoder().encode(bytes.getBytes())) : bytes;
  }

  /** The messages as they come, and the trailers behind them. */
  private final class Content implements Converted.Conversion {
    private final Exchange exchange;
    private final Answer answer;
    private final GrpcBoundary boundary = new GrpcBoundary();

    Content(Exchange exchange, Answer answer) {
      this.exchange = exchange;
      this.answer = answer;
    }

    @Override
    public Buffer next(Buffer content) {
      boundary.advance(content);
      return content.length() == 0 ? content : coded(content);
    }

    @Override
    public Buffer end() {
      MultiMap trailers = HttpHeaders.headers();
      CallStatus status = answer.status(answer.trailers());
      trailers.addAll(answer.trailers());
      status.write(trailers);
      exchange.answered(status.code());
      return coded(WebTrailers.frame(trailers));
    }

    Buffer lastWords(Failure failure) {
      if (!boundary.reached()) {
        return Buffer.buffer();
      }
      CallStatus status = CallStatus.of(failure);
      MultiMap trailers = HttpHeaders.headers();
      status.write(trailers);
      exchange.answered(status.code());
      return coded(WebTrailers.frame(trailers));
    }
  }
}
