package dev.drover.limit;

import static dev.drover.limit.Server.MILLI;
import static dev.drover.limit.Server.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeastRequestsTest {
  private final LeastRequests<Server> balancer = new LeastRequests<>(new Random(1));

  @Test
  void theLeastBusyIsPickedAndEqualsTakeTurns() {
    balancer.use(List.of(Server.of("a").busy(1), Server.of("b"), Server.of("c")));
    assertThat(balancer.pick(0, 0, NONE)).extracting("name").isEqualTo("b");
    assertThat(balancer.pick(0, 0, NONE)).extracting("name").isEqualTo("c");
    assertThat(balancer.pick(0, 0, NONE)).extracting("name").isEqualTo("b");
  }

  @Test
  void theHeavierMayBeBusier() {
    Server heavy = Server.of("heavy", 3).busy(1);
    Server light = Server.of("light", 1);
    balancer.use(List.of(light, heavy));
    assertThat(balancer.pick(0, 0, NONE)).isSameAs(heavy); // 2/3 < 1/1
    heavy.busy(1);
    assertThat(balancer.pick(0, 0, NONE)).isSameAs(light); // equal: the turn is its
    heavy.busy(1);
    assertThat(balancer.pick(0, 0, NONE)).isSameAs(light); // 4/3 > 1/1
  }

  @Test
  void theExcludedAreNotPicked() {
    List<Server> servers = List.of(Server.of("a"), Server.of("b").busy(9));
    balancer.use(servers);
    assertThat(balancer.pick(0, 0, servers.get(0)::equals)).isSameAs(servers.get(1));
    assertThat(balancer.pick(0, 0, any -> true)).isNull();
  }

  @Test
  void equalServersGetTheSame() {
    Crowd crowd = new Crowd(balancer, MILLI, server -> 10 * MILLI);
    assertThat(crowd.calls(Server.many(3), 3000))
        .isEqualTo(Map.of("s0", 1000, "s1", 1000, "s2", 1000));
  }

  /** In steady state all have the same number in flight, so shares are as 1/latency: 1 of 21. */
  @Test
  void aServerTenTimesSlowerGetsLessThanAFifteenthPart() {
    Crowd crowd = new Crowd(balancer, MILLI, s -> (s.name().equals("s2") ? 100 : 10) * MILLI);
    Map<String, Integer> calls = crowd.calls(Server.many(3), 3000);
    assertThat(calls.get("s2")).isLessThan(200);
    assertThat(calls.get("s0")).isBetween(1350, 1450);
    assertThat(calls.get("s1")).isBetween(1350, 1450);
  }

  @Test
  void ofManyTheBetterOfTwoIsPicked() {
    List<Server> servers = Server.many(20);
    servers.get(7).busy(5);
    balancer.use(servers);
    for (int i = 0; i < 1000; i++) {
      assertThat(balancer.pick(0, 0, NONE)).isNotSameAs(servers.get(7));
    }
    assertThat(balancer.pick(0, 0, s -> !s.equals(servers.get(7)))).isSameAs(servers.get(7));
    assertThat(balancer.pick(0, 0, any -> true)).isNull();
  }
}
