package dev.drover.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.exchange.Body;
import dev.drover.exchange.Head;
import dev.drover.expression.ExpressionFailed;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.Workers;
import dev.drover.upstream.Errand;
import dev.drover.upstream.Upstream;
import dev.drover.upstream.UpstreamRequests;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** HTTP requests, as JSON where they have content. Whatever is not 2xx is a failure. */
record HttpSender(
    Upstream upstream,
    HttpMethod method,
    CallPath path,
    Map<String, Template> headers,
    Optional<Template> body,
    CallConfig.Reading reading,
    long most,
    Workers workers)
    implements Sender {
  @Override
  public Errand<Outcome> send(Known known, Duration timeout) throws ExpressionFailed {
    MultiMap fields = HttpHeaders.headers().set(HttpHeaders.USER_AGENT, "drover");
    if (reading != CallConfig.Reading.TEXT) {
      fields.set(HttpHeaders.ACCEPT, "application/json");
    }
    fields.set("x-request-id", known.exchange().id());
    Body content = Body.none();
    if (body.isPresent()) {
      Buffer json = Buffer.buffer(Json.bytes(body.get().of(known)));
      fields.set(HttpHeaders.CONTENT_TYPE, "application/json");
      fields.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(json.length()));
      content = Body.of(json);
    }
    write(headers, known, fields);
    Errand<UpstreamRequests.Answer> errand =
        new UpstreamRequests(upstream, known.exchange().wheel(), most)
            .begin(
                known.exchange(), new Head(method, "", path.of(known), fields), content, timeout);
    Reading of = Reading.within(timeout, known.exchange(), workers);
    return new Errand<>(
        errand
            .answer()
            .compose(answer -> of.make(answer.body().length(), () -> outcome(answer)))
            .otherwise(cause -> Outcome.failed(told(Failure.from(cause), timeout))),
        errand.stop());
  }

  /** Header fields; one whose value is null is left out. */
  static void write(Map<String, Template> templates, Known known, MultiMap fields)
      throws ExpressionFailed {
    for (Map.Entry<String, Template> field : templates.entrySet()) {
      JsonNode value = field.getValue().of(known);
      if (value.isNull()) {
        fields.remove(field.getKey());
        continue;
      }
      String text = CallPath.text(value);
      if (!text.chars().allMatch(c -> (c >= ' ' && c <= '~') || c == '\t')) {
        throw Failure.of(
            Reason.MALFORMED,
            "Its header field " + field.getKey() + " would have a character that is not allowed.");
      }
      fields.set(field.getKey(), text);
    }
  }

  /** A deadline of its own is not that of the request. */
  static Failure told(Failure failure, Duration timeout) {
    return failure.reason() == Reason.DEADLINE
        ? Failure.of(Reason.DEADLINE, "It was not answered within " + timeout.toMillis() + " ms.")
        : failure;
  }

  private Outcome outcome(UpstreamRequests.Answer answer) {
    int status = answer.status();
    if (status < 200 || status > 299) {
      return Outcome.failed(
          status,
          Failure.of(
              Reason.CALL_FAILED,
              "The server answered with status "
                  + status
                  + " ("
                  + HttpResponseStatus.valueOf(status).reasonPhrase()
                  + ")."));
    }
    byte[] content = answer.body().getBytes();
    try {
      Object value =
          json(answer.headers().get(HttpHeaders.CONTENT_TYPE))
              ? Json.value(content)
              : answer.body().toString();
      return Outcome.of(status, answer.headers(), value, content.length);
    } catch (IOException malformed) {
      return Outcome.failed(
          status, Failure.of(Reason.PROTOCOL, "The content of the server's answer is not JSON."));
    }
  }

  private boolean json(@Nullable String type) {
    return switch (reading) {
      case JSON -> true;
      case TEXT -> false;
      case AUTO -> type != null && isJson(type);
    };
  }

  /** Whether that is {@code application/json}, or has the suffix {@code +json} (RFC 6839). */
  static boolean isJson(String type) {
    int end = type.indexOf(';');
    String essence = (end < 0 ? type : type.substring(0, end)).strip();
    return essence.equalsIgnoreCase("application/json")
        || essence.regionMatches(true, Math.max(0, essence.length() - 5), "+json", 0, 5);
  }
}
