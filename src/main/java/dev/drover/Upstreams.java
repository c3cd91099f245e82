package dev.drover;

import dev.drover.config.Choice;
import dev.drover.config.Problem;
import dev.drover.upstream.UpstreamFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** What the configurations of upstreams tell before any is made. */
final class Upstreams {
  private static final String PLACE = "/upstreams/";

  private Upstreams() {}

  /** Whoever sends to other upstreams must not come back to itself. */
  static void check(Map<String, Choice> upstreams, Extensions extensions, List<Problem> problems) {
    for (String name : upstreams.keySet()) {
      List<String> cycle = cycle(name, List.of(name), new HashSet<>(), upstreams, extensions);
      if (!cycle.isEmpty()) {
        String way = String.join(" -> ", cycle);
        problems.add(
            new Problem(
                PLACE + name, 0, 0, "it sends to itself: " + way + "; one of them must not"));
      }
    }
  }

  /** The way from an upstream back to itself, empty when there is none. */
  private static List<String> cycle(
      String start,
      List<String> way,
      Set<String> seen,
      Map<String, Choice> upstreams,
      Extensions extensions) {
    Choice last = upstreams.get(way.get(way.size() - 1));
    if (last == null) {
      return List.of();
    }
    for (String next : uses(last, extensions)) {
      List<String> further = new ArrayList<>(way);
      further.add(next);
      if (next.equals(start)) {
        return further;
      }
      List<String> found =
          seen.add(next) ? cycle(start, further, seen, upstreams, extensions) : List.of();
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  /** What only this machine can tell. Blocks. */
  static void checkFiles(
      Map<String, Choice> upstreams, Extensions extensions, List<Problem> problems) {
    upstreams.forEach(
        (name, choice) -> {
          BiConsumer<String, String> told =
              (pointer, message) ->
                  problems.add(new Problem(PLACE + name + pointer, 0, 0, message));
          factory(extensions, choice).check(choice.config(), told);
        });
  }

  /** The names of the others that an upstream sends to. */
  static List<String> uses(Choice upstream, Extensions extensions) {
    return factory(extensions, upstream).uses(upstream.config());
  }

  /** How an upstream picks an endpoint, in a word for people. */
  static String balance(Choice upstream, Extensions extensions) {
    return factory(extensions, upstream).balance(upstream.config());
  }

  @SuppressWarnings("unchecked") // each factory names its own record
  private static UpstreamFactory<Record> factory(Extensions extensions, Choice choice) {
    return (UpstreamFactory<Record>) Extensions.named(extensions.upstreams(), choice);
  }
}
