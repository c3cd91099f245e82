package dev.drover.handler.transcode;

import dev.drover.codec.CallStatus;
import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.json.StatusJson;
import dev.drover.exchange.Body;
import dev.drover.exchange.Converted;
import dev.drover.exchange.ErrorForm;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.schema.LiveSchema;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes an HTTP answer of a call's. The first message, or the end without one, decides whether it
 * is content or an error; so the client gets the right status.
 */
final class Reply {
  private final Exchange exchange;
  private final Transcoding transcoding;
  private final BoundMethod method;
  private final MediaTypes types;
  private final TranscodeConfig config;
  private final MetadataRules metadata;
  private final LiveSchema schema;

  Reply(
      Exchange exchange,
      Transcoding transcoding,
      BoundMethod method,
      MediaTypes types,
      TranscodeConfig config,
      MetadataRules metadata,
      LiveSchema schema) {
    this.exchange = exchange;
    this.transcoding = transcoding;
    this.method = method;
    this.types = types;
    this.config = config;
    this.metadata = metadata;
    this.schema = schema;
  }

  /** The answer to the client. */
  Future<Response> of(Response answer) {
    CallStatus early = CallStatus.in(answer.headers());
    if (early != null && !early.ok()) {
      return Future.succeededFuture(error(early, answer.headers()));
    }
    if (answer.status() != 200 || !Request.isGrpc(answer.headers().get(HttpHeaders.CONTENT_TYPE))) {
      return Future.succeededFuture(error(noGrpc(answer.status()), Body.NO_TRAILERS));
    }
    if (!(answer.body() instanceof Body.Stream stream)) {
      throw Failure.of(Reason.PROTOCOL, "The upstream answered without content and status.");
    }
    Messages messages = messages(answer.headers(), stream.trailers(), early);
    Converted content = new Converted(stream.source(), messages);
    return content.begin().map(nothing -> begun(answer, stream, messages, content));
  }

  private Messages messages(
      MultiMap headers, Supplier<MultiMap> trailers, @Nullable CallStatus early) {
    GrpcDeframer frames = GrpcDeframer.ofAnswer(headers, (int) config.messageBytes().bytes());
    if (method.rawResponse()) {
      return new RawMessages(method, frames, trailers, early);
    }
    return method.serverStreaming()
        ? new StreamedMessages(transcoding, method, types.reply(), frames, trailers, early)
        : new OneMessage(method, frames, trailers, early);
  }

  private Response begun(
      Response answer, Body.Stream stream, Messages messages, Converted content) {
    CallStatus status = messages.status();
    if (status != null && !status.ok() && messages.count() == 0) {
      return error(status, stream.trailers().get());
    }
    MultiMap headers = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, messages.type());
    metadata.response(answer.headers(), headers);
    if (status != null) {
      metadata.response(stream.trailers().get(), headers);
      return new Response(200, headers, Body.of(content.rest()));
    }
    if (!messages.type().equals(ReplyForm.ARRAY.type())) {
      headers.set(HttpHeaders.CACHE_CONTROL, "no-cache");
    }
    return new Response(
        200,
        headers,
        new Body.Stream(content, () -> trailers(stream.trailers()), messages.lastWords()));
  }

  private MultiMap trailers(Supplier<MultiMap> received) {
    MultiMap trailers = HttpHeaders.headers();
    metadata.response(received.get(), trailers);
    return trailers;
  }

  private static CallStatus noGrpc(int http) {
    return CallStatus.of(
        GrpcCode.fromHttpStatus(http), "The upstream answered with HTTP status " + http + ".");
  }

  /** What the client is told when the upstream has refused the call. */
  private Response error(CallStatus status, MultiMap received) {
    if (status.code() == GrpcCode.UNIMPLEMENTED) {
      schema.refresh();
    }
    boolean problem = config.errors() == ErrorForm.PROBLEM;
    Buffer content =
        Buffer.buffer(
            problem
                ? Problem.of(exchange, status, transcoding.json())
                : StatusJson.of(status.status(), transcoding.json()));
    Response response =
        Response.of(
            status.code().httpStatus(), problem ? Problem.TYPE : ReplyForm.ARRAY.type(), content);
    metadata.response(received, response.headers());
    status
        .retryAfter()
        .ifPresent(
            delay ->
                response
                    .headers()
                    .set(
                        HttpHeaders.RETRY_AFTER,
                        Long.toString(delay.plusNanos(999_999_999).toSeconds())));
    exchange.answered(status.code());
    return response;
  }
}
