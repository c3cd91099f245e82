package dev.drover.upstream;

import dev.drover.exchange.Body;
import dev.drover.exchange.Head;
import dev.drover.limit.ConcurrencyLimit;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a call: is admitted, chooses an endpoint and makes an attempt. It holds its permit
 * until the attempt is over or its answer is not wanted. Confined to one event loop.
 */
final class Turn extends ConcurrencyLimit.Entry {
  private final Call call;
  private final Head head;
  private final Body body;
  private final @Nullable ReadStream<Buffer> content;
  private final boolean again;
  private final long patience;
  private @Nullable Attempt attempt;
  private boolean over;

  /**
   * @param head what is sent, and may be changed for this turn alone
   * @param body what is sent, where {@code content} is null
   * @param content the body as a stream, or null
   * @param again whether a server has refused the request before
   * @param patience until the answer must begin, in nanoseconds; 0 for no bound
   */
  Turn(
      Call call,
      Head head,
      Body body,
      @Nullable ReadStream<Buffer> content,
      boolean again,
      long patience) {
    this.call = call;
    this.head = head;
    this.body = body;
    this.content = content;
    this.again = again;
    this.patience = patience;
  }

  Head head() {
    return head;
  }

  Body body() {
    return body;
  }

  @Nullable ReadStream<Buffer> content() {
    return content;
  }

  boolean again() {
    return again;
  }

  long patience() {
    return patience;
  }

  /** Where it is sent, for the access log. */
  String address() {
    return attempt == null ? "no endpoint" : attempt.endpoint().address();
  }

  /** Where it is sent; null before that is known. */
  @Nullable Endpoint endpoint() {
    return attempt == null ? null : attempt.endpoint();
  }

  void start() {
    call.upstream().admission().enter(this, call.exchange());
  }

  @Override
  protected void granted(long now) {
    if (over) {
      leave(now);
      return;
    }
    Endpoint chosen = call.choose(now);
    if (chosen == null) {
      over = true;
      leave(now);
      call.upstream().admission().forget(0, now);
      call.nowhere(this);
      return;
    }
    Attempt made = new Attempt(this, call, chosen, now);
    attempt = made;
    made.start();
  }

  @Override
  protected void refused(ConcurrencyLimit.Refusal refusal) {
    Admission admission = call.upstream().admission();
    admission.forget(0, call.exchange().wheel().now());
    refused(admission.refusal(refusal));
  }

  /** It is not admitted. */
  void refused(Failure failure) {
    if (!over) {
      over = true;
      call.denied(this, failure);
    }
  }

  /** Its answer is not wanted: its permit is free at once. */
  void discard() {
    leave(call.exchange().wheel().now());
    if (attempt != null) {
      attempt.discard();
    }
  }

  /** Nobody waits for it any longer: nothing of it goes on. */
  void cancel(Reason reason) {
    if (over) {
      return;
    }
    over = true;
    if (attempt == null) {
      leave(call.exchange().wheel().now());
    } else {
      attempt.cancel(reason);
    }
  }
}
