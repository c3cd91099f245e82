package dev.drover.limit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What some nodes have found together about endpoints, as one of them works it out from what all
 * have said. An endpoint is out for all while so many nodes as it takes have one that they left
 * alone; a node counts once. When that is over, one of those that saw it fail tries it first, then
 * the next, and those that did not come last; the first to whom it answers puts it back for all.
 *
 * <p>Stamps order what is said of an endpoint, whatever clock they are of; times are nanoseconds of
 * a monotonic one. Bounded: what is said of more endpoints than that is not heard. Confined to one
 * thread.
 */
public final class Verdicts {
  private static final int MOST_ENDPOINTS = 10_000;
  private static final int MOST_NODES = 1000;
  private static final int MOST_TURNS = 3;

  /**
   * What a node has said.
   *
   * @param end when the time is over for which it leaves the endpoint alone
   */
  private record Report(long stamp, long end) {}

  /** What is known of an endpoint. */
  private static final class Case {
    final Map<String, Report> reports = new HashMap<>();
    long pardoned = Long.MIN_VALUE;
    long latest = Long.MIN_VALUE;

    boolean over(long now) {
      return reports.values().stream().noneMatch(report -> report.end - now > 0);
    }
  }

  private final String self;
  private final int nodes;
  private final long turnNanos;
  private final Map<String, Case> cases = new LinkedHashMap<>();

  /**
   * @param self the id of this node
   * @param nodes how many it takes
   * @param turnNanos how much later than one node the next tries an endpoint
   */
  public Verdicts(String self, int nodes, long turnNanos) {
    this.self = self;
    this.nodes = nodes;
    this.turnNanos = turnNanos;
  }

  /**
   * A node, this one or another, leaves an endpoint alone until then.
   *
   * @return for how long this node is to do so, too, when enough have said it
   */
  public Optional<Long> failed(String endpoint, String node, long stamp, long end, long now) {
    tidy(now);
    Case said = open(endpoint);
    if (said == null) {
      return Optional.empty();
    }
    said.latest = Math.max(said.latest, stamp);
    Report before = said.reports.get(node);
    boolean full = before == null && said.reports.size() >= MOST_NODES;
    if (stamp <= said.pardoned || full || (before != null && before.stamp >= stamp)) {
      return Optional.empty();
    }
    said.reports.put(node, new Report(stamp, end));
    return out(endpoint, now);
  }

  /** For how long this node is to leave an endpoint alone for what the others have seen, too. */
  public Optional<Long> out(String endpoint, long now) {
    Case said = cases.get(endpoint);
    if (said == null) {
      return Optional.empty();
    }
    List<String> witnesses =
        said.reports.entrySet().stream()
            .filter(report -> report.getValue().end - now > 0)
            .map(Map.Entry::getKey)
            .sorted(
                Comparator.<String>comparingLong(node -> KeyHash.of(endpoint + ' ' + node))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    if (witnesses.size() < nodes) {
      return Optional.empty();
    }
    List<Long> left = new ArrayList<>();
    said.reports.values().forEach(report -> left.add(report.end - now));
    left.sort(Comparator.reverseOrder());
    int turn = witnesses.contains(self) ? witnesses.indexOf(self) : witnesses.size();
    return Optional.of(left.get(nodes - 1) + Math.min(turn, MOST_TURNS) * turnNanos);
  }

  /**
   * A node has tried an endpoint again, and it works: what was said of it before is void.
   *
   * @return whether it was out for this
   */
  public boolean works(String endpoint, long stamp) {
    Case said = open(endpoint);
    if (said == null || stamp <= said.pardoned) {
      return false;
    }
    boolean known = !said.reports.isEmpty();
    said.pardoned = stamp;
    said.latest = Math.max(said.latest, stamp);
    said.reports.values().removeIf(report -> report.stamp <= stamp);
    return known;
  }

  /** Whether anything is said of an endpoint that a probe could make void. */
  public boolean accused(String endpoint) {
    Case said = cases.get(endpoint);
    return said != null && !said.reports.isEmpty();
  }

  /** Whether this node's own word stands, at least until then. */
  public boolean stands(String endpoint, long until) {
    Case said = cases.get(endpoint);
    Report own = said == null ? null : said.reports.get(self);
    return own != null && own.end - until >= 0;
  }

  /** A stamp later than all that was said of an endpoint, and not before that time. */
  public long next(String endpoint, long wall) {
    Case said = cases.get(endpoint);
    return said == null ? wall : Math.max(wall, said.latest + 1);
  }

  /** What nodes say of an endpoint now. */
  public record Sentence(String endpoint, List<String> witnesses, boolean out, long nanos) {}

  /** What nodes say of endpoints now. */
  public List<Sentence> all(long now) {
    tidy(now);
    List<Sentence> all = new ArrayList<>();
    cases.forEach(
        (endpoint, said) -> {
          List<String> witnesses =
              said.reports.entrySet().stream()
                  .filter(report -> report.getValue().end - now > 0)
                  .map(Map.Entry::getKey)
                  .sorted()
                  .toList();
          if (!witnesses.isEmpty()) {
            Optional<Long> out = out(endpoint, now);
            all.add(new Sentence(endpoint, witnesses, out.isPresent(), out.orElse(0L)));
          }
        });
    return all;
  }

  private @Nullable Case open(String endpoint) {
    return cases.size() >= MOST_ENDPOINTS
        ? cases.get(endpoint)
        : cases.computeIfAbsent(endpoint, any -> new Case());
  }

  /** Old cases go when there are many; what was said of them is over. */
  private void tidy(long now) {
    if (cases.size() >= MOST_ENDPOINTS) {
      cases.values().removeIf(said -> said.over(now));
    }
  }
}
