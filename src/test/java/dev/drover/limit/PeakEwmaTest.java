package dev.drover.limit;

import static dev.drover.limit.Server.MILLI;
import static dev.drover.limit.Server.NONE;
import static dev.drover.limit.Server.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeakEwmaTest {
  private final PeakEwma<Server> balancer = new PeakEwma<>(new Random(1));

  private static Server measured(String name, double weight, long latency) {
    Server server = Server.of(name, weight);
    server.load().begin(0);
    server.load().end(0, latency);
    return server;
  }

  @Test
  void theCostIsLatencyTimesCallsByWeight() {
    Server server = measured("a", 2, 10 * MILLI);
    assertThat(PeakEwma.cost(server, 0)).isEqualTo(5.0 * MILLI);
    server.busy(3);
    assertThat(PeakEwma.cost(server, 0)).isEqualTo(20.0 * MILLI);
    assertThat(PeakEwma.cost(server, 60 * SECOND)).isEqualTo(20.0 * MILLI);
  }

  @Test
  void idleServersAreForgiven() {
    Server server = measured("a", 1, 10 * MILLI);
    assertThat(PeakEwma.cost(server, 10 * SECOND)).isCloseTo(10 * MILLI / Math.E, within(1e-3));
  }

  @Test
  void anUnknownServerIsTriedAndNotFlooded() {
    Server known = measured("known", 1, 1);
    Server fresh = Server.of("fresh");
    balancer.use(List.of(known, fresh));
    assertThat(balancer.pick(0, 0, NONE)).isSameAs(fresh);
    fresh.load().begin(0);
    for (int i = 0; i < 100; i++) {
      assertThat(balancer.pick(0, 0, NONE)).isSameAs(known);
      known.load().begin(0);
    }
  }

  @Test
  void unknownServersShareTheFirstCalls() {
    Server one = Server.of("one").busy(2);
    Server two = Server.of("two").busy(1);
    balancer.use(List.of(one, two));
    assertThat(balancer.pick(0, 0, NONE)).isSameAs(two);
  }

  @Test
  void equalServersGetNearlyTheSame() {
    Crowd crowd = new Crowd(balancer, MILLI, server -> 10 * MILLI);
    assertThat(crowd.calls(Server.many(3), 3000).values())
        .allSatisfy(calls -> assertThat(calls).isBetween(900, 1100));
  }

  @Test
  void aServerTenTimesSlowerGetsLessThanFifteenPercent() {
    Crowd crowd = new Crowd(balancer, MILLI, s -> (s.name().equals("s2") ? 100 : 10) * MILLI);
    Map<String, Integer> calls = crowd.calls(Server.many(3), 3000);
    assertThat(calls.get("s2")).isLessThan(450);
  }

  @Test
  void theExcludedAreNotPicked() {
    List<Server> servers = Server.many(2);
    balancer.use(servers);
    assertThat(balancer.pick(0, 0, servers.get(0)::equals)).isSameAs(servers.get(1));
    assertThat(balancer.pick(0, 0, any -> true)).isNull();
    balancer.use(List.of());
    assertThat(balancer.pick(0, 0, NONE)).isNull();
  }
}
