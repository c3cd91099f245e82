package dev.drover.seed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.handler.herd.Location;
import dev.drover.handler.herd.ReportLocationReply;
import dev.drover.handler.herd.ReportLocationRequest;
import dev.drover.handler.herd.WatchLocationsRequest;
import dev.drover.handler.herd.WhatsAtReply;
import dev.drover.handler.herd.WhatsAtRequest;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.HerdNodes;
import dev.drover.testing.HttpClients;
import dev.drover.testing.LineClient;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** IAMAT, AT and WHATSAT: by lines, byte for byte, and the same by gRPC and REST. */
@ExtendWith(NoLeaks.class)
class Seed301LineProtocolTest {
  private static final String FACTS = "kiwi.cs.ucla.edu +34.068930-118.445127 1621464827.959498503";
  private static final String AT =
      "AT Clark +0.263873386 kiwi.cs.ucla.edu +34.068930-118.445127 1621464827.959498503";

  @Test
  void theExamplesOfTheProtocolByLines() throws Exception {
    try (HerdNodes nodes = HerdNodes.all("strict");
        LineClient clark = LineClient.connect(nodes.port("Clark"));
        LineClient bailey = LineClient.connect(nodes.port("Bailey"))) {
      assertThat(clark.ask("IAMAT " + FACTS))
          .matches("AT Clark \\+[0-9]+\\.[0-9]{9} \\Q" + FACTS + "\\E");
      assertThat(clark.ask("WHATSAT nobody 10 5")).isEqualTo("? WHATSAT nobody 10 5");
      assertThat(clark.ask("WHATSAT kiwi.cs.ucla.edu 51 5"))
          .isEqualTo("? WHATSAT kiwi.cs.ucla.edu 51 5");
      assertThat(clark.ask("  how are\tyou ")).isEqualTo("?   how are\tyou ");
      assertThat(clark.ask("")).isEqualTo("? ");

      nodes.kill("Clark");
      bailey.say(AT.replace("kiwi", "lemon") + "\n");
      String answer = bailey.ask("WHATSAT lemon.cs.ucla.edu 10 5");
      String places = bailey.readToEmptyLine();

      assertThat(answer).isEqualTo(AT.replace("kiwi", "lemon"));
      assertThat(new JsonObject(places).getJsonArray("results")).hasSize(5);
      assertThat(places).startsWith("{\n").endsWith("\n}\n").doesNotContain("\n\n");
      SeedReport.row("3.1", "the protocol's examples by lines", "byte for byte", "byte for byte");
    }
  }

  @Test
  void aClientThatClosesItsSideIsAnsweredInOrder() throws Exception {
    try (HerdNodes nodes = HerdNodes.of("strict")) {
      nodes.start("Clark");
      String said = "IAMAT " + FACTS + "\nWHATSAT kiwi.cs.ucla.edu 10 1\nwhat?\n";

      String[] lines = LineClient.toEnd(nodes.port("Clark"), said).split("\n", -1);

      assertThat(lines[0]).isEqualTo(lines[1]).startsWith("AT Clark +");
      assertThat(lines[2]).isEqualTo("{");
      assertThat(lines[lines.length - 3]).isEmpty();
      assertThat(lines[lines.length - 2]).isEqualTo("? what?");
      assertThat(lines[lines.length - 1]).isEmpty();
    }
  }

