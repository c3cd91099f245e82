package dev.drover.upstream;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.drover.codec.GrpcStatus;
import dev.drover.limit.Pushback;
import dev.drover.limit.RetryAfter;
import dev.drover.status.GrpcCode;
import io.vertx.core.http.HttpHeaders;
import java.time.InstantSource;
import java.util.Base64;
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
      String details = answer.fields().get(GrpcStatus.DETAILS);
      long info = details == null ? UNSAID : retryInfo(details);
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

  private static long retryInfo(String encoded) {
    try {
      for (Any detail : Status.parseFrom(Base64.getDecoder().decode(encoded)).getDetailsList()) {
        if (detail.is(RetryInfo.class)) {
          com.google.protobuf.Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
          return Math.max(0, TimeUnit.SECONDS.toNanos(delay.getSeconds()) + delay.getNanos());
        }
      }
      return UNSAID;
    } catch (InvalidProtocolBufferException | IllegalArgumentException malformed) {
      return UNSAID;
    }
  }
}
