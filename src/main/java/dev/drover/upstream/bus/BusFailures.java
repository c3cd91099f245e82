package dev.drover.upstream.bus;

import dev.drover.codec.GrpcStatus;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * The table of failed replies: what the code of a {@link ReplyException} is to a client. Codes 1 to
 * 16 are gRPC's, 400 to 599 are those of HTTP, any other is what the configuration says, or
 * UNKNOWN.
 *
 * @param configured by the code as text
 */
record BusFailures(Map<String, GrpcCode> configured) {
  private static final Map<Integer, GrpcCode> HTTP =
      Map.ofEntries(
          Map.entry(400, GrpcCode.INVALID_ARGUMENT),
          Map.entry(401, GrpcCode.UNAUTHENTICATED),
          Map.entry(403, GrpcCode.PERMISSION_DENIED),
          Map.entry(404, GrpcCode.NOT_FOUND),
          Map.entry(409, GrpcCode.ABORTED),
          Map.entry(412, GrpcCode.FAILED_PRECONDITION),
          Map.entry(429, GrpcCode.RESOURCE_EXHAUSTED),
          Map.entry(499, GrpcCode.CANCELLED),
          Map.entry(500, GrpcCode.INTERNAL),
          Map.entry(501, GrpcCode.UNIMPLEMENTED),
          Map.entry(503, GrpcCode.UNAVAILABLE),
          Map.entry(504, GrpcCode.DEADLINE_EXCEEDED));

  GrpcCode grpc(int code) {
    GrpcCode known = configured.get(Integer.toString(code));
    if (known != null) {
      return known;
    }
    return code >= 1 && code < GrpcCode.values().length
        ? GrpcCode.of(code)
        : HTTP.getOrDefault(code, GrpcCode.UNKNOWN);
  }

  private int http(int code) {
    boolean own = code >= 400 && code <= 599 && !configured.containsKey(Integer.toString(code));
    return own ? code : grpc(code).httpStatus();
  }

  /**
   * The answer to a client whose message was not replied to.
   *
   * @throws Failure when nobody was there, or it took too long
   */
  Response answer(Throwable cause, boolean toGrpc) {
    if (!(cause instanceof ReplyException reply)) {
      throw Failure.from(cause);
    }
    return switch (reply.failureType()) {
      case NO_HANDLERS ->
          throw Failure.of(Reason.NO_ENDPOINT, "Nobody listens to the address of this request.");
      case TIMEOUT ->
          throw Failure.of(Reason.DEADLINE, "No reply has come within the time of this request.");
      case RECIPIENT_FAILURE, ERROR -> {
        String text = String.valueOf(reply.getMessage());
        int code = reply.failureCode();
        yield toGrpc
            ? GrpcStatus.response("application/grpc", grpc(code), text, List.of())
            : Response.of(
                http(code),
                "application/json",
                new JsonObject().put("code", code).put("message", text).toBuffer());
      }
    };
  }
}
