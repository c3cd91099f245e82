package dev.drover.limit;

import static dev.drover.limit.Server.MILLI;
import static dev.drover.limit.Server.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WeightedRandomTest {
  @Test
  void sharesAreTheWeights() {
    Crowd crowd = new Crowd(new WeightedRandom<>(new Random(1)), MILLI, server -> 1);
    Map<String, Integer> calls = crowd.calls(List.of(Server.of("a", 3), Server.of("b", 1)), 40_000);
    assertThat(calls.get("a")).isCloseTo(30_000, Offset.offset(400)); // 4.6 standard deviations
    assertThat(calls.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(40_000);
  }

  @Test
  void theExcludedAreNotDrawn() {
    WeightedRandom<Server> balancer = new WeightedRandom<>(new Random(1));
    assertThat(balancer.pick(0, 0, NONE)).isNull();
    List<Server> servers = Server.many(2);
    balancer.use(servers);
    for (int i = 0; i < 100; i++) {
      assertThat(balancer.pick(0, 0, servers.get(0)::equals)).isSameAs(servers.get(1));
    }
    assertThat(balancer.pick(0, 0, any -> true)).isNull();
  }
}
