package dev.drover.matrix;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.drover.demo.echo.SayReply;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Messages as JSON, by protobuf's own writer and reader. */
final class Json {
  private Json() {}

  static String print(MessageOrBuilder message) {
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static SayReply reply(String json) {
    try {
      SayReply.Builder reply = SayReply.newBuilder();
      JsonFormat.parser().merge(json, reply);
      return reply.build();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  /** The error of a google.rpc.Status as JSON. */
  static Client.Answer error(JsonObject status, List<SayReply> replies) {
    return new Client.Answer(
        status.getInteger("code"),
        status.getString("message", ""),
        status.containsKey("details") ? status.getJsonArray("details").size() : 0,
        replies);
  }
}
