package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.herd.HerdState;
import dev.drover.testing.Eventually;
import dev.drover.testing.HerdNodes;
import dev.drover.testing.LineClient;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An update goes along each link but back: 2E-(n-1) messages, whichever node is told. */
@ExtendWith(NoLeaks.class)
class Seed302FloodTest {
  @Test
  void eightMessagesAndFourDuplicatesFromAnyOrigin() throws Exception {
    try (HerdNodes nodes = HerdNodes.all("strict")) {
      long slowest = 0;
      for (int i = 0; i < 5; i++) {
        String origin = HerdNodes.FIVE.get(i);
        HerdState.Counts before = nodes.counts();
        LineClient.once(nodes.port(origin), "IAMAT kiwi" + i + " +34-118 1621464827");
        long start = System.nanoTime();
        nodes.awaitEqual(i + 1, HerdNodes.FIVE);
        slowest = Math.max(slowest, System.nanoTime() - start);
        Eventually.await(
            () -> nodes.counts().updatesReceived() - before.updatesReceived() == 8,
            Duration.ofSeconds(5),
            () -> "From " + origin + ": " + nodes.counts());
        HerdState.Counts after = nodes.counts();
        assertThat(after.updatesSent() - before.updatesSent()).isEqualTo(8);
        assertThat(after.duplicates() - before.duplicates()).isEqualTo(4);
        assertThat(after.first() - before.first()).isEqualTo(4);
      }
      SeedReport.row(
          "3.2",
          "IAMAT at each of five nodes in turn, TCP links",
          "8 messages, 4 duplicates each; stores equal < 200 ms",
          "8, 4; %d ms at most".formatted(slowest / 1_000_000));
    }
  }

  @Test
  void aThousandUpdatesInRandomOrderEndAlikeAndThenThereIsPeace() throws Exception {
    try (HerdNodes nodes = HerdNodes.all("strict")) {
      Random random = new Random(7);
      List<LineClient> clients = new ArrayList<>();
      for (String node : HerdNodes.FIVE) {
        clients.add(LineClient.connect(nodes.port(node)));
      }
      for (int i = 0; i < 1000; i++) {
        LineClient client = clients.get(random.nextInt(5));
        String time = "1621464827.%09d".formatted(random.nextInt(1000));
        assertThat(client.ask("IAMAT c" + random.nextInt(100) + " +34-118 " + time))
            .startsWith("AT ");
      }
      nodes.awaitEqual(100, HerdNodes.FIVE);
      for (LineClient client : clients) {
        client.close();
      }
      Eventually.await(
          () -> nodes.counts().updatesReceived() == nodes.counts().updatesSent(),
          Duration.ofSeconds(5),
          "Updates are under way still.");
      HerdState.Counts counts = nodes.counts();
      assertThat(counts.updatesSent()).isLessThanOrEqualTo(8 * counts.told());
      Eventually.holds(
          () -> nodes.counts().updatesSent() == counts.updatesSent(),
          Duration.ofMillis(500),
          "There is no peace.");
      SeedReport.row(
          "3.2",
          "1,000 updates of 100 clients at five nodes in random order",
          "all stores identical, <= 8 messages for each accepted, none after",
          "identical; %d accepted, %d messages".formatted(counts.told(), counts.updatesSent()));
    }
  }
}
