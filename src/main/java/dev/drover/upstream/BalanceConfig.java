package dev.drover.upstream;

import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Pattern;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import dev.drover.config.Shorthand;
import dev.drover.limit.Balancer;
import dev.drover.limit.LeastRequests;
import dev.drover.limit.Maglev;
import dev.drover.limit.Panic;
import dev.drover.limit.PeakEwma;
import dev.drover.limit.Priorities;
import dev.drover.limit.RingHash;
import dev.drover.limit.RoundRobin;
import dev.drover.limit.SlowStart;
import dev.drover.limit.SmoothWeighted;
import dev.drover.limit.WeightedRandom;
import dev.drover.limit.Zones;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How an upstream's endpoints share the calls. */
@Doc("How the endpoints share the calls. A string is the algorithm.")
@Shorthand("algorithm")
public record BalanceConfig(
    @Doc(
            "round-robin; least-requests (fewest calls in flight); peak-ewma (the better of two by"
                + " latency and calls in flight); random; ring-hash and maglev (the same key goes to"
                + " the same endpoint). All but ring-hash and maglev heed weights call by call.")
        @Default("round-robin")
        Algorithm algorithm,
    @Doc("What the hashes go by. A call that does not say goes anywhere.")
        @Default("client")
        @Pattern(value = CallKey.FORM, expected = CallKey.EXPECTED)
        String key,
    @Doc(
            "The hashes: no endpoint has more than that percentage of its fair share of the calls in"
                + " flight; 0 for no bound.")
        @Default("0")
        @Range(min = "0", max = "1000")
        int bound,
    @Doc("peak-ewma: how fast latency is forgotten.")
        @Default("10s")
        @Range(min = "100ms", max = "10m")
        Duration memory,
    @Doc("The gateway's own zone, whose endpoints it prefers while they can carry its calls.")
        Optional<String> zone,
    @Doc(
            "A level of priority, or a zone, gets all calls while this percentage of its endpoints in"
                + " health is 100 or more.")
        @Default("140")
        @Range(min = "100", max = "1000")
        int overprovisioning,
    @Doc(
            "When a smaller percentage of the endpoints is in health, all are used, lest the few be"
                + " buried; 0 for never.")
        @Default("30")
        @Range(min = "0", max = "100")
        int panic,
    @Doc("An endpoint that is new or in health again gets its full share after that time.")
        SlowStartConfig slowStart)
    implements Checked {

  /** The algorithms. */
  public enum Algorithm {
    ROUND_ROBIN,
    LEAST_REQUESTS,
    PEAK_EWMA,
    RANDOM,
    RING_HASH,
    MAGLEV
  }

  /** How an endpoint begins. */
  @Doc("How an endpoint that is new gets its share. A string is the time.")
  @Shorthand("window")
  public record SlowStartConfig(
      @Doc("How long it takes; 0s for none.") @Default("0s") @Range(min = "0s", max = "1h")
          Duration window,
      @Doc("The percentage of its share that it begins with.")
          @Default("10")
          @Range(min = "1", max = "100")
          int least) {
    SlowStart rules() {
      return window.isZero() ? SlowStart.NONE : new SlowStart(window.toNanos(), 1, least / 100.0);
    }
  }

  @Override
  public void check(Problems problems) {
    if (bound > 0 && bound < 100) {
      problems.at("bound").add("expected 0 for no bound, or at least 100, found " + bound);
    }
  }

  /** The algorithm as the configuration writes it. */
  String word() {
    return algorithm.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the same key goes to the same endpoint. */
  boolean hashes() {
    return algorithm == Algorithm.RING_HASH || algorithm == Algorithm.MAGLEV;
  }

  Priorities priorities() {
    return new Priorities(overprovisioning, new Panic(panic));
  }

  Zones zones() {
    return new Zones(overprovisioning, 0, 1);
  }

  /**
   * A balancer of its own for a group of endpoints.
   *
   * @param weighted whether their weights differ
   */
  Balancer<Endpoint> balancer(boolean weighted, RandomGenerator random) {
    boolean uneven = weighted || !slowStart.window().isZero();
    return switch (algorithm) {
      case ROUND_ROBIN ->
          uneven ? new SmoothWeighted<>() : new RoundRobin<>(random.nextInt(1 << 16));
      case LEAST_REQUESTS -> new LeastRequests<>(random);
      case PEAK_EWMA -> new PeakEwma<>(random);
      case RANDOM -> new WeightedRandom<>(random);
      case RING_HASH -> new RingHash<>(RingHash.POINTS, bound / 100.0);
      case MAGLEV -> new Maglev<>(Maglev.SIZE, bound / 100.0);
    };
  }
}
