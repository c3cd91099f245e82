package dev.drover.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** When and how a call is tried again. */
@Doc("When and how a call is tried again. A number is that of the attempts.")
@Shorthand("attempts")
public record RetryConfig(
    @Doc("Attempts at most, the first one included.") @Default("2") @Range(min = "1", max = "10")
        int attempts,
    @Doc(
            "What is tried again: gRPC codes, HTTP statuses (503 or 5xx), connect (no endpoint could"
                + " be connected to), reset (the connection broke before an answer) and timeout (an"
                + " attempt took too long).")
        @Default(
            "[\"connect\", \"reset\", \"timeout\", \"UNAVAILABLE\", \"502\", \"503\", \"504\"]")
        @Pattern(
            value = RetryConfig.ON,
            expected = "a gRPC code, an HTTP status, connect, reset or timeout")
        List<String> on,
    @Doc(
            "Which HTTP methods: those that may be sent twice (RFC 9110, section 9.2.2), or any. gRPC"
                + " calls are tried again whatever they are.")
        @Default("idempotent")
        Methods methods,
    @Doc("How long to wait before the next attempt.") BackoffConfig backoff,
    @Doc(
            "How long an attempt may take until its answer begins. Without a value, where timeout is"
                + " tried again: what is left of the deadline, divided by the attempts that are left.")
        @Range(min = "1ms", max = "1h")
        Optional<Duration> attemptTimeout,
    @Doc(
            "What a server says of when to come back (Retry-After, RetryInfo, grpc-retry-pushback-ms)"
                + " is waited for up to this.")
        @Default("20s")
        @Range(min = "0s", max = "1h")
        Duration retryAfter) {

  static final String ON =
      "connect|reset|timeout|[1-5]xx|[1-5][0-9][0-9]"
          + "|CANCELLED|UNKNOWN|INVALID_ARGUMENT|DEADLINE_EXCEEDED|NOT_FOUND|ALREADY_EXISTS"
          + "|PERMISSION_DENIED|RESOURCE_EXHAUSTED|FAILED_PRECONDITION|ABORTED|OUT_OF_RANGE"
          + "|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS|UNAUTHENTICATED";

  public RetryConfig {
    on = List.copyOf(on);
  }

  /** Which methods are tried again. */
  public enum Methods {
    IDEMPOTENT,
    ANY
  }

  /** The waits between attempts. */
  @Doc("The waits between attempts: longer by a factor each time, and random.")
  public record BackoffConfig(
      @Doc("Before the second attempt.") @Default("25ms") @Range(min = "0s", max = "1h")
          Duration base,
      @Doc("The longest.") @Default("250ms") @Range(min = "0s", max = "1h") Duration max,
      @Doc("By how many percent each is longer than the last; 100 doubles it.")
          @Default("100")
          @Range(min = "0", max = "900")
          int growth,
      @Doc("What is random: full is 0 to the whole, grpc 80 to 120 percent of it, none nothing.")
          @Default("full")
          Jitter jitter)
      implements Checked {
    /** What is random of a wait. */
    public enum Jitter {
      FULL,
      GRPC,
      NONE
    }

    @Override
    public void check(Problems problems) {
      if (max.compareTo(base) < 0) {
        problems.at("max").add("must not be less than base");
      }
    }
  }
}
