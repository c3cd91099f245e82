package dev.drover.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides which jobs wait, which is next and which are refused, for the threads of one node.
 *
 * <ul>
 *   <li>Each task has a queue of its own with a bound, and tasks take turns.
 *   <li>Classes of priority get their shares by stride scheduling (Waldspurger and Weihl, 1995).
 *   <li>Callers take turns within a class; who comes to a full queue with fewer jobs in it than
 *       another has pushes that one's newest out (longest queue drop).
 *   <li>What is too late is dropped before it starts.
 * </ul>
 *
 * <p>Pure: time is passed in, in nanoseconds. Not safe for several threads.
 */
public final class Admission<J> {
  /** Before a job has ended, a guess of how long one takes. */
  private static final double FIRST_GUESS_NANOS = 1e9;

  /** What was said to a job. */
  sealed interface Answer<J> {
    /** It waits; {@code displaced} has given way to it. */
    record Queued<J>(@Nullable Ticket<J> displaced) implements Answer<J> {}

    /** It does not; there should be room after that time. */
    record Refused<J>(Duration retryAfter) implements Answer<J> {}
  }

  private final int seats;
  private final Function<String, Limits> limits;
  private final Map<String, Line<J>> lines = new LinkedHashMap<>();
  private final Map<Priority, Long> passes = new EnumMap<>(Priority.class);
  private final Map<Priority, Integer> turns = new EnumMap<>(Priority.class);
  private long pass;
  private int queued;

  /**
   * @param seats how many jobs run at once
   * @param limits those of a task
   */
  Admission(int seats, Function<String, Limits> limits) {
    this.seats = seats;
    this.limits = limits;
  }

  /** Lets a job wait, or not. */
  Answer<J> offer(Ticket<J> ticket, long now, Consumer<Ticket<J>> expired) {
    Line<J> line = line(ticket.task());
    if (line.full()) {
      dropExpired(line, now, expired);
    }
    Ticket<J> displaced = null;
    if (line.full()) {
      displaced = line.displace(ticket);
      if (displaced == null) {
        return new Answer.Refused<>(retryAfter(ticket.task()));
      }
      queued--;
    }
    if (lines.values().stream().noneMatch(any -> any.has(ticket.priority()))) {
      passes.merge(ticket.priority(), pass, Math::max);
    }
    line.add(ticket);
    queued++;
    return new Answer.Queued<>(displaced);
  }

  private void dropExpired(Line<J> line, long now, Consumer<Ticket<J>> expired) {
    List<Ticket<J>> late = line.remove(ticket -> ticket.deadline() <= now);
    queued -= late.size();
    late.forEach(expired);
  }

  private Line<J> line(String task) {
    return lines.computeIfAbsent(task, name -> new Line<>(limits.apply(name)));
  }

  /**
   * The next one to start, which the caller does; null when none may.
   *
   * @param expired told of what was too late
   */
  @Nullable Ticket<J> next(long now, Consumer<Ticket<J>> expired) {
    while (true) {
      Priority priority = urgent();
      Line<J> line = priority == null ? null : turn(priority);
      Ticket<J> ticket = line == null || priority == null ? null : line.take(priority);
      if (ticket == null || priority == null || line == null) {
        return null;
      }
      queued--;
      if (ticket.deadline() <= now) {
        expired.accept(ticket);
      } else {
        pass = passes.getOrDefault(priority, 0L);
        passes.put(priority, pass + priority.stride());
        line.started();
        return ticket;
      }
    }
  }

  /** The class that has had least of its share, of those that have somebody ready. */
  private @Nullable Priority urgent() {
    Priority best = null;
    long least = Long.MAX_VALUE;
    for (Priority priority : Priority.values()) {
      long its = passes.getOrDefault(priority, 0L);
      if (its < least && lines.values().stream().anyMatch(line -> line.ready(priority))) {
        best = priority;
        least = its;
      }
    }
    return best;
  }

  private @Nullable Line<J> turn(Priority priority) {
    List<Line<J>> all = new ArrayList<>(lines.values());
    int start = turns.getOrDefault(priority, 0);
    for (int i = 0; i < all.size(); i++) {
      int index = (start + i) % all.size();
      if (all.get(index).ready(priority)) {
        turns.put(priority, index + 1);
        return all.get(index);
      }
    }
    return null;
  }

  /** A job that was started is not running any more. */
  void ended(String task, long tookNanos) {
    line(task).ended(tookNanos);
  }

  /** A job that was taken to be started is not started after all. */
  void undone(String task) {
    line(task).undone();
  }

  /** Takes a job that waits back; false when it does not wait. */
  boolean withdraw(String task, J job) {
    int removed = line(task).remove(ticket -> ticket.job().equals(job)).size();
    queued -= removed;
    return removed > 0;
  }

  /** Whether a further job of it would be refused, unless its caller has a claim to a place. */
  boolean full(String task) {
    return line(task).full();
  }

  /**
   * When there should be room again for a task whose queue is full: when what waits now for this
   * task has been started, at the pace of late.
   */
  Duration retryAfter(String task) {
    Line<J> line = line(task);
    double mean = line.meanNanos() == 0 ? FIRST_GUESS_NANOS : line.meanNanos();
    int abreast = Math.max(1, Math.min(seats, limits.apply(task).running()));
    return Duration.ofNanos((long) (Math.max(1, line.queued()) * mean / abreast));
  }

  /** How many wait. */
  int queued() {
    return queued;
  }
}
