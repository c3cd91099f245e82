package dev.drover.handler.transcode;

import dev.drover.codec.Accept;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a stream of messages is written to an HTTP client, chosen by {@code accept}. An error that
 * comes after the first message is an item of its own, so that it is seen within the content.
 */
public enum ReplyForm {
  /** One JSON array; the default. */
  ARRAY("application/json", "[", ",", "", "", "{\"error\":", "}", "[]", "]"),
  /** One item on each line. */
  NDJSON("application/x-ndjson", "", "", "", "\n", "{\"error\":", "}\n", "", ""),
  /** Server-sent events (WHATWG HTML, section 9.2). */
  SSE("text/event-stream", "", "", "data: ", "\n\n", "event: error\ndata: ", "\n\n", "", "");

  private static final List<ReplyForm> ALL = List.of(values());
  private static final List<String> TYPES = ALL.stream().map(form -> form.type).toList();

  private final String type;
  private final byte[] first;
  private final byte[] next;
  private final byte[] before;
  private final byte[] after;
  private final byte[] beforeError;
  private final byte[] afterError;
  private final byte[] empty;
  private final byte[] end;

  ReplyForm(
      String type,
      String first,
      String next,
      String before,
      String after,
      String beforeError,
      String afterError,
      String empty,
      String end) {
    this.type = type;
    this.first = bytes(first);
    this.next = bytes(next);
    this.before = bytes(before);
    this.after = bytes(after);
    this.beforeError = bytes(beforeError);
    this.afterError = bytes(afterError);
    this.empty = bytes(empty);
    this.end = bytes(end);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The form that a client likes best.
   *
   * @param usual what a client gets that takes anything
   * @return null when none is acceptable
   */
  public static @Nullable ReplyForm of(@Nullable String accept, ReplyForm usual) {
    if (accept == null || accept.isBlank() || accept.equals("*/*")) {
      return usual;
    }
    int chosen = Accept.choose(accept, TYPES);
    return chosen < 0 ? null : ALL.get(chosen);
  }

  /** The media type. */
  public String type() {
    return type;
  }

  /** What stands in front of an item. */
  public byte[] separator(boolean isFirst) {
    return isFirst ? first : next;
  }

  /** What every item begins with. */
  public byte[] before() {
    return before;
  }

  /** What every item ends with. */
  public byte[] after() {
    return after;
  }

  /** What an error begins with, that is the last item. */
  public byte[] beforeError() {
    return beforeError;
  }

  /** What such an error ends with. */
  public byte[] afterError() {
    return afterError;
  }

  /** What the content ends with. */
  public byte[] end(boolean isEmpty) {
    return isEmpty ? empty : end;
  }
}
