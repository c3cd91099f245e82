package dev.drover.telemetry.trace;

import dev.drover.limit.Backoff;
import dev.drover.status.GrpcCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The unary gRPC calls that take spans to a collector. A message is encoded and compressed by
 * whoever sends it; an event loop only writes the bytes. Statuses that OTLP calls retryable, and
 * connections that fail, are tried again with growing waits.
 */
final class CollectorCalls implements GrpcSender {
  private static final int MOST_ATTEMPTS = 5;
  private static final Backoff WAITS =
      new Backoff(
          TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(5), 1.5, Backoff.Jitter.GRPC);

  private record Answer(GrpcStatusCode getStatusCode, String getStatusDescription)
      implements GrpcResponse {
    @Override
    public byte[] getResponseMessage() {
      return new byte[0];
    }
  }

  private final Vertx vertx;
  private final GrpcSenderConfig config;
  private final HttpClient client;

  CollectorCalls(Vertx vertx, GrpcSenderConfig config) {
    this.vertx = vertx;
    this.config = config;
    boolean tls = config.getEndpoint().getScheme().equals("https");
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false)
            .setConnectTimeout((int) config.getConnectTimeout().toMillis())
            .setTracingPolicy(TracingPolicy.IGNORE)
            .setSsl(tls)
            .setUseAlpn(tls);
    if (config.getTrustManager() != null) {
      options.setTrustOptions(TrustOptions.wrap(config.getTrustManager()));
    }
    this.client = vertx.createHttpClient(options);
  }

  @Override
  public void send(
      MessageWriter message, Consumer<GrpcResponse> onResponse, Consumer<Throwable> onError) {
    try {
      send(frame(message), 1)
          .onComplete(answer -> onResponse.accept(answer), cause -> onError.accept(cause));
    } catch (IOException | RuntimeException e) {
      onError.accept(e);
    }
  }

  private Buffer frame(MessageWriter message) throws IOException {
    Compressor compressor = config.getCompressor();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    if (compressor == null) {
      message.writeMessage(content);
    } else {
      try (OutputStream compressed = compressor.compress(content)) {
        message.writeMessage(compressed);
      }
    }
    return Buffer.buffer(5 + content.size())
        .appendByte((byte) (compressor == null ? 0 : 1))
        .appendInt(content.size())
        .appendBytes(content.toByteArray());
  }

  private Future<Answer> send(Buffer frame, int attempt) {
    return once(frame)
        .transform(
            (answer, cause) -> {
              boolean again =
                  cause != null
                      ? !(cause instanceof IllegalStateException) // the client is closed
                      : retryable(answer);
              if (attempt == MOST_ATTEMPTS || !again) {
                return cause != null ? Future.failedFuture(cause) : Future.succeededFuture(answer);
              }
              long wait = WAITS.nanos(attempt, ThreadLocalRandom.current());
              return vertx
                  .timer(wait, TimeUnit.NANOSECONDS)
                  .compose(nothing -> send(frame, attempt + 1));
            });
  }

  private static boolean retryable(Answer answer) {
    return switch (answer.getStatusCode()) {
      case CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS -> true;
      case OK,
          UNKNOWN,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          UNIMPLEMENTED,
          INTERNAL,
          UNAUTHENTICATED ->
          false;
    };
  }

  private Future<Answer> once(Buffer frame) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(
                config.getEndpoint().resolve("/" + config.getFullMethodName()).toString())
            .setIdleTimeout(config.getTimeout().toMillis());
    return client
        .request(options)
        .compose(request -> send(request, frame))
        .compose(response -> response.end().map(nothing -> answer(response)));
  }

  private Future<HttpClientResponse> send(HttpClientRequest request, Buffer frame) {
    request.putHeader("content-type", "application/grpc").putHeader("te", "trailers");
    if (config.getCompressor() != null) {
      request.putHeader("grpc-encoding", config.getCompressor().getEncoding());
    }
    Map<String, List<String>> headers = config.getHeadersSupplier().get();
    if (headers != null) {
      headers.forEach(request::putHeader);
    }
    return request.send(frame);
  }

  private static Answer answer(HttpClientResponse response) {
    String code = response.getTrailer("grpc-status");
    String text = response.getTrailer("grpc-message");
    if (code == null) {
      code = response.getHeader("grpc-status");
      text = response.getHeader("grpc-message");
    }
    GrpcCode known =
        code == null ? GrpcCode.fromHttpStatus(response.statusCode()) : GrpcCode.parse(code);
    return new Answer(GrpcStatusCode.fromValue(known.number()), text == null ? "" : text);
  }

  @Override
  public CompletableResultCode shutdown() {
    CompletableResultCode closed = new CompletableResultCode();
    client.close().onComplete(done -> closed.succeed());
    return closed;
  }
}
