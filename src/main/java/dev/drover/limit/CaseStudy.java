package dev.drover.limit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/**
 * The case study that Drover began with, computed: calls at an even rate to a dependency that has
 * become slow, through a pool of threads, through an event loop, through a limit, with a deadline.
 * Little's law says how many are under way at once, rate x latency; who has fewer places than that
 * waits for ever longer.
 *
 * <p>A simulation in virtual time: it knows nothing of the gateway, and the same figures come out
 * each time. What a benchmark measures is compared with it.
 *
 * @param perSecond how many calls come each second, greater than 0
 * @param latency how long the dependency takes for each
 * @param length how long calls come; the first one comes at once
 */
public record CaseStudy(double perSecond, Duration latency, Duration length) {
  /** 20 calls a second for a minute to a dependency that takes 10 s. */
  public static final CaseStudy PAPER =
      new CaseStudy(20, Duration.ofSeconds(10), Duration.ofSeconds(60));

  /** What the dependency took before, in the same story. */
  public static final Duration LATENCY_BEFORE = Duration.ofSeconds(2);

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long NEVER = Long.MAX_VALUE;

  /**
   * A way to the dependency.
   *
   * @param places how many calls may be under way at once
   * @param queue how many may wait for a place
   * @param deadline when a call is given up, wherever it is; zero for never
   */
  public record Route(int places, int queue, Duration deadline) {
    /** A blocking pool: who finds no thread waits. */
    public static Route pool(int threads) {
      return new Route(threads, Integer.MAX_VALUE, Duration.ZERO);
    }

    /** No limit at all. */
    public static Route async() {
      return pool(Integer.MAX_VALUE);
    }

    /** Who finds no place is refused at once. */
    public static Route limited(int permits) {
      return new Route(permits, 0, Duration.ZERO);
    }

    /** The same with a deadline. */
    public Route within(Duration limit) {
      return new Route(places, queue, limit);
    }
  }

  /**
   * What comes of it. Numbers are those when the last call has just come; latencies are of all
   * calls that got an answer, also later.
   *
   * @param arrived how many calls have come
   * @param served how many of them were answered
   * @param refused how many were refused at once
   * @param late how many were given up at their deadline
   * @param inFlight how many were under way at once at most
   * @param queued how many wait for a place
   * @param servedPerSecond how many were answered each second since the first was
   * @param saturatedNanos when a call found no place for the first time; empty for never
   * @param medianNanos the latency that half of the answers do not reach
   * @param longestNanos the longest latency
   */
  public record Outcome(
      int arrived,
      int served,
      int refused,
      int late,
      int inFlight,
      int queued,
      double servedPerSecond,
      OptionalLong saturatedNanos,
      long medianNanos,
      long longestNanos) {
    /** The same with these latencies, in nanoseconds, of all that were answered. */
    public Outcome took(List<Long> latencies) {
      List<Long> sorted = latencies.stream().sorted().toList();
      int count = sorted.size();
      return new Outcome(
          arrived,
          served,
          refused,
          late,
          inFlight,
          queued,
          servedPerSecond,
          saturatedNanos,
          count == 0 ? 0 : sorted.get(count / 2),
          count == 0 ? 0 : sorted.get(count - 1));
    }
  }

  public CaseStudy {
    if (!(perSecond > 0) || latency.isNegative() || latency.isZero()) {
      throw new IllegalArgumentException(
          "Calls come at more than 0 a second and take more than 0 s, not "
              + perSecond
              + " and "
              + latency
              + ".");
    }
    if (length.compareTo(latency) <= 0) {
      throw new IllegalArgumentException(
          "A case lasts longer than a call, not " + length + " and " + latency + ".");
    }
  }

  /** The same story told faster: so many times the calls, in that part of the time. */
  public CaseStudy faster(int times) {
    return new CaseStudy(perSecond * times, latency.dividedBy(times), length.dividedBy(times));
  }

  /** How many calls are under way at once if nothing holds them up: rate x latency. */
  public double needed() {
    return needed(latency);
  }

  /** The same for another latency. */
  public double needed(Duration other) {
    return perSecond * other.toNanos() / NANOS_PER_SECOND;
  }

  /** What comes of it on a route. */
  public Outcome on(Route route) {
    return new Run(this, route).outcome();
  }

  private static final class Call {
    private final long arrived;
    private long ends;

    private Call(long arrived) {
      this.arrived = arrived;
    }
  }

  private static final class Run {
    private final Route route;
    private final long service;
    private final long end;
    private final double every;
    private final long patience;
    private final PriorityQueue<Call> running =
        new PriorityQueue<>(Comparator.comparingLong((Call call) -> call.ends));
    private final Deque<Call> queue = new ArrayDeque<>();
    private final List<Long> latencies = new ArrayList<>();
    private int served;
    private int refused;
    private int late;
    private int most;
    private OptionalLong saturated = OptionalLong.empty();

    private Run(CaseStudy study, Route route) {
      this.route = route;
      this.service = study.latency.toNanos();
      this.end = study.length.toNanos();
      this.every = NANOS_PER_SECOND / study.perSecond;
      this.patience = route.deadline.isZero() ? NEVER : route.deadline.toNanos();
    }

    private Outcome outcome() {
      int arrived = 0;
      for (long now = 0; now < end; now = Math.round(++arrived * every)) {
        advance(now);
        arrive(now);
      }
      advance(end - 1);
      Outcome atTheEnd =
          new Outcome(
              arrived,
              served,
              refused,
              late,
              most,
              queue.size(),
              served * NANOS_PER_SECOND / (end - service),
              saturated,
              0,
              0);
      advance(NEVER);
      return atTheEnd.took(latencies);
    }

    private void arrive(long now) {
      Call call = new Call(now);
      if (running.size() < route.places) {
        place(call, now);
        return;
      }
      saturated = saturated.isEmpty() ? OptionalLong.of(now) : saturated;
      if (queue.size() < route.queue) {
        queue.add(call);
      } else {
        refused++;
      }
    }

    private void place(Call call, long now) {
      call.ends = now + Math.min(service, left(call, now));
      running.add(call);
      most = Math.max(most, running.size());
    }

    private long left(Call call, long now) {
      return patience == NEVER ? NEVER : call.arrived + patience - now;
    }

    /** Lets end what ends until then; what ends in one instant makes place for the next. */
    private void advance(long until) {
      for (Call call = running.peek(); call != null && call.ends <= until; call = running.peek()) {
        running.remove();
        end(call);
        giveUp(call.ends);
        Call next = queue.poll();
        if (next != null) {
          place(next, call.ends);
        }
      }
      giveUp(until);
    }

    private void end(Call call) {
      long took = call.ends - call.arrived;
      if (took >= patience) {
        late++;
      } else {
        served++;
        latencies.add(took);
      }
    }

    private void giveUp(long now) {
      for (Call call = queue.peek(); call != null && left(call, now) <= 0; call = queue.peek()) {
        queue.remove();
        late++;
      }
    }
  }
}
