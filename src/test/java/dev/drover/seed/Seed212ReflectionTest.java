package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.schema.ProtoCompiler;
import dev.drover.schema.Schema;
import dev.drover.testing.CasesOrigin;
import dev.drover.testing.Eventually;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.Project;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestGateway;
import dev.drover.testing.TranscodeConfigs;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A gateway that is given a host and a port, and nothing else. */
@ExtendWith(NoLeaks.class)
class Seed212ReflectionTest {
  private final HttpClient client = HttpClients.http1();

  @Test
  void servesJsonForAServerThatOnlyReflects() throws Exception {
    Schema schema =
        Schema.of(
            "cases",
            ProtoCompiler.compile(
                List.of(Project.path("src/test/resources/transcoding/cases.proto")), List.of()));
    try (CasesOrigin origin =
            CasesOrigin.reflecting(Objects.requireNonNull(schema.service("hd.tc.v1.Echo")));
        TestGateway gateway = TestGateway.start(TranscodeConfigs.of(origin.port()).encode())) {
      String url = gateway.url("/v1/query?ts=2021-01-01T00:00:00Z&mask=a,b");
      Eventually.await(
          () -> HttpClients.status(client, url) == 200,
          Duration.ofSeconds(10),
          "The schema has not come.");
      String answer = HttpClients.get(client, url).body();
      SeedReport.row(
          "2.12",
          "a server known by host and port only; imports resolved transitively",
          "JSON",
          answer);
      assertThat(answer).contains("2021-01-01T00:00:00Z").contains("\"rpc\":\"Query\"");
    }
  }

  @Test
  void answers503NamingTheSchemaUntilItIsThere() throws Exception {
    try (TestGateway gateway = TestGateway.start(TranscodeConfigs.of(1).encode())) {
      var answer = HttpClients.get(client, gateway.url("/v1/anything"));
      SeedReport.row("2.12", "the server cannot be reached", "503", "" + answer.statusCode());
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("The schema \\\"origin\\\" of this route");
    }
  }
}
