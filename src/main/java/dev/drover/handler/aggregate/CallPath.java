package dev.drover.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.expression.Expression;
import dev.drover.expression.ExpressionFailed;
import dev.drover.expression.JsonValues;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Path and query of an HTTP request. What an expression gives goes into the path percent-encoded,
 * so that it is never more than a part of one segment (RFC 3986, section 3.3), and never makes it a
 * dot segment. Immutable, for all threads.
 *
 * @param texts what stands before, between and after the expressions
 * @param values one fewer
 * @param query a list gives its name several times, null not at all
 */
record CallPath(
    List<String> texts, List<Expression<Known, Object>> values, Map<String, Template> query) {
  private static final String UNRESERVED = "-._~";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  /**
   * The target of a request.
   *
   * @throws ExpressionFailed when an expression has no value
   * @throws Failure MALFORMED when a segment would be none
   */
  String of(Known known) throws ExpressionFailed {
    StringBuilder target = new StringBuilder(texts.get(0));
    for (int i = 0; i < values.size(); i++) {
      String value = text(JsonValues.json(values.get(i).of(known)));
      if (value.isEmpty()) {
        throw Failure.of(Reason.MALFORMED, "A part of its path would be empty.");
      }
      encode(value, target);
      target.append(texts.get(i + 1));
    }
    for (String segment : target.toString().split("/", -1)) {
      if (!values.isEmpty() && (segment.equals(".") || segment.equals(".."))) {
        throw Failure.of(Reason.MALFORMED, "Its path would have a dot segment.");
      }
    }
    char mark = '?';
    for (Map.Entry<String, Template> parameter : query.entrySet()) {
      JsonNode value = parameter.getValue().of(known);
      for (JsonNode one : value.isArray() ? value : List.of(value)) {
        if (!one.isNull()) {
          target.append(mark);
          encode(parameter.getKey(), target);
          encode(text(one), target.append('='));
          mark = '&';
        }
      }
    }
    return target.toString();
  }

  /** As text: a string itself, anything else as JSON. */
  static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.isNull() ? "" : value.toString();
  }

  private static void encode(String text, StringBuilder out) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || UNRESERVED.indexOf(c) >= 0;
      if (plain) {
        out.append(c);
      } else {
        out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
      }
    }
  }
}
