package dev.drover.testing;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 client (prior knowledge) that adds nothing of its own: no deadline, no retry, no
 * decompression. All calls of one client share a connection.
 */
public final class Http2Calls implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClientAgent client = HttpClients.vertxHttp2(vertx);
  private final int port;

  private Http2Calls(int port) {
    this.port = port;
  }

  /** A client of that port of 127.0.0.1. */
  public static Http2Calls to(int port) {
    return new Http2Calls(port);
  }

  /** Sends a request and waits for its end, whichever way it ends. */
  public Answer send(String method, String path, byte[] body, String... headers) {
    return await(start(method, path, body, headers));
  }

  /** The same without waiting. */
  public Future<Answer> start(String method, String path, byte[] body, String... headers) {
    return open(method, path, headers)
        .compose(
            request -> {
              Future<Answer> answer = answer(request);
              request.end(Buffer.buffer(body));
              return answer;
            });
  }

  /** Sends one gRPC message, its prefix added, to a method. */
  public Answer grpc(String method, byte[] message, String... headers) {
    String[] all = new String[headers.length + 4];
    all[0] = "content-type";
    all[1] = "application/grpc";
    all[2] = "te";
    all[3] = "trailers";
    System.arraycopy(headers, 0, all, 4, headers.length);
    return send("POST", "/" + method, GrpcFrames.frame(message), all);
  }

  /** A request whose content is still to come. */
  public Future<HttpClientRequest> open(String method, String path, String... headers) {
    RequestOptions options =
        new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setMethod(HttpMethod.valueOf(method))
            .setURI(path);
    MultiMap fields = HttpHeaders.headers();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(headers[i], headers[i + 1]);
    }
    return client
        .request(options.setHeaders(fields))
        .map(
            request -> {
              request.setChunked(true);
              request.exceptionHandler(cause -> {});
              return request;
            });
  }

  /** Sends a request that was opened, and whose head is all of it. */
  public static Future<Answer> bare(HttpClientRequest request) {
    Future<Answer> answer = answer(request);
    request.setChunked(false).end();
    return answer;
  }

  /** How a request that was opened ends. */
  public static Future<Answer> answer(HttpClientRequest request) {
    return request
        .response()
        .compose(Http2Calls::read)
        .recover(cause -> Future.succeededFuture(Answer.broken(cause)));
  }

  private static Future<Answer> read(HttpClientResponse response) {
    Promise<Answer> promise = Promise.promise();
    Buffer body = Buffer.buffer();
    int status = response.statusCode();
    MultiMap headers = response.headers();
    response.handler(body::appendBuffer);
    response.exceptionHandler(
        cause ->
            promise.tryComplete(
                new Answer(status, headers, body.getBytes(), HttpHeaders.headers(), cause)));
    response.endHandler(
        end ->
            promise.tryComplete(
                new Answer(status, headers, body.getBytes(), response.trailers(), null)));
    return promise.future();
  }

  /** See {@link Futures#await}. */
  public static <T> T await(Future<T> future) {
    return Futures.await(future);
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  /**
   * What came back.
   *
   * @param status 0 when nothing did
   * @param broken why it did not end well, or null when it did
   */
  public record Answer(
      int status, MultiMap headers, byte[] body, MultiMap trailers, @Nullable Throwable broken) {

    private static Answer broken(Throwable cause) {
      return new Answer(0, HttpHeaders.headers(), new byte[0], HttpHeaders.headers(), cause);
    }

    /** Whether it ended as a message should. */
    public boolean whole() {
      return broken == null;
    }

    /** The code of the RST_STREAM it ended with. */
    public OptionalLong reset() {
      return broken instanceof StreamResetException reset
          ? OptionalLong.of(reset.getCode())
          : OptionalLong.empty();
    }

    /** The gRPC status, from trailers or headers; -1 when there is none. */
    public int grpcStatus() {
      return Integer.parseInt(
          Optional.ofNullable(trailers.get("grpc-status"))
              .or(() -> Optional.ofNullable(headers.get("grpc-status")))
              .orElse("-1"));
    }

    /** The content as text. */
    public String text() {
      return Bytes.text(body);
    }
  }
}
