package dev.drover.handler.transcode;

import dev.drover.codec.Accept;
import dev.drover.schema.Binding;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request holds, and what its client wants to read.
 *
 * @param request the content type of the request; null when it has none
 * @param reply how a stream of messages is written
 */
record MediaTypes(@Nullable String request, ReplyForm reply) {
  private static final List<String> JSON = List.of("application/json");
  private static final Set<String> LINES =
      Set.of("application/x-ndjson", "application/ndjson", "application/jsonl");

  /**
   * Those of a request for a method.
   *
   * @throws Failure UNSUPPORTED_MEDIA_TYPE or NOT_ACCEPTABLE
   */
  static MediaTypes of(MultiMap headers, BoundMethod method) {
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    String essence = essence(type);
    boolean lines = LINES.contains(essence);
    if (!(method.binding().body() instanceof Binding.NoContent)) {
      encoding(headers.get(HttpHeaders.CONTENT_ENCODING));
      if (!method.rawRequest() && type != null) {
        json(type, essence, lines && method.clientStreaming());
      }
    }
    return new MediaTypes(type, reply(headers.get(HttpHeaders.ACCEPT), method, lines));
  }

  private static ReplyForm reply(@Nullable String accept, BoundMethod method, boolean lines) {
    if (method.rawResponse()) {
      return ReplyForm.ARRAY; // the upstream says what it is
    }
    if (method.serverStreaming()) {
      ReplyForm form = ReplyForm.of(accept, lines ? ReplyForm.NDJSON : ReplyForm.ARRAY);
      if (form != null) {
        return form;
      }
      throw Failure.of(
          Reason.NOT_ACCEPTABLE,
          "The answer is application/json, application/x-ndjson or text/event-stream, none of which"
              + " the request accepts.");
    }
    if (Accept.choose(accept, JSON) < 0) {
      throw Failure.of(
          Reason.NOT_ACCEPTABLE, "The answer is application/json, which the request refuses.");
    }
    return ReplyForm.ARRAY;
  }

  private static String essence(@Nullable String type) {
    if (type == null) {
      return "";
    }
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).trim().toLowerCase(Locale.ROOT);
  }

  private static void json(String type, String essence, boolean lines) {
    boolean json =
        lines
            || essence.equals("application/json")
            || essence.equals("text/json")
            || essence.endsWith("+json");
    if (!json) {
      throw Failure.of(
          Reason.UNSUPPORTED_MEDIA_TYPE,
          "The content must be application/json, not \"" + type + "\".");
    }
    String parameters = type.toLowerCase(Locale.ROOT);
    int charset = parameters.indexOf("charset=");
    if (charset >= 0 && !parameters.substring(charset).matches("charset=\"?utf-?8\"?\\s*(;.*)?")) {
      throw Failure.of(
          Reason.UNSUPPORTED_MEDIA_TYPE, "JSON is read as UTF-8, not \"" + type + "\".");
    }
  }

  private static void encoding(@Nullable String encoding) {
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw Failure.of(
              Reason.UNSUPPORTED_MEDIA_TYPE,
              "The content must not be encoded, and is: " + encoding + ".")
          .header("Accept-Encoding", "identity");
    }
  }
}
