package dev.drover.codec.rpc;

import dev.drover.exchange.Exchange;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.http.HttpHeaders;
import java.util.concurrent.TimeUnit;

/** The {@code connect-timeout-ms} header: up to ten digits (Connect, "Timeout"). */
public final class ConnectTimeout {
  private static final int MOST_DIGITS = 10;

  private static final CharSequence FIELD = HttpHeaders.createOptimized("connect-timeout-ms");

  private ConnectTimeout() {}

  /**
   * An exchange lasts no longer than its client waits.
   *
   * @return whether it has said so
   * @throws Failure MALFORMED when what it says is no timeout
   */
  public static boolean limit(Exchange exchange) {
    String timeout = exchange.head().headers().get(FIELD);
    if (timeout == null) {
      return false;
    }
    exchange.limit(parse(timeout));
    return true;
  }

  /**
   * Its length in nanoseconds.
   *
   * @throws Failure MALFORMED when it is none
   */
  static long parse(String text) {
    boolean digits =
        !text.isEmpty()
            && text.length() <= MOST_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits) {
      throw Failure.of(
          Reason.MALFORMED, "\"" + text + "\" is no connect-timeout-ms: expected 1 to 10 digits.");
    }
    return TimeUnit.MILLISECONDS.toNanos(Long.parseLong(text));
  }

  /** The header for that many nanoseconds, rounded up. */
  static String format(long nanos) {
    long millis = nanos / 1_000_000 + (nanos % 1_000_000 == 0 ? 0 : 1);
    return Long.toString(Math.min(millis, 9_999_999_999L));
  }
}
