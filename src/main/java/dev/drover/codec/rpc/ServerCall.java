package dev.drover.codec.rpc;

import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.GrpcHead;
import dev.drover.codec.GrpcTimeout;
import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call in the form of gRPC that a server of another protocol is to answer.
 *
 * @param exchange whom it is for
 * @param grpc the call; its head's fields are changed in place
 * @param type the method by what is known of it
 * @param most how many bytes a message may have that is opened on the way
 * @param http2 whether the server is spoken to over HTTP/2
 * @param server sends a request as it is
 */
public record ServerCall(
    Exchange exchange,
    Outbound grpc,
    Supplier<@Nullable CallMethod> type,
    int most,
    boolean http2,
    Function<Outbound, Future<Response>> server) {

  /** The fields of its head. */
  MultiMap headers() {
    return grpc.head().headers();
  }

  /** {@code /package.Service/Method}. */
  String path() {
    return grpc.head().target();
  }

  /**
   * The method, without which nobody knows how it is asked for.
   *
   * @throws Failure NO_SCHEMA
   */
  CallMethod typed() {
    CallMethod method = type.get();
    if (method == null) {
      throw Failure.of(
          Reason.NO_SCHEMA,
          "The schema of the upstream is not there, or has no method " + path() + ".");
    }
    return method;
  }

  /** The time that is left, in nanoseconds; -1 when there is no limit. */
  long timeout() {
    String timeout = headers().get(GrpcHead.TIMEOUT);
    return timeout == null ? -1 : GrpcTimeout.parse(timeout);
  }

  /** Sends it with another head and content. */
  Future<Response> send(HttpMethod method, String target, Body body) {
    Head head = new Head(method, grpc.head().authority(), target, headers());
    return server.apply(new Outbound(head, body, false, grpc.method()));
  }

  /** Sends it with another content. */
  Future<Response> send(Body body) {
    return send(HttpMethod.POST, path(), body);
  }

  /**
   * The one message of the request, unpacked.
   *
   * @return fails with MALFORMED when there is not exactly one
   */
  Future<byte[]> message() {
    GrpcDeframer frames = frames();
    return Collected.of(grpc.body(), most + 5L)
        .map(
            content -> {
              byte[][] found = new byte[1][];
              frames.feed(
                  content,
                  (bytes, offset, length) -> {
                    if (found[0] != null) {
                      throw Failure.of(Reason.MALFORMED, "The method takes only one message.");
                    }
                    found[0] = Arrays.copyOfRange(bytes, offset, offset + length);
                  });
              if (found[0] == null || !frames.empty()) {
                throw Failure.of(Reason.MALFORMED, "The call has no whole message.");
              }
              return found[0];
            });
  }

  /**
   * Takes the request apart, into messages as they were before they were compressed.
   *
   * @throws Failure UNSUPPORTED_ENCODING
   */
  GrpcDeframer frames() {
    return GrpcDeframer.ofRequest(headers(), most);
  }

  /** An answer's fields, without those of the connection and of the content. */
  static MultiMap answered(Response response) {
    MultiMap headers = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, "application/grpc");
    Metadata.copy(response.headers(), "", headers);
    return headers;
  }

  /** Trailers of a call that has ended well. */
  static MultiMap ok() {
    return HttpHeaders.headers().set("grpc-status", GrpcCode.OK.text());
  }
}
