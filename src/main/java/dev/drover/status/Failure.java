package dev.drover.status;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why an exchange has no normal answer. Immutable but for its cause, cheap to throw: it has no
 * stack trace, since the reason says where it comes from; an unexpected exception is its
 * {@linkplain #getCause() cause} and keeps its own.
 *
 * <p>The message is a sentence for the client. It never holds internal names, addresses or the text
 * of a cause; those go to the log with the exchange's id.
 */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final transient @Nullable Duration retryAfter;
  private final transient Map<String, String> headers;
  private final transient List<Any> details;
  private final transient String note;

  private Failure(
      Reason reason,
      String message,
      @Nullable Throwable cause,
      @Nullable Duration retryAfter,
      Map<String, String> headers,
      List<Any> details,
      String note) {
    super(message, cause, false, false);
    this.reason = reason;
    this.retryAfter = retryAfter;
    this.headers = headers;
    this.details = details;
    this.note = note;
  }

  /** A failure whose message the client may read. */
  public static Failure of(Reason reason, String message) {
    return new Failure(reason, message, null, null, Map.of(), List.of(), "");
  }

  /** A failure with the exception behind it, which is logged and never shown to a client. */
  public static Failure of(Reason reason, String message, Throwable cause) {
    return new Failure(reason, message, cause, null, Map.of(), List.of(), "");
  }

  /** The failure that a throwable already is, or else {@link Reason#INTERNAL} caused by it. */
  public static Failure from(Throwable thrown) {
    return thrown instanceof Failure failure
        ? failure
        : of(Reason.INTERNAL, "The gateway failed to handle this request.", thrown);
  }

  /** The same, telling the client when to come back ({@code Retry-After}, google.rpc.RetryInfo). */
  public Failure retryAfter(Duration delay) {
    return new Failure(reason, text(), getCause(), delay, headers, details, note);
  }

  /** The same with one more header on an HTTP answer, such as {@code Allow}. */
  public Failure header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Failure(reason, text(), getCause(), retryAfter, Map.copyOf(more), details, note);
  }

  /** The same with one more google.rpc detail. */
  public Failure detail(Any detail) {
    List<Any> more = new ArrayList<>(details);
    more.add(detail);
    return new Failure(reason, text(), getCause(), retryAfter, headers, List.copyOf(more), note);
  }

  /** The same with a remark for the access log only, such as the endpoint that refused. */
  public Failure note(String remark) {
    return new Failure(reason, text(), getCause(), retryAfter, headers, details, remark);
  }

  public Reason reason() {
    return reason;
  }

  /** The sentence for the client; never null. */
  public String text() {
    String message = getMessage();
    return message == null ? reason.title() : message;
  }

  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Headers that belong on an HTTP answer; unmodifiable. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The google.rpc details, with a RetryInfo when {@link #retryAfter()} is set; unmodifiable. */
  public List<Any> details() {
    if (retryAfter == null) {
      return details;
    }
    List<Any> all = new ArrayList<>(details);
    all.add(
        Any.pack(
            RetryInfo.newBuilder()
                .setRetryDelay(
                    com.google.protobuf.Duration.newBuilder()
                        .setSeconds(retryAfter.getSeconds())
                        .setNanos(retryAfter.getNano()))
                .build()));
    return all;
  }

  /** A remark for the access log, empty when there is none. */
  public String note() {
    return note;
  }
}
