package dev.drover.codec.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import dev.drover.codec.CallStatus;
import dev.drover.codec.json.InvalidJson;
import dev.drover.codec.json.MessageTooLarge;
import dev.drover.codec.json.ProtoJson;
import dev.drover.codec.json.WireWriter;
import dev.drover.status.GrpcCode;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the error of a REST server means for a call: a google.rpc.Status as JSON as it is; else the
 * code that google.rpc.Code's table gives the HTTP status, and the detail of problem details (RFC
 * 9457).
 */
final class RestError {
  private static final int MOST = 1 << 20;

  private RestError() {}

  static CallStatus of(int http, Buffer content, ProtoJson types) {
    JsonNode json = ConnectError.json(content.getBytes());
    GrpcCode code = code(http);
    if (json == null) {
      return CallStatus.of(code, "The upstream answered with HTTP status " + http + ".");
    }
    JsonNode error = json.path("error").isObject() ? json.get("error") : json;
    CallStatus status = status(error, types);
    if (status != null) {
      return status;
    }
    for (String member : new String[] {"detail", "message", "title"}) {
      if (error.path(member).isTextual()) {
        return CallStatus.of(code, error.get(member).asText());
      }
    }
    return CallStatus.of(code, "The upstream answered with HTTP status " + http + ".");
  }

  /** The status that a google.rpc.Status as JSON is; null when it is none. */
  static @Nullable CallStatus status(JsonNode error, ProtoJson types) {
    if (!error.path("code").isInt() || error.path("code").asInt() > 16) {
      return null;
    }
    GrpcCode code = GrpcCode.of(error.get("code").asInt());
    WireWriter out = new WireWriter(MOST);
    byte[] text = error.toString().getBytes(StandardCharsets.UTF_8);
    try {
      types.of(Status.getDescriptor()).parse(text, 0, text.length, out);
      return new CallStatus(code, Status.parseFrom(out.toByteArray()));
    } catch (InvalidJson | MessageTooLarge | InvalidProtocolBufferException unknown) {
      return CallStatus.of(code, error.path("message").asText(""));
    }
  }

  private static GrpcCode code(int http) {
    return switch (http) {
      case 400, 413, 415, 422 -> GrpcCode.INVALID_ARGUMENT;
      case 401 -> GrpcCode.UNAUTHENTICATED;
      case 403 -> GrpcCode.PERMISSION_DENIED;
      case 404 -> GrpcCode.NOT_FOUND;
      case 409 -> GrpcCode.ABORTED;
      case 412 -> GrpcCode.FAILED_PRECONDITION;
      case 416 -> GrpcCode.OUT_OF_RANGE;
      case 429 -> GrpcCode.RESOURCE_EXHAUSTED;
      case 499 -> GrpcCode.CANCELLED;
      case 405, 501 -> GrpcCode.UNIMPLEMENTED;
      case 502, 503 -> GrpcCode.UNAVAILABLE;
      case 504 -> GrpcCode.DEADLINE_EXCEEDED;
      default -> http >= 500 ? GrpcCode.INTERNAL : GrpcCode.UNKNOWN;
    };
  }
}
