package dev.drover.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Status;
import dev.drover.codec.GrpcStatus;
import dev.drover.codec.json.StatusJson;
import dev.drover.codec.rpc.ClientProtocol;
import dev.drover.exchange.ErrorForm;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.List;

/**
 * The one place where a failure becomes an answer, in the client's protocol: a gRPC status for a
 * gRPC client, its own form for each {@link ClientProtocol}; for any other problem details (RFC
 * 9457), or where a route chooses so a google.rpc.Status as JSON. The status of each is the table
 * of {@link dev.drover.status.Reason}.
 */
public final class ErrorWriter {
  private static final String PROBLEM = "application/problem+json";

  private ErrorWriter() {}

  /**
   * Loads what answers with google.rpc details need, which takes as long as hundreds of requests,
   * so that the first refusal does not keep an event loop. Blocks.
   */
  public static void link() {
    FieldViolation violation = FieldViolation.newBuilder().setField("a").build();
    Failure failure =
        Failure.of(Reason.MALFORMED, "")
            .detail(Any.pack(BadRequest.newBuilder().addFieldViolations(violation).build()))
            .retryAfter(Duration.ZERO);
    problem("", failure);
    GrpcStatus.response(
        "application/grpc", failure.reason().grpc(), failure.text(), failure.details());
  }

  static Response answer(Exchange exchange, Failure failure) {
    ClientProtocol protocol = exchange.grpc() ? null : ClientProtocol.of(exchange.protocol());
    Response answer;
    if (exchange.grpc()) {
      answer =
          GrpcStatus.response(
              "application/grpc", failure.reason().grpc(), failure.text(), failure.details());
    } else {
      answer = protocol == null ? http(exchange, failure) : protocol.error(exchange, failure);
    }
    if (exchange.grpc()) {
      failure
          .headers()
          .forEach(
              (name, value) -> {
                if (name.startsWith("grpc-")) {
                  answer.headers().set(name, value);
                }
              });
    }
    exchange.failureHeaders().forEach(answer.headers()::set);
    return answer;
  }

  private static Response http(Exchange exchange, Failure failure) {
    Response response =
        exchange.errors() == ErrorForm.STATUS ? status(failure) : problem(exchange.id(), failure);
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

  private static Response problem(String id, Failure failure) {
    ObjectNode problem = JsonNodeFactory.instance.objectNode();
    problem.put("type", "about:blank");
    problem.put("title", failure.reason().title());
    problem.put("status", failure.reason().http());
    problem.put("detail", failure.text());
    problem.put("reason", failure.reason().name());
    problem.put("id", id);
    addViolations(problem, failure);
    return Response.of(failure.reason().http(), PROBLEM, Buffer.buffer(problem.toString()));
  }

  /** What is wrong with which field, as in the example of RFC 9457, section 3. */
  private static void addViolations(ObjectNode problem, Failure failure) {
    for (Any detail : failure.details()) {
      if (detail.is(BadRequest.class)) {
        ArrayNode errors = problem.withArray("/errors");
        for (FieldViolation violation : violations(detail)) {
          errors
              .addObject()
              .put("field", violation.getField())
              .put("detail", violation.getDescription());
        }
      }
    }
  }

  private static List<FieldViolation> violations(Any detail) {
    try {
      return detail.unpack(BadRequest.class).getFieldViolationsList();
    } catch (InvalidProtocolBufferException impossible) {
      return List.of();
    }
  }

  /** Whole seconds, rounded up, since a client that comes too early is refused again. */
  private static String seconds(Duration delay) {
    return Long.toString(delay.plusNanos(999_999_999).toSeconds());
  }
}
