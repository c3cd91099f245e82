package dev.drover.limit;

import static dev.drover.limit.Server.NONE;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

/** Calls at an even rate through a balancer, in virtual time; each server has a latency. */
record Crowd(Balancer<Server> balancer, long everyNanos, ToLongFunction<Server> latency) {
  private record End(long at, long began, Server server) {}

  /** How many of so many calls each server got. */
  Map<String, Integer> calls(List<Server> servers, int count) {
    balancer.use(servers);
    Map<String, Integer> counts = new HashMap<>();
    PriorityQueue<End> ends = new PriorityQueue<>(Comparator.comparingLong(End::at));
    for (int i = 0; i < count; i++) {
      long now = i * everyNanos;
      for (End end = ends.peek(); end != null && end.at <= now; end = ends.peek()) {
        ends.remove();
        end.server.load().end(end.at, end.at - end.began);
      }
      Server server = Objects.requireNonNull(balancer.pick(0, now, NONE));
      server.load().begin(now);
      counts.merge(server.name(), 1, Integer::sum);
      ends.add(new End(now + latency.applyAsLong(server), now, server));
    }
    return counts;
  }
}