  @Test
  void theSameFactsByGrpcAndRest() throws Exception {
    try (HerdNodes nodes = HerdNodes.all("strict");
        GrpcCalls grpc = GrpcCalls.to(nodes.gateway("Clark").port())) {
      ReportLocationReply told =
          ReportLocationReply.parseFrom(
              grpc.unary(
                  "drover.v1.Herd/ReportLocation",
                  ReportLocationRequest.newBuilder()
                      .setClientId("kiwi")
                      .setPosition("+34.068930-118.445127")
                      .setTime("1621464827.959498503")
                      .build()
                      .toByteArray()));
      assertThat(told.getFresh()).isTrue();
      assertThat(told.getLocation().getServer()).isEqualTo("Clark");
      nodes.awaitEqual(1, HerdNodes.FIVE);

      WhatsAtReply near =
          WhatsAtReply.parseFrom(
              grpc.unary(
                  "drover.v1.Herd/WhatsAt",
                  WhatsAtRequest.newBuilder()
                      .setClientId("kiwi")
                      .setRadiusKm(10)
                      .setLimit(5)
                      .build()
                      .toByteArray()));
      assertThat(near.getLocation()).isEqualTo(told.getLocation());
      assertThat(near.getPlaces().getFieldsOrThrow("results").getListValue().getValuesCount())
          .isEqualTo(5);
      assertThat(
              grpc.status(
                      "drover.v1.Herd/WhatsAt",
                      WhatsAtRequest.newBuilder()
                          .setClientId("x")
                          .setRadiusKm(1)
                          .build()
                          .toByteArray())
                  .getCode())
          .isEqualTo(Status.Code.NOT_FOUND);

      HttpClient http = HttpClients.http1();
      String bailey = nodes.gateway("Bailey").url("/v1/herd/locations/kiwi/places");
      HttpResponse<String> rest = HttpClients.get(http, bailey + "?radius_km=10&limit=5");
      assertThat(rest.statusCode()).isEqualTo(200);
      JsonObject json = new JsonObject(rest.body());
      assertThat(json.getJsonObject("location").getString("skew"))
          .isEqualTo(told.getLocation().getSkew());
      assertThat(json.getJsonObject("places").getJsonArray("results")).hasSize(5);
      assertThat(HttpClients.get(http, bailey.replace("kiwi", "x") + "?radius_km=10").statusCode())
          .isEqualTo(404);
      assertThat(HttpClients.get(http, bailey + "?radius_km=51").statusCode()).isEqualTo(400);

      HttpResponse<String> put =
          http.send(
              HttpClients.request(nodes.gateway("Jaquez").url("/v1/herd/locations/kiwi"))
                  .header("content-type", "application/json")
                  .PUT(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"position\": \"+1-2\", \"time\": \"1621464828\"}", UTF_8))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
      Eventually.await(
          () -> nodes.lines("Clark").get(0).matches("AT Jaquez \\S+ kiwi \\+1-2 1621464828"),
          Duration.ofSeconds(5),
          "Clark has not heard of it.");
      String peers = HttpClients.get(http, nodes.gateway("Bona").url("/v1/herd/peers")).body();
      assertThat(new JsonObject(peers).getJsonArray("peers")).hasSize(3);
      String all = HttpClients.get(http, nodes.gateway("Bona").url("/v1/herd/locations")).body();
      assertThat(all).contains("\"clientId\":\"kiwi\"");
      SeedReport.row(
          "3.1", "the same facts by gRPC and REST", "equal; 404 and 400 where due", "equal");
    }
  }

  @Test
  void whoWatchesIsToldOfNewsByGrpc() throws Exception {
    try (HerdNodes nodes = HerdNodes.all("strict");
        GrpcCalls grpc = GrpcCalls.to(nodes.gateway("Bailey").port());
        LineClient clark = LineClient.connect(nodes.port("Clark"))) {
      Iterator<byte[]> watched =
          grpc.serverStream(
              "drover.v1.Herd/WatchLocations",
              WatchLocationsRequest.newBuilder().setClientId("kiwi").build().toByteArray(),
              CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));
      CompletableFuture<byte[]> first = CompletableFuture.supplyAsync(watched::next);
      AtomicLong time = new AtomicLong(1);
      Eventually.await(
          () -> {
            String now = Long.toString(time.getAndIncrement());
            assertThat(ask(clark, "IAMAT lemon +1+1 " + now)).startsWith("AT ");
            assertThat(ask(clark, "IAMAT kiwi +2+2 " + now)).startsWith("AT ");
            return first.isDone();
          },
          Duration.ofSeconds(10),
          "Nothing has been heard.");
      Location location = Location.parseFrom(first.get());
      assertThat(location.getClientId()).isEqualTo("kiwi");
      assertThat(location.getServer()).isEqualTo("Clark");
    }
  }

  private static String ask(LineClient client, String line) {
    try {
      return client.ask(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
