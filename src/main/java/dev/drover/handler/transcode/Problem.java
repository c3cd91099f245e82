package dev.drover.handler.transcode;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.drover.codec.CallStatus;
import dev.drover.codec.json.ProtoJson;
import dev.drover.codec.json.StatusJson;
import dev.drover.exchange.Exchange;
import java.nio.charset.StandardCharsets;

/** An upstream's status as problem details (RFC 9457), with the status itself as a member. */
final class Problem {
  static final String TYPE = "application/problem+json";

  private Problem() {}

  static byte[] of(Exchange exchange, CallStatus status, ProtoJson types) {
    ObjectNode problem = JsonNodeFactory.instance.objectNode();
    problem.put("type", "about:blank");
    problem.put("title", status.code().name());
    problem.put("status", status.code().httpStatus());
    problem.put("detail", status.status().getMessage());
    problem.put("id", exchange.id());
    byte[] json = StatusJson.of(status.status(), types);
    problem.putRawValue("grpc", new RawValue(new String(json, StandardCharsets.UTF_8)));
    return problem.toString().getBytes(StandardCharsets.UTF_8);
  }
}
