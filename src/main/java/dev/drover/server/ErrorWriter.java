package dev.drover.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.rpc.Status;
import dev.drover.codec.GrpcStatus;
import dev.drover.codec.json.StatusJson;
import dev.drover.codec.rpc.ClientProtocol;
import dev.drover.exchange.ErrorForm;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;

/**
 * The one place where a failure becomes an answer, in the client's protocol: a gRPC status for a
 * gRPC client, its own form for each {@link ClientProtocol}; for any other problem details (RFC
 * 9457), or where a route chooses so a google.rpc.Status as JSON. The status of each is the table
 * of {@link dev.drover.status.Reason}.
 */
final class ErrorWriter {
  private static final String PROBLEM = "application/problem+json";

  private ErrorWriter() {}

  static Response answer(Exchange exchange, Failure failure) {
    if (exchange.grpc()) {
      return GrpcStatus.response(
          "application/grpc", failure.reason().grpc(), failure.text(), failure.details());
    }
    ClientProtocol protocol = ClientProtocol.of(exchange.protocol());
    return protocol == null ? http(exchange, failure) : protocol.error(exchange, failure);
  }

  private static Response http(Exchange exchange, Failure failure) {
    Response response =
        exchange.errors() == ErrorForm.STATUS ? status(failure) : problem(exchange, failure);
    response.headers().set(HttpHeaders.CACHE_CONTROL, "no-store");
    failure
        .retryAfter()
        .ifPresent(delay -> response.headers().set(HttpHeaders.RETRY_AFTER, seconds(delay)));
    failure.headers().forEach(response.headers()::set);
    return response;
  }

  private static Response status(Failure failure) {
    Status status =
        Status.newBuilder()
            .setCode(failure.reason().grpc().number())
            .setMessage(failure.text())
            .addAllDetails(failure.details())
            .build();
    return Response.of(
        failure.reason().http(), "application/json", Buffer.buffer(StatusJson.of(status)));
  }

  private static Response problem(Exchange exchange, Failure failure) {
    ObjectNode problem = JsonNodeFactory.instance.objectNode();
    problem.put("type", "about:blank");
    problem.put("title", failure.reason().title());
    problem.put("status", failure.reason().http());
    problem.put("detail", failure.text());
    problem.put("reason", failure.reason().name());
    problem.put("id", exchange.id());
    return Response.of(failure.reason().http(), PROBLEM, Buffer.buffer(problem.toString()));
  }

  /** Whole seconds, rounded up, since a client that comes too early is refused again. */
  private static String seconds(Duration delay) {
    return Long.toString(delay.plusNanos(999_999_999).getSeconds());
  }
}
