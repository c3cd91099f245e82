package dev.drover.handler.aggregate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.expression.HeaderFields;
import dev.drover.expression.JsonValues;
import dev.drover.status.Failure;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of one call. Immutable.
 *
 * @param status the HTTP status, 200 of a gRPC call or a task that succeeded; 0 when there is none
 * @param body a value of {@link JsonValues}
 * @param bytes how large the answer was
 * @param failure why it failed; null when it has succeeded, or was left out
 * @param skipped whether it was left out
 */
record Outcome(
    int status,
    MultiMap headers,
    Object body,
    int bytes,
    @Nullable Failure failure,
    boolean skipped) {
  private static final MultiMap NO_HEADERS = HttpHeaders.headers();

  /** One that was left out. */
  static final Outcome SKIPPED = new Outcome(0, NO_HEADERS, JsonValues.NULL, 0, null, true);

  /** One that has succeeded. */
  static Outcome of(int status, MultiMap headers, Object body, int bytes) {
    return new Outcome(status, headers, body, bytes, null, false);
  }

  /** One without an answer. */
  static Outcome failed(Failure failure) {
    return failed(0, failure);
  }

  /** One that was answered with an error. */
  static Outcome failed(int status, Failure failure) {
    return new Outcome(status, NO_HEADERS, JsonValues.NULL, 0, failure, false);
  }

  boolean ok() {
    return failure == null && !skipped;
  }

  /** It has failed, and has this body nevertheless. */
  Outcome withBody(Object other) {
    return new Outcome(status, headers, other, bytes, failure, skipped);
  }

  /** The same without what takes room. */
  Outcome emptied() {
    return new Outcome(status, NO_HEADERS, JsonValues.NULL, 0, failure, skipped);
  }

  /** As expressions know it. */
  Map<String, Object> value() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("ok", ok());
    value.put("status", (long) status);
    value.put("headers", new HeaderFields(headers));
    value.put("body", body);
    value.put("skipped", skipped);
    value.put("error", failure == null ? "" : failure.text());
    return value;
  }

  /**
   * A failure as clients are told of it in a list.
   *
   * @param index the number of the item; negative where there is none
   */
  ObjectNode problem(String call, int index, Failure why) {
    ObjectNode problem = JsonNodeFactory.instance.objectNode().put("call", call);
    if (index >= 0) {
      problem.put("index", index);
    }
    return problem
        .put("status", status == 0 ? why.reason().http() : status)
        .put("reason", why.text());
  }
}
