package dev.drover.handler.transcode;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import dev.drover.codec.json.InvalidJson;
import dev.drover.status.Failure;
import dev.drover.status.Reason;

/** What a client is told of a value that does not fit its field. */
final class Invalid {
  private Invalid() {}

  /**
   * The failure, with a google.rpc.BadRequest that names the field.
   *
   * @param where the part of the request, such as {@code The query}
   */
  static Failure failure(String where, InvalidJson invalid) {
    String message = String.valueOf(invalid.getMessage());
    BadRequest.FieldViolation violation =
        BadRequest.FieldViolation.newBuilder()
            .setField(invalid.fieldPath())
            .setDescription(message)
            .build();
    return Failure.of(Reason.MALFORMED, where + " does not fit: " + message)
        .detail(Any.pack(BadRequest.newBuilder().addFieldViolations(violation).build()));
  }
}
