package dev.drover.task;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of one task that wait: within a class the callers take turns. Confined like its owner.
 */
final class Line<J> {
  private static final double SMOOTHING = 0.2;

  private final Limits limits;
  private final Map<Priority, LinkedHashMap<String, Deque<Ticket<J>>>> waiting =
      new EnumMap<>(Priority.class);
  private int queued;
  private int running;
  private double meanNanos;

  Line(Limits limits) {
    this.limits = limits;
    for (Priority priority : Priority.values()) {
      waiting.put(priority, new LinkedHashMap<>());
    }
  }

  int queued() {
    return queued;
  }

  boolean full() {
    return queued >= limits.queue();
  }

  /** How long a job of it took lately, on average; 0 before the first. */
  double meanNanos() {
    return meanNanos;
  }

  /** Whether one of that class may be started. */
  boolean ready(Priority priority) {
    return running < limits.running() && !callers(priority).isEmpty();
  }

  boolean has(Priority priority) {
    return !callers(priority).isEmpty();
  }

  private LinkedHashMap<String, Deque<Ticket<J>>> callers(Priority priority) {
    return waiting.getOrDefault(priority, new LinkedHashMap<>());
  }

  void add(Ticket<J> ticket) {
    callers(ticket.priority())
        .computeIfAbsent(ticket.caller(), first -> new ArrayDeque<>())
        .addLast(ticket);
    queued++;
  }

  /** The next of the caller whose turn it is, who goes to the end. */
  @Nullable Ticket<J> take(Priority priority) {
    LinkedHashMap<String, Deque<Ticket<J>>> callers = callers(priority);
    if (callers.isEmpty()) {
      return null;
    }
    Map.Entry<String, Deque<Ticket<J>>> first = callers.entrySet().iterator().next();
    callers.remove(first.getKey());
    Ticket<J> ticket = first.getValue().pollFirst();
    if (!first.getValue().isEmpty()) {
      callers.put(first.getKey(), first.getValue());
    }
    if (ticket != null) {
      queued--;
    }
    return ticket;
  }

  /** Takes out all that fulfil a condition. */
  List<Ticket<J>> remove(Predicate<Ticket<J>> condition) {
    List<Ticket<J>> removed = new ArrayList<>();
    for (LinkedHashMap<String, Deque<Ticket<J>>> callers : waiting.values()) {
      callers
          .values()
          .removeIf(
              tickets -> {
                tickets.stream().filter(condition).forEach(removed::add);
                tickets.removeIf(condition);
                return tickets.isEmpty();
              });
    }
    queued -= removed.size();
    return removed;
  }

  /**
   * Makes room for a caller at the cost of the one who has most: the newest of the lowest class of
   * that one gives way, if it is not more urgent.
   *
   * @return what gave way; null when the caller has as many as anybody
   */
  @Nullable Ticket<J> displace(Ticket<J> newcomer) {
    Map<String, Integer> counts = new HashMap<>();
    waiting
        .values()
        .forEach(
            callers ->
                callers.forEach(
                    (caller, tickets) -> counts.merge(caller, tickets.size(), Integer::sum)));
    String heaviest =
        counts.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse(newcomer.caller());
    int most = counts.getOrDefault(heaviest, 0);
    if (counts.getOrDefault(newcomer.caller(), 0) + 1 >= most) {
      return null;
    }
    Priority[] classes = Priority.values();
    for (int i = classes.length - 1; i >= newcomer.priority().ordinal(); i--) {
      Deque<Ticket<J>> tickets = callers(classes[i]).get(heaviest);
      if (tickets != null) {
        Ticket<J> last = tickets.pollLast();
        if (tickets.isEmpty()) {
          callers(classes[i]).remove(heaviest);
        }
        queued--;
        return last;
      }
    }
    return null;
  }

  void started() {
    running++;
  }

  /** One that was to be started is not. */
  void undone() {
    running--;
  }

  /** One of its jobs is not running any more. */
  void ended(long tookNanos) {
    running--;
    meanNanos = meanNanos == 0 ? tookNanos : meanNanos + SMOOTHING * (tookNanos - meanNanos);
  }
}
