package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.herd.Message;
import dev.drover.herd.link.Frames;
import dev.drover.testing.Eventually;
import dev.drover.testing.HerdNodes;
import dev.drover.testing.LineClient;
import dev.drover.testing.NoLeaks;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A herd with a secret believes nobody who does not know it. */
@ExtendWith(NoLeaks.class)
class HerdSecretTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String FORGED =
      "AT Bona +0.1 kiwi +34.068930-118.445127 1999999999.959498503";

  @Test
  void nodesWithTheSecretHearEachOtherAndForgedLinesAreRefused() throws Exception {
    try (HerdNodes nodes = HerdNodes.of("snapshot")) {
      nodes.config().put("secret", "known to five nodes");
      nodes.startAll();
      LineClient.once(nodes.port("Clark"), "IAMAT kiwi +34.068930-118.445127 1621464827.9");
      nodes.awaitEqual(1, HerdNodes.FIVE);
      assertThat(LineClient.once(nodes.port("Clark"), FORGED)).isEqualTo("? " + FORGED);
      String frame =
          "HERD "
              + Base64.getEncoder().encodeToString(Frames.encode("Bona", 9, new Message.Beat()));
      assertThat(LineClient.once(nodes.port("Clark"), frame)).isEqualTo("? " + frame);
      assertThat(nodes.lines("Clark")).noneMatch(line -> line.contains("1999999999"));
      assertThat(nodes.state("Clark").counts().outdated()).isZero();
    }
  }

  @Test
  void aNodeWithAnotherSecretHasNoLinks() {
    try (HerdNodes nodes = HerdNodes.of("snapshot")) {
      nodes.config().put("secret", "known to five nodes");
      nodes.start("Clark");
      nodes.start("Bona");
      nodes.config().put("secret", "a different one for it");
      nodes.start("Jaquez");
      Eventually.await(
          () ->
              nodes.state("Clark").links().stream()
                  .anyMatch(link -> link.id().equals("Bona") && link.up()),
          SOON,
          "Those that know it have no link.");
      Eventually.holds(
          () ->
              List.of("Clark", "Jaquez").stream()
                  .flatMap(node -> nodes.state(node).links().stream())
                  .noneMatch(link -> link.up() && !link.id().equals("Bona")),
          Duration.ofMillis(500),
          "There is a link to one that does not know it.");
    }
  }
}
