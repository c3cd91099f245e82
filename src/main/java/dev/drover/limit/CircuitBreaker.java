package dev.drover.limit;

/**
 * Stops calling what mostly fails or is mostly slow (Nygard, "Release It!", 2007, chapter 5).
 * Closed, it counts; open, it refuses all for a while; half open, it lets a few through and decides
 * by them. It opens when, of enough calls in its window, the share of failed or of slow ones
 * reaches its threshold.
 *
 * <p>Times are nanoseconds of a monotonic clock. Not thread-safe: one for each upstream or endpoint
 * and event loop.
 */
public final class CircuitBreaker {
  /** What it does with the next call. */
  public enum State {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  /**
   * When it opens, and when it closes.
   *
   * @param calls how many of the last calls count, at least 1; or 0, to count by time
   * @param spanNanos how long a call counts, when it counts by time
   * @param least how many calls it takes to decide, at least 1; not more than {@code calls}
   * @param failureRate the share of failed calls that opens it, greater than 0; more than 1 is
   *     never
   * @param slowRate the share of slow calls that opens it, greater than 0; more than 1 is never
   * @param slowNanos calls that take longer are slow
   * @param openNanos how long it stays open
   * @param trials how many calls it lets through when half open, and decides by, at least 1
   */
  public record Rules(
      int calls,
      long spanNanos,
      int least,
      double failureRate,
      double slowRate,
      long slowNanos,
      long openNanos,
      int trials) {
    private static final long SECOND = 1_000_000_000;

    /** Half of at least 20 calls in 10 s have failed; open for 5 s; 5 trials. */
    public static final Rules USUAL =
        new Rules(0, 10 * SECOND, 20, 0.5, 2, Long.MAX_VALUE, 5 * SECOND, 5);

    public Rules {
      if (calls < 0 || (calls == 0 && spanNanos < SLICES) || least < 1 || trials < 1) {
        throw new IllegalArgumentException(
            "A breaker counts some calls or some time, and decides by at least 1, not "
                + calls
                + ", "
                + spanNanos
                + " ns, "
                + least
                + " and "
                + trials
                + ".");
      }
      if (calls > 0 && least > calls) {
        throw new IllegalArgumentException(
            "A breaker that counts " + calls + " calls cannot wait for " + least + ".");
      }
      if (!(failureRate > 0) || !(slowRate > 0) || openNanos < 0) {
        throw new IllegalArgumentException(
            "A breaker opens at more than 0 of its calls and stays open for 0 ns or more, not "
                + failureRate
                + ", "
                + slowRate
                + " and "
                + openNanos
                + ".");
      }
    }

    private boolean broken(long count, long failed, long slow) {
      return failed >= failureRate * count || slow >= slowRate * count;
    }
  }

  private static final int SLICES = 10;
  private static final int CALLS = 0;
  private static final int FAILED = 1;
  private static final int SLOW = 2;

  private final Rules rules;
  private final CountWindow byCount;
  private final SlidingCounts byTime;
  private final CountWindow tried;
  private State state = State.CLOSED;
  private long changed;
  private int trials;

  public CircuitBreaker(Rules rules, long now) {
    this.rules = rules;
    this.byCount = new CountWindow(Math.max(1, rules.calls()));
    this.byTime = new SlidingCounts(3, Math.max(SLICES, rules.spanNanos()), SLICES);
    this.tried = new CountWindow(rules.trials());
    this.changed = now;
  }

  /**
   * Whether a call may go. When half open it is a trial then, and must be told how it ended, by
   * {@link #ended} or {@link #forget}; trials of which nothing is heard for as long as the breaker
   * stays open are replaced.
   */
  public boolean allows(long now) {
    if (state == State.CLOSED) {
      return true;
    }
    if (now - changed >= rules.openNanos() && (state == State.OPEN || trials >= rules.trials())) {
      turn(State.HALF_OPEN, now);
    }
    if (state == State.OPEN || trials >= rules.trials()) {
      return false;
    }
    trials++;
    return true;
  }

  /** A call has ended without a verdict: its client has gone away. */
  public void forget(long nanos, long now) {
    if (state == State.HALF_OPEN && now - nanos - changed >= 0) {
      trials--;
    }
  }

  /**
   * A call has ended. It does not count when it began before the breaker last changed.
   *
   * @param nanos how long it took from its beginning
   */
  public void ended(boolean failed, long nanos, long now) {
    if (state == State.OPEN || now - nanos - changed < 0) {
      return;
    }
    boolean slow = nanos > rules.slowNanos();
    if (state == State.HALF_OPEN) {
      tried.add(failed, slow);
      if (tried.calls() == rules.trials()) {
        boolean broken = rules.broken(tried.calls(), tried.failed(), tried.slow());
        turn(broken ? State.OPEN : State.CLOSED, now);
      }
    } else if (rules.calls() > 0) {
      byCount.add(failed, slow);
      decide(byCount.calls(), byCount.failed(), byCount.slow(), now);
    } else {
      byTime.add(CALLS, now);
      if (failed) {
        byTime.add(FAILED, now);
      }
      if (slow) {
        byTime.add(SLOW, now);
      }
      decide(byTime.sum(CALLS, now), byTime.sum(FAILED, now), byTime.sum(SLOW, now), now);
    }
  }

  private void decide(long calls, long failed, long slow, long now) {
    if (calls >= rules.least() && rules.broken(calls, failed, slow)) {
      turn(State.OPEN, now);
    }
  }

  private void turn(State next, long now) {
    state = next;
    changed = now;
    trials = 0;
    tried.clear();
    byCount.clear();
    byTime.clear();
  }

  /** What it is; open until a call is allowed again. */
  public State state() {
    return state;
  }

  /** In how many nanoseconds a call may be allowed that is refused now; 0 for at once. */
  public long comeBack(long now) {
    boolean refuses = state == State.OPEN || (state == State.HALF_OPEN && trials >= rules.trials());
    return refuses ? Math.max(0, changed + rules.openNanos() - now) : 0;
  }
}
