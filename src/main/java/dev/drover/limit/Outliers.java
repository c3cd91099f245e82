package dev.drover.limit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Watches how calls at endpoints end, ejects those that do worse than they should, and lets them
 * come back by probes: a few real calls first, all of them when these succeed. See {@link
 * OutlierRules} for what worse means; failures in a row eject at once, comparisons at a {@link
 * #tick}.
 *
 * <p>Times are nanoseconds of a monotonic clock. Not thread-safe: one for each upstream and event
 * loop. Endpoints are told apart by equals; those that are not known are ignored.
 *
 * @param <E> the endpoints
 */
public final class Outliers<E> {
  /** Why an endpoint was ejected. */
  public enum Cause {
    FAILURES,
    GATEWAY_FAILURES,
    LOCAL_FAILURES,
    SUCCESS_RATE,
    FAILURE_SHARE,
    LATENCY,
    PROBE_FAILED,
    PEERS
  }

  /** What has been decided about an endpoint. */
  public sealed interface Decision<E> {
    /** About whom. */
    E endpoint();

    /** It gets no calls until a time. */
    record Ejected<E>(E endpoint, Cause cause, long nanos) implements Decision<E> {}

    /** Its time is over: it gets probes. */
    record Probing<E>(E endpoint) implements Decision<E> {}

    /** It has its full share again. */
    record Returned<E>(E endpoint) implements Decision<E> {}
  }

  private enum State {
    IN,
    OUT,
    PROBING
  }

  private static final class Watch {
    private final Tally tally = new Tally();
    private State state = State.IN;
    private int ejections;
    private long changed;
    private long until;
    private int probes;
    private int proven;
    private long probed;

    private Watch(long now) {
      changed = now;
    }

    private void turn(State next, long now) {
      state = next;
      changed = now;
      probes = 0;
      proven = 0;
      tally.clear();
    }
  }

  private final OutlierRules rules;
  private final RandomGenerator random;
  private final Map<E, Watch> watches = new LinkedHashMap<>();
  private int out;
  private long compared;

  /**
   * @param random where the jitter comes from
   */
  public Outliers(OutlierRules rules, RandomGenerator random, long now) {
    this.rules = rules;
    this.random = random;
    this.compared = now;
  }

  /** Replaces the endpoints; what is known of those that stay is kept. */
  public void use(List<? extends E> endpoints, long now) {
    watches.keySet().retainAll(new HashSet<>(endpoints));
    endpoints.forEach(endpoint -> watches.computeIfAbsent(endpoint, any -> new Watch(now)));
    out = (int) watches.values().stream().filter(watch -> watch.state != State.IN).count();
  }

  /** Whether an endpoint may get a call now. */
  public boolean admits(E endpoint, long now) {
    Watch watch = watches.get(endpoint);
    if (watch == null || watch.state == State.IN) {
      return true;
    }
    if (watch.state == State.OUT) {
      return false;
    }
    return watch.probes <= watch.proven || now - watch.probed >= rules.ejection().baseNanos();
  }

  /** Whether an endpoint is ejected or on probation. */
  public boolean ejected(E endpoint) {
    Watch watch = watches.get(endpoint);
    return watch != null && watch.state != State.IN;
  }

  /** A call goes to an endpoint: while it is on probation, that is a probe. */
  public void begin(E endpoint, long now) {
    Watch watch = watches.get(endpoint);
    if (watch != null && watch.state == State.PROBING) {
      watch.probes++;
      watch.probed = now;
    }
  }

  /** A call has ended without a verdict: its client has gone away. */
  public void forget(E endpoint) {
    Watch watch = watches.get(endpoint);
    if (watch != null && watch.state == State.PROBING && watch.probes > 0) {
      watch.probes--;
    }
  }

  /**
   * A call has ended. It does not count when it began before the endpoint was last ejected, put on
   * probation, or brought back.
   *
   * @param nanos how long it took from its beginning
   * @return what follows, or null for nothing
   */
  public @Nullable Decision<E> report(E endpoint, Outcome outcome, long nanos, long now) {
    Watch watch = watches.get(endpoint);
    if (watch == null || watch.state == State.OUT || now - nanos - watch.changed < 0) {
      return null;
    }
    if (watch.state == State.PROBING) {
      return probed(endpoint, watch, outcome, now);
    }
    watch.tally.count(outcome, nanos, rules.latency().weight());
    Cause cause = outcome == Outcome.SUCCESS ? null : rules.inRow(watch.tally);
    return cause == null || !room() ? null : eject(endpoint, watch, cause, now);
  }

  private @Nullable Decision<E> probed(E endpoint, Watch watch, Outcome outcome, long now) {
    if (outcome != Outcome.SUCCESS) {
      return eject(endpoint, watch, Cause.PROBE_FAILED, now);
    }
    watch.probes = Math.max(0, watch.probes - 1);
    return ++watch.proven < rules.ejection().probes() ? null : bringBack(endpoint, watch, now);
  }

  /** An active health check has found an endpoint healthy: it comes back at once. */
  public @Nullable Decision<E> absolve(E endpoint, long now) {
    Watch watch = watches.get(endpoint);
    return watch == null || watch.state == State.IN ? null : bringBack(endpoint, watch, now);
  }

  /**
   * Others have found that an endpoint does badly: it gets no calls for that long, or for longer
   * when that has been decided here; nothing when too many are ejected.
   */
  public @Nullable Decision<E> impose(E endpoint, long nanos, long now) {
    Watch watch = watches.get(endpoint);
    if (watch == null || (watch.state == State.IN && !room())) {
      return null;
    }
    if (watch.state == State.OUT) {
      watch.until = Math.max(watch.until, now + nanos);
      return null;
    }
    out += watch.state == State.IN ? 1 : 0;
    watch.turn(State.OUT, now);
    watch.until = now + nanos;
    return new Decision.Ejected<>(endpoint, Cause.PEERS, nanos);
  }

  private Decision<E> bringBack(E endpoint, Watch watch, long now) {
    watch.turn(State.IN, now);
    out--;
    return new Decision.Returned<>(endpoint);
  }

  private Decision<E> eject(E endpoint, Watch watch, Cause cause, long now) {
    OutlierRules.Ejection times = rules.ejection();
    out += watch.state == State.IN ? 1 : 0;
    watch.turn(State.OUT, now);
    watch.ejections++;
    double grown = (double) times.baseNanos() * watch.ejections;
    long jitter = times.jitterNanos() == 0 ? 0 : random.nextLong(times.jitterNanos() + 1);
    long nanos = (long) Math.min((double) times.maxNanos(), grown) + jitter;
    watch.until = now + nanos;
    return new Decision.Ejected<>(endpoint, cause, nanos);
  }

  private boolean room() {
    double allowed = Math.ceil(rules.ejection().share() * watches.size());
    return out < Math.max(1, allowed);
  }

  /**
   * Lets those whose time is over be probed and, when the interval of the rules has passed,
   * compares the endpoints. To be called now and then, each second for instance.
   */
  public List<Decision<E>> tick(long now) {
    List<Decision<E>> decisions = new ArrayList<>();
    watches.forEach(
        (endpoint, watch) -> {
          if (watch.state == State.OUT && now - watch.until >= 0) {
            watch.turn(State.PROBING, now);
            decisions.add(new Decision.Probing<>(endpoint));
          }
        });
    if (now - compared >= rules.intervalNanos()) {
      compared = now;
      compare(decisions, now);
    }
    return decisions;
  }

  private void compare(List<Decision<E>> decisions, long now) {
    Map<Tally, Cause> outliers = new HashMap<>();
    rules.compare(
        watches.values().stream()
            .filter(watch -> watch.state == State.IN)
            .map(watch -> watch.tally)
            .toList(),
        outliers);
    watches.forEach(
        (endpoint, watch) -> {
          Cause cause = outliers.get(watch.tally);
          if (cause != null && room()) {
            decisions.add(eject(endpoint, watch, cause, now));
          } else if (watch.state == State.IN) {
            watch.ejections = Math.max(0, watch.ejections - 1);
          }
          watch.tally.next();
        });
  }
}
