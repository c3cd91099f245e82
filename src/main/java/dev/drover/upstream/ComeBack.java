package dev.drover.upstream;

import dev.drover.codec.CallStatus;
import dev.drover.codec.GrpcStatus;
import dev.drover.limit.Pushback;
import dev.drover.limit.RetryAfter;
import dev.drover.status.GrpcCode;
import io.vertx.core.http.HttpHeaders;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * What a server says of when to come back: {@code grpc-retry-pushback-ms} (gRFC A6), {@code
 * Retry-After} (RFC 9110, section 10.2.3) or google.rpc.RetryInfo in {@code
 * grpc-status-details-bin}.
 */
final class ComeBack {
  /** It says nothing. */
  static final long UNSAID = -1;

  /** Never: it must not be tried again. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;
  private static final long A_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long USUAL = TimeUnit.SECONDS.toNanos(5);

  private ComeBack() {}

  /**
   * How long to wait in nanoseconds, {@link #UNSAID} or {@link #NEVER}. A 429 that says nothing
   * means five seconds, and one that says 0 means one.
   */
  static long nanos(Answer answer, InstantSource clock) {
    if (answer.grpc()) {
      String pushback = answer.fields().get(Pushback.FIELD);
      if (pushback != null) {
        Pushback said = Pushback.parse(pushback);
        return said.stops() ? NEVER : said.nanos();
      }
      long info = retryInfo(answer);
      if (info != UNSAID) {
        return info;
      }
    }
    long unsaid = answer.status() == TOO_MANY_REQUESTS ? USUAL : UNSAID;
    String after = answer.fields().get(HttpHeaders.RETRY_AFTER);
    return after == null
        ? unsaid
        : RetryAfter.parse(after, clock.instant())
            .map(wait -> Math.max(A_SECOND, wait.toNanos()))
            .orElse(unsaid);
  }

  /**
   * For how long a server asks to be left alone, in nanoseconds, by an answer that says so in
   * words; {@link #UNSAID} by any other.
   */
  static long pause(Answer answer, InstantSource clock) {
    if (answer.grpc()) {
      GrpcCode code = answer.code();
      if (code != GrpcCode.RESOURCE_EXHAUSTED && code != GrpcCode.UNAVAILABLE) {
        return UNSAID;
      }
    } else if (!answer.fields().contains(HttpHeaders.RETRY_AFTER)
        || (answer.status() != TOO_MANY_REQUESTS && answer.status() != UNAVAILABLE)) {
      return UNSAID;
    }
    long said = nanos(answer, clock);
    return said == NEVER ? UNSAID : said;
  }

  private static long retryInfo(Answer answer) {
    CallStatus status =
        answer.fields().contains(GrpcStatus.DETAILS) ? CallStatus.in(answer.fields()) : null;
    return status == null
        ? UNSAID
        : status.retryAfter().map(wait -> Math.max(0, wait.toNanos())).orElse(UNSAID);
  }
}
