package dev.drover.limit;

import static dev.drover.limit.Server.MILLI;
import static dev.drover.limit.Server.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundRobinTest {
  @Test
  void eachGetsExactlyTheSame() {
    Crowd crowd = new Crowd(new RoundRobin<>(7), MILLI, server -> 1);
    assertThat(crowd.calls(Server.many(3), 3000))
        .isEqualTo(Map.of("s0", 1000, "s1", 1000, "s2", 1000));
  }

  @Test
  void oneThatIsLeftOutDoesNotDoubleItsNeighbour() {
    RoundRobin<Server> balancer = new RoundRobin<>(0);
    List<Server> servers = Server.many(3);
    balancer.use(servers);
    Server[] picked = new Server[6];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = balancer.pick(0, 0, servers.get(1)::equals);
    }
    assertThat(picked).extracting(Server::name).containsExactly("s0", "s2", "s0", "s2", "s0", "s2");
  }

  @Test
  void theTurnSurvivesANewList() {
    RoundRobin<Server> balancer = new RoundRobin<>(Integer.MIN_VALUE + 5);
    assertThat(balancer.pick(0, 0, NONE)).isNull();
    balancer.use(Server.many(4));
    assertThat(balancer.pick(0, 0, NONE)).extracting("name").isEqualTo("s1");
    balancer.use(List.of());
    assertThat(balancer.pick(0, 0, NONE)).isNull();
    balancer.use(Server.many(2));
    assertThat(balancer.pick(0, 0, NONE)).extracting("name").isEqualTo("s0");
  }

  @Test
  void nobodyIsLeft() {
    RoundRobin<Server> balancer = new RoundRobin<>(0);
    balancer.use(Server.many(2));
    assertThat(balancer.pick(0, 0, any -> true)).isNull();
  }
}
