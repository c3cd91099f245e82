package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ConfigReader;
import dev.drover.config.HerdConfig;
import dev.drover.herd.Herd;
import dev.drover.herd.HerdState;
import dev.drover.herd.places.Position;
import dev.drover.testing.Eventually;
import dev.drover.testing.Futures;
import dev.drover.testing.HerdNodes;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Links over the event bus: members find each other, and more may come at any time. */
@ExtendWith(NoLeaks.class)
class Seed305JoinTest {
  private static final String EDGES =
      """
      'topology': 'edges', 'edges': { 'Clark': ['Jaquez', 'Bona'],
      'Campbell': ['Bailey', 'Bona', 'Jaquez'], 'Bona': ['Bailey'] },
      """;

  private final Vertx vertx = Vertx.vertx();
  private final List<Herd> nodes = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (Herd node : nodes) {
      Futures.await(node.stop());
    }
    Futures.await(vertx.close());
  }

  private Herd start(String node, String join, String topology) throws Exception {
    String json =
        """
        { 'node': '%s', %s 'beat': '50ms', 'compare': '100ms', 'locations': { 'join': '%s' } }
        """
            .formatted(node, topology, join)
            .replace('\'', '"');
    HerdConfig config = ConfigReader.plain(HerdConfig.class, json, "test");
    Herd herd = new Herd(config, vertx, question -> Future.failedFuture("no places"));
    nodes.add(herd);
    Futures.await(herd.start());
    return herd;
  }

  private static boolean report(Herd herd, String client, String time) throws Exception {
    Position here = Position.parse("+34-118").orElseThrow();
    return Futures.await(
        herd.ask(
            inside ->
                inside.answers().locations().report(client, here, time).orElseThrow().fresh()));
  }

  private static HerdState state(Herd herd) {
    try {
      return Futures.await(herd.state());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private long sum(java.util.function.ToLongFunction<HerdState.Counts> count) {
    return nodes.stream().mapToLong(node -> count.applyAsLong(state(node).counts())).sum();
  }

  private void awaitLinks(int directions) {
    Eventually.await(
        () ->
            nodes.stream()
                    .flatMap(node -> state(node).links().stream())
                    .filter(HerdState.Peer::up)
                    .count()
                == directions,
        Duration.ofSeconds(10),
        "The links are not up.");
  }

  @Test
  void eightMessagesAndFourDuplicatesOverTheBusToo() throws Exception {
    for (String node : HerdNodes.FIVE) {
      start(node, "strict", EDGES);
    }
    awaitLinks(12);
    for (int i = 0; i < 5; i++) {
      report(nodes.get(i), "kiwi", "1621464827.00" + i);
      int updates = i + 1;
      Eventually.await(
          () -> sum(HerdState.Counts::updatesReceived) == 8L * updates,
          Duration.ofSeconds(5),
          "Not all have been told.");
    }
    assertThat(sum(HerdState.Counts::updatesSent)).isEqualTo(40);
    assertThat(sum(HerdState.Counts::duplicates)).isEqualTo(20);
    SeedReport.row("3.2", "five updates, bus links", "40 messages, 20 duplicates", "40, 20");
  }

  @Test
  void aSixthNodeThatJoinsIsToldOfTheNextUpdate() throws Exception {
    for (String node : HerdNodes.FIVE) {
      start(node, "strict", "");
    }
    awaitLinks(20);
    report(nodes.get(0), "old", "1");
    Herd sixth = start("Sixth", "strict", "");
    awaitLinks(30);

    report(nodes.get(1), "kiwi", "2");

    Eventually.await(
        () -> known(sixth) == 1, Duration.ofSeconds(5), "The sixth node has not been told.");
    assertThat(state(sixth).members()).hasSize(6);
    SeedReport.row(
        "3.5", "a sixth node joins a running herd, strict", "knows the next update", "knows it");
  }

  @Test
  void aSixthNodeWithASnapshotKnowsAllAndOneThatLeavesIsForgotten() throws Exception {
    for (String node : HerdNodes.FIVE) {
      start(node, "snapshot", "'topology': 'ring',");
    }
    awaitLinks(10);
    for (int i = 0; i < 200; i++) {
      report(nodes.get(i % 5), "c" + i, "1");
    }
    Herd sixth = start("Sixth", "snapshot", "'topology': 'ring',");
    Eventually.await(
        () -> known(sixth) == 200, Duration.ofSeconds(10), () -> "It knows " + known(sixth));

    Herd leaving = nodes.remove(2);
    Futures.await(leaving.stop());
    Eventually.await(
        () -> state(sixth).members().size() == 5, Duration.ofSeconds(5), "It is not forgotten.");
    awaitLinks(10);
  }

  private static int known(Herd herd) {
    return state(herd).entries().get(0).entries();
  }

  @Test
  void throughputOfReportsIsPrinted() throws Exception {
    StringBuilder rates = new StringBuilder();
    for (String node : HerdNodes.FIVE) {
      start(node, "strict", "");
      List<Future<Boolean>> told = new ArrayList<>();
      Position here = Position.parse("+34-118").orElseThrow();
      long start = System.nanoTime();
      for (int i = 0; i < 5000; i++) {
        String client = node + i;
        told.add(
            nodes
                .get(i % nodes.size())
                .ask(
                    inside ->
                        inside
                            .answers()
                            .locations()
                            .report(client, here, "1")
                            .orElseThrow()
                            .fresh()));
      }
      Futures.await(Future.all(told));
      long micros = (System.nanoTime() - start) / 1000;
      rates.append(nodes.size()).append(": ").append(5_000_000_000L / micros).append("/s ");
    }
    SeedReport.row(
        "3.5", "reports a second with 1 to 5 nodes on one event loop", "printed", rates.toString());
    assertThat(known(nodes.get(0))).isGreaterThanOrEqualTo(5000);
  }
}
