package dev.drover.task;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The messages between those who want jobs done and those who do them. Headers say what a message
 * is, its body is bytes; docs/workers.md has the table.
 *
 * @param local whether messages stay in this process
 */
record Wire(EventBus bus, boolean local) {
  static final String VERSION = "1";

  /** Bytes of a payload that one message has at most. */
  static final int CHUNK = 64 << 10;

  /** How many chunks may be on their way. */
  static final int WINDOW = 16;

  static final String TYPE = "type";
  static final String JOB = "job";
  static final String FROM = "from";
  static final String TASK = "task";
  static final String CALLER = "caller";
  static final String PRIORITY = "priority";
  static final String TIMEOUT = "timeout";
  static final String SIZE = "size";
  static final String CREDIT = "credit";
  static final String REASON = "reason";
  static final String TEXT = "text";
  static final String RETRY_AFTER = "retry-after";
  static final String DONE = "done";

  /** What a message is. */
  enum Type {
    SUBMIT,
    ACCEPTED,
    REFUSED,
    CHUNK,
    CREDIT,
    PROGRESS,
    RESULT,
    FAILED,
    CANCEL,
    ALIVE
  }

  /** A message without content that says only what it is, and of which job. */
  DeliveryOptions head(Type type, String job) {
    return new DeliveryOptions()
        .setLocalOnly(local)
        .addHeader("v", VERSION)
        .addHeader(TYPE, type.name())
        .addHeader(JOB, job);
  }

  void send(String address, Buffer body, DeliveryOptions head) {
    bus.send(address, body, head);
  }

  /** The type of a message; null when it is none that is known. */
  static @Nullable Type type(MultiMap headers) {
    String type = headers.get(TYPE);
    if (!VERSION.equals(headers.get("v")) || type == null) {
      return null;
    }
    for (Type known : Type.values()) {
      if (known.name().equals(type)) {
        return known;
      }
    }
    return null;
  }

  static String text(MultiMap headers, String name) {
    String value = headers.get(name);
    return value == null ? "" : value;
  }

  static long number(MultiMap headers, String name) {
    String value = headers.get(name);
    return value == null ? 0 : Long.parseLong(value);
  }

  /** Puts a failure into a message. */
  static DeliveryOptions write(DeliveryOptions head, Failure failure) {
    head.addHeader(REASON, failure.reason().name()).addHeader(TEXT, failure.text());
    failure
        .retryAfter()
        .ifPresent(delay -> head.addHeader(RETRY_AFTER, Long.toString(delay.toMillis())));
    return head;
  }

  /** Reads the failure of a message. */
  static Failure failure(MultiMap headers) {
    Reason reason = Reason.INTERNAL;
    for (Reason known : Reason.values()) {
      if (known.name().equals(headers.get(REASON))) {
        reason = known;
      }
    }
    Failure failure = Failure.of(reason, text(headers, TEXT));
    long delay = number(headers, RETRY_AFTER);
    return delay > 0 ? failure.retryAfter(Duration.ofMillis(delay)) : failure;
  }
}
