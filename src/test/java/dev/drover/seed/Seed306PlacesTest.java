package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.herd.HerdState;
import dev.drover.testing.Eventually;
import dev.drover.testing.HerdNodes;
import dev.drover.testing.LineClient;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Places are asked by each node for itself, once for a neighbourhood, and never told on. */
@ExtendWith(NoLeaks.class)
class Seed306PlacesTest {
  @ParameterizedTest
  @ValueSource(strings = {"legacy", "new"})
  void aHundredQuestionsAboutOnePlaceAreOneCallWithACacheAndAHundredWithout(String form)
      throws Exception {
    for (String cache : List.of("10m", "0s")) {
      try (HerdNodes nodes = HerdNodes.of("strict")) {
        nodes.config().getJsonObject("places").put("cache", cache).put("form", form);
        nodes.start("Clark");
        try (LineClient client = LineClient.connect(nodes.port("Clark"))) {
          client.ask("IAMAT kiwi +34.068930-118.445127 1621464827");
          client.say("WHATSAT kiwi 10 5\n".repeat(100));
          List<String> answers = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            assertThat(client.read()).startsWith("AT Clark ");
            answers.add(client.readToEmptyLine());
          }
          int expected = cache.equals("0s") ? 100 : 1;
          assertThat(nodes.places().asked())
              .hasSize(expected)
              .containsOnly(lat(form) + ",-118.445127 10000");
          assertThat(answers).containsOnly(answers.get(0));
          String list = form.equals("new") ? "places" : "results";
          assertThat(new JsonObject(answers.get(0)).getJsonArray(list)).hasSize(5);
          SeedReport.row(
              "3.6",
              "100 WHATSAT of one place, cache " + cache + ", " + form + " form",
              expected + " calls",
              nodes.places().asked().size() + " calls");
        }
      }
    }
  }

  /** A query keeps the zero that a JSON number loses. */
  private static String lat(String form) {
    return form.equals("new") ? "34.06893" : "34.068930";
  }

  @Test
  void fiveOfTwentyAreFiveAndFortyAreTooMany() throws Exception {
    try (HerdNodes nodes = HerdNodes.of("strict")) {
      nodes.start("Clark");
      try (LineClient client = LineClient.connect(nodes.port("Clark"))) {
        client.ask("IAMAT kiwi +34-118 1621464827");
        assertThat(client.ask("WHATSAT kiwi 10 40")).isEqualTo("? WHATSAT kiwi 10 40");
        assertThat(client.ask("WHATSAT kiwi 10 20")).startsWith("AT ");
        assertThat(new JsonObject(client.readToEmptyLine()).getJsonArray("results")).hasSize(20);
        assertThat(client.ask("WHATSAT kiwi 10 5")).startsWith("AT ");
        assertThat(new JsonObject(client.readToEmptyLine()).getJsonArray("results")).hasSize(5);
      }
      assertThat(nodes.places().asked()).hasSize(1);
      assertThat(nodes.gateway("Clark").gateway().metrics()).doesNotContain("a-key-nobody-shows");
    }
  }

  @Test
  void aForeignNeighbourIsSentAtLinesAndNothingElse() throws Exception {
    try (ServerSocket foreign = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HerdNodes nodes = HerdNodes.of("snapshot")) {
      nodes
          .config()
          .getJsonObject("members")
          .put(
              "Jaquez",
              new JsonObject()
                  .put("address", "127.0.0.1:" + foreign.getLocalPort())
                  .put("foreign", true));
      nodes.start("Clark");
      try (Socket link = foreign.accept();
          LineClient client = LineClient.connect(nodes.port("Clark"))) {
        Eventually.await(
            () -> nodes.state("Clark").links().stream().anyMatch(HerdState.Peer::up),
            Duration.ofSeconds(10),
            "The link to the foreign server is not up.");
        String first = client.ask("IAMAT kiwi +34-118 1621464827");
        client.ask("WHATSAT kiwi 10 20");
        client.readToEmptyLine();
        client.say("AT Jaquez -0.1 lemon +1-1 1621464827\n");
        client.ask("WHATSAT lemon 10 20");
        client.readToEmptyLine();
        String last = client.ask("IAMAT kiwi +34-118 1621464828");

        String lemon = "AT Jaquez -0.1 lemon +1-1 1621464827";
        String expected = first + "\n" + lemon + "\n" + last + "\n";
        assertThat(read(link, expected.length())).isEqualTo(expected);
        SeedReport.row("3.6", "bytes about places on links", "0", "0");
      }
    }
  }

  private static String read(Socket link, int count) throws IOException {
    link.setSoTimeout(10_000);
    InputStream in = link.getInputStream();
    return new String(in.readNBytes(count), StandardCharsets.UTF_8);
  }
}
