package dev.drover.filter;

import dev.drover.codec.GrpcStatus;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Response;
import dev.drover.status.GrpcCode;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * The answer of an injected fault, by one number or name: {@code 503}, which a gRPC client sees as
 * the code that gRPC's http-grpc-status-mapping gives it; or {@code UNAVAILABLE}, which an HTTP
 * client sees as the status that google.rpc.Code gives it.
 *
 * @param status from 400 to 599
 * @param code not OK
 */
public record FaultAnswer(int status, GrpcCode code) {
  private static final String MESSAGE = "This fault was injected by the gateway.";

  /**
   * Reads an HTTP status of an error, or the name of a gRPC code.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static FaultAnswer parse(String text) {
    if (text.matches("[45][0-9]{2}")) {
      int status = Integer.parseInt(text);
      return new FaultAnswer(status, GrpcCode.fromHttpStatus(status));
    }
    for (GrpcCode code : GrpcCode.values()) {
      if (code != GrpcCode.OK && code.name().equals(text)) {
        return new FaultAnswer(code.httpStatus(), code);
      }
    }
    throw new IllegalArgumentException(
        "expected an HTTP status from 400 to 599 or a gRPC code such as UNAVAILABLE, found \""
            + text
            + "\"");
  }

  /** The answer in the client's protocol. */
  Response to(Exchange exchange) {
    return exchange.grpc()
        ? GrpcStatus.response("application/grpc", code, MESSAGE, List.of())
        : Response.of(status, "text/plain; charset=utf-8", Buffer.buffer(MESSAGE));
  }
}
