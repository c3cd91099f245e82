package dev.drover.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.FakeClock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodesTest {
  private static final Load.Crew NOBODY = new Load.Crew(0, 0, 0, 0);

  private final FakeClock clock = new FakeClock();
  private final Nodes nodes = new Nodes(clock, true, "here");
  private final Kind kind = TestTasks.kind("t", Limits.STANDARD, (input, work) -> input);

  private void heard(String node, int seats, int running, int queued) {
    heard(node, seats, running, queued, Map.of());
  }

  private void heard(String node, int seats, int running, int queued, Map<String, Long> full) {
    Load.Crew crew = new Load.Crew(seats, running, queued, 0);
    nodes.heard(new Load(node, node, crew, NOBODY, Set.of("t"), full, false));
  }

  private String least(Set<String> avoid) {
    return nodes.least(kind, avoid, node -> 0).map(Load::node).orElse("none");
  }

  @Test
  void choosesTheNodeWithLeastToDoForEachOfItsThreads() {
    heard("small", 1, 1, 0);
    heard("large", 8, 4, 0);
    assertThat(least(Set.of())).isEqualTo("large");
    assertThat(least(Set.of("large"))).isEqualTo("small");
    heard("large", 8, 8, 1);
    assertThat(least(Set.of())).isEqualTo("small");
  }

  @Test
  void countsWhatANodeHasBeenGivenSinceItTold() {
    heard("a", 1, 0, 0);
    heard("b", 1, 1, 0);
    assertThat(nodes.least(kind, Set.of(), node -> node.equals("a") ? 2 : 0))
        .hasValueSatisfying(load -> assertThat(load.node()).isEqualTo("b"));
  }

  @Test
  void neverChoosesANodeWhoseQueueIsFull() {
    heard("a", 1, 1, 100, Map.of("t", 5_000L));
    heard("b", 1, 1, 100, Map.of("t", 3_000L));
    assertThat(least(Set.of())).isEqualTo("none");
    assertThat(nodes.retryAfter(kind)).contains(Duration.ofSeconds(3));
  }

  @Test
  void forgetsANodeThatIsSilent() {
    heard("a", 1, 0, 0);
    clock.advance(Nodes.SILENCE);
    assertThat(nodes.has("a")).isTrue();
    clock.advance(Duration.ofNanos(1));
    assertThat(nodes.has("a")).isFalse();
    assertThat(least(Set.of())).isEqualTo("none");
  }

  @Test
  void aLoadIsTheSameAfterItsJourney() {
    Load load =
        new Load(
            "a",
            "host/1",
            new Load.Crew(4, 3, 2, 1),
            NOBODY,
            Set.of("t", "u"),
            Map.of("t", 17L),
            true);
    assertThat(Load.of(load.json())).isEqualTo(load);
  }
}
