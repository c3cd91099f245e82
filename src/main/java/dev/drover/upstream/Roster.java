package dev.drover.upstream;

import dev.drover.telemetry.Telemetry;
import dev.drover.upstream.health.Checker;
import dev.drover.upstream.health.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints of one upstream and what their health checks say, found out once for all event
 * loops of a gateway. Confined to the loop of its {@link Rosters}; the lists it gives away are
 * immutable.
 */
final class Roster implements Resolver.Listener {
  /**
   * What is known at one moment.
   *
   * @param known whether there has been an answer at all
   * @param trouble why the last look failed, empty when it did not
   */
  record News(boolean known, List<Entry> entries, String trouble) {}

  /**
   * @param healthy false only when its checks say so
   * @param note why it is not healthy, empty when it is
   */
  record Entry(EndpointConfig endpoint, boolean healthy, String note) {}

  private record Member(
      EndpointConfig endpoint, @Nullable Checker checker, Telemetry.@Nullable Gauge gauge) {
    Entry entry() {
      return checker == null || checker.verdict().healthy()
          ? new Entry(endpoint, true, "")
          : new Entry(endpoint, false, checker.verdict().note());
    }

    void close() {
      if (checker != null) {
        checker.stop();
      }
      if (gauge != null) {
        gauge.close();
      }
    }
  }

  /** More than that make a list nobody can balance over, and series nobody can pay. */
  private static final int MOST_ENDPOINTS = 2000;

  private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

  private final String upstream;
  private final Checks checks;
  private final Telemetry telemetry;
  private final Runnable changed;
  private final Set<String> unhealthy = new HashSet<>();
  private List<Member> members = List.of();
  private boolean known;
  private String trouble = "";

  /**
   * @param changed called each time the {@linkplain #news news} have changed
   */
  Roster(String upstream, Checks checks, Telemetry telemetry, Runnable changed) {
    this.upstream = upstream;
    this.checks = checks;
    this.telemetry = telemetry;
    this.changed = changed;
  }

  News news() {
    return new News(known, members.stream().map(Member::entry).toList(), trouble);
  }

  @Override
  public void endpoints(List<EndpointConfig> all) {
    Map<String, EndpointConfig> distinct = new LinkedHashMap<>();
    for (EndpointConfig endpoint : all) {
      if (distinct.size() < MOST_ENDPOINTS) {
        distinct.putIfAbsent(endpoint.address(), endpoint);
      }
    }
    if (distinct.size() == MOST_ENDPOINTS && all.size() > MOST_ENDPOINTS) {
      LOG.warn(
          "Upstream {} has {} endpoints; only the first {} are used.",
          upstream,
          all.size(),
          MOST_ENDPOINTS);
    }
    tell(distinct.keySet());
    members = replaced(List.copyOf(distinct.values()));
    known = true;
    trouble = "";
    changed.run();
  }

  private List<Member> replaced(List<EndpointConfig> all) {
    Map<String, Member> before = new LinkedHashMap<>();
    members.forEach(member -> before.put(member.endpoint().address(), member));
    List<Member> after = new ArrayList<>();
    for (EndpointConfig endpoint : all) {
      Member old = before.get(endpoint.address());
      if (old != null && old.endpoint().same(endpoint)) {
        before.remove(endpoint.address());
        after.add(new Member(endpoint, old.checker(), old.gauge()));
      } else {
        after.add(member(endpoint));
      }
    }
    before.values().forEach(Member::close);
    unhealthy.removeAll(before.keySet());
    return List.copyOf(after);
  }

  private Member member(EndpointConfig endpoint) {
    Checker checker = checks.start(endpoint, verdict -> judged(endpoint, verdict));
    return new Member(
        endpoint,
        checker,
        checker == null
            ? null
            : telemetry.gauge(
                "drover_endpoint_healthy",
                "Whether the health checks of an endpoint succeed.",
                Map.of("upstream", upstream, "endpoint", endpoint.address()),
                () -> checker.verdict().healthy() ? 1 : 0));
  }

  private void judged(EndpointConfig endpoint, Verdict verdict) {
    String address = endpoint.address();
    if (verdict.healthy() && unhealthy.remove(address)) {
      LOG.info("Upstream {}: {} is healthy.", upstream, address);
    } else if (!verdict.healthy() && unhealthy.add(address)) {
      LOG.warn("Upstream {}: {} is not healthy: {}.", upstream, address, verdict.note());
    }
    changed.run();
  }

  /** Says in the log who came and who went. */
  private void tell(Set<String> after) {
    Set<String> before = new LinkedHashSet<>();
    members.forEach(member -> before.add(member.endpoint().address()));
    Set<String> came = new LinkedHashSet<>(after);
    came.removeAll(before);
    before.removeAll(after);
    if (known && !(came.isEmpty() && before.isEmpty())) {
      LOG.info(
          "Upstream {} has {} endpoints now; came: {}; gone: {}.",
          upstream,
          after.size(),
          some(came),
          some(before));
    } else if (!trouble.isEmpty()) {
      LOG.info("Upstream {} has {} endpoints: {}.", upstream, after.size(), some(after));
    }
  }

  private static String some(Set<String> addresses) {
    List<String> first = addresses.stream().limit(10).toList();
    String more = addresses.size() > 10 ? " and " + (addresses.size() - 10) + " more" : "";
    return first.isEmpty() ? "none" : String.join(", ", first) + more;
  }

  /** Told once as long as it is the same, however often it fails. */
  @Override
  public void failed(String sentence) {
    if (trouble.equals(sentence)) {
      return;
    }
    trouble = sentence;
    LOG.warn(
        "Upstream {}: {} {}",
        upstream,
        sentence,
        known
            ? "The last known " + members.size() + " endpoints stay in use."
            : "No endpoint is known yet.");
    changed.run();
  }

  void close() {
    members.forEach(Member::close);
    members = List.of();
    checks.close();
  }
}
