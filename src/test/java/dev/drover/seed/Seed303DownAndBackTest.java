package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.HerdNodes;
import dev.drover.testing.LineClient;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nodes that die, come back, and are parted. */
@ExtendWith(NoLeaks.class)
class Seed303DownAndBackTest {
  private static final List<String> FOUR = List.of("Bailey", "Bona", "Clark", "Jaquez");

  @Test
  void aStrictNodeThatComesBackKnowsNothingOldAndLearnsWhatIsNew() throws Exception {
    try (HerdNodes nodes = HerdNodes.all("strict")) {
      nodes.kill("Campbell");
      nodes.awaitLinks();
      LineClient.once(nodes.port("Jaquez"), "IAMAT old +34-118 1621464827");
      nodes.awaitEqual(1, FOUR);

      nodes.start("Campbell");
      nodes.awaitLinks();
      assertThat(LineClient.once(nodes.port("Campbell"), "WHATSAT old 10 5"))
          .isEqualTo("? WHATSAT old 10 5");
      LineClient.once(nodes.port("Clark"), "IAMAT old +34-118 1621464828");

      Eventually.await(
          () -> nodes.lines("Campbell").size() == 1, Duration.ofSeconds(5), "It has not arrived.");
      SeedReport.row(
          "3.3",
          "Campbell dies; an update; it comes back, strict; an update",
          "4 of 4 have it; \"?\"; it arrives",
          "4 of 4; \"?\"; arrived");
    }
  }

  @Test
  void aNodeThatComesBackWithASnapshotKnowsAllWithinASecond() throws Exception {
    try (HerdNodes nodes = HerdNodes.all("snapshot")) {
      LineClient.once(nodes.port("Jaquez"), "IAMAT old +34-118 1621464827");
      nodes.awaitEqual(1, HerdNodes.FIVE);
      nodes.kill("Campbell");
      LineClient.once(nodes.port("Jaquez"), "IAMAT old +34-118 1621464829");

      nodes.start("Campbell");
      long start = System.nanoTime();
      Eventually.await(
          () -> nodes.lines("Campbell").equals(nodes.lines("Jaquez")),
          Duration.ofSeconds(5),
          "It has not heard of the old client.");
      long millis = (System.nanoTime() - start) / 1_000_000;
      String answer = LineClient.once(nodes.port("Campbell"), "WHATSAT old 10 5");

      assertThat(answer).startsWith("AT Jaquez ").endsWith(" old +34-118 1621464829");
      SeedReport.row(
          "3.3",
          "Campbell comes back with a snapshot",
          "the old client within 1 s",
          millis + " ms");
    }
  }

  @Test
  void partsOfAHerdGoOnAndHeal() throws Exception {
    try (HerdNodes nodes = HerdNodes.all("snapshot")) {
      nodes.kill("Bona", "Campbell");
      nodes.awaitLinks();
      LineClient.once(nodes.port("Clark"), "IAMAT kiwi +1-1 1621464830");
      LineClient.once(nodes.port("Bailey"), "IAMAT kiwi +2-2 1621464831");
      nodes.awaitEqual(1, List.of("Clark", "Jaquez"));
      assertThat(LineClient.once(nodes.port("Jaquez"), "WHATSAT kiwi 10 1")).contains(" +1-1 ");
      assertThat(LineClient.once(nodes.port("Bailey"), "WHATSAT kiwi 10 1")).contains(" +2-2 ");

      nodes.startAll();
      nodes.awaitEqual(1, HerdNodes.FIVE);

      assertThat(nodes.lines("Jaquez").get(0)).contains(" +2-2 ");
      SeedReport.row(
          "3.4",
          "Bona and Campbell die: {Clark, Jaquez} and {Bailey} diverge, then heal",
          "both answer; the newest everywhere after",
          "both answer; the newest everywhere");
    }
  }

  @Test
  void strictPartsConvergeWithTheNextUpdate() throws Exception {
    try (HerdNodes nodes = HerdNodes.all("strict")) {
      nodes.kill("Bona", "Campbell");
      nodes.awaitLinks();
      LineClient.once(nodes.port("Clark"), "IAMAT kiwi +1-1 1621464830");
      LineClient.once(nodes.port("Bailey"), "IAMAT kiwi +2-2 1621464831");

      nodes.startAll();
      assertThat(LineClient.once(nodes.port("Bona"), "WHATSAT kiwi 10 1")).startsWith("? ");
      LineClient.once(nodes.port("Jaquez"), "IAMAT kiwi +3-3 1621464832");
      nodes.awaitEqual(1, HerdNodes.FIVE);

      assertThat(nodes.lines("Bailey").get(0)).contains(" +3-3 ");
    }
  }
}
