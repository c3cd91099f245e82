package dev.drover.limit;

import static dev.drover.limit.Server.MILLI;
import static dev.drover.limit.Server.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class SmoothWeightedTest {
  private static final List<Server> FIVE_ONE_ONE =
      List.of(Server.of("a", 5), Server.of("b", 1), Server.of("c", 1));

  private static String picks(SmoothWeighted<Server> balancer, int count, Predicate<Object> not) {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < count; i++) {
      names.append(Objects.requireNonNull(balancer.pick(0, 0, not)).name());
    }
    return names.toString();
  }

  @Test
  void theHeaviestIsSpreadOut() {
    SmoothWeighted<Server> balancer = new SmoothWeighted<>();
    balancer.use(FIVE_ONE_ONE);
    assertThat(picks(balancer, 14, NONE)).isEqualTo("aabacaaaabacaa");
  }

  @Test
  void sharesAreExact() {
    Crowd crowd = new Crowd(new SmoothWeighted<>(), MILLI, server -> 1);
    assertThat(crowd.calls(FIVE_ONE_ONE, 7000)).isEqualTo(Map.of("a", 5000, "b", 1000, "c", 1000));
    assertThat(crowd.calls(Server.many(3), 3000))
        .isEqualTo(Map.of("s0", 1000, "s1", 1000, "s2", 1000));
  }

  @Test
  void theOthersShareByWeightWhenOneIsLeftOut() {
    SmoothWeighted<Server> balancer = new SmoothWeighted<>();
    balancer.use(FIVE_ONE_ONE);
    assertThat(picks(balancer, 6, FIVE_ONE_ONE.get(0)::equals)).isEqualTo("bcbcbc");
    assertThat(balancer.pick(0, 0, any -> true)).isNull();
  }
}
