package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.Eventually;
import dev.drover.testing.Greeters;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.ReflectingOrigin;
import dev.drover.testing.TestGateway;
import dev.drover.testing.TranscodeConfigs;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Schemas that change while they are used, come late, or are broken. */
@ExtendWith(NoLeaks.class)
class LiveSchemaTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String[] METHODS = {
    "helloworld.Greeter/SayHello", "helloworld.Greeter/SayBye"
  };

  private final HttpClient client = HttpClients.http1();

  private static JsonObject reflected(int port) {
    return TranscodeConfigs.of(port)
        .put(
            "schemas",
            new JsonObject()
                .put(
                    "greeter",
                    new JsonObject().put("reflection", "origin").put("refresh", "100ms")));
  }

  @Test
  void aChangeOfTheRunningServerShowsAndNoRequestFailsForIt() throws Exception {
    try (ReflectingOrigin origin = ReflectingOrigin.start(Greeters.file("SayHello"), METHODS);
        TestGateway gateway = TestGateway.start(reflected(origin.port()).encode(), 2)) {
      assertThat(HttpClients.status(client, gateway.url("/v1/SayHello/you"))).isEqualTo(200);
      assertThat(HttpClients.status(client, gateway.url("/v1/SayBye/you"))).isEqualTo(404);
      AtomicBoolean enough = new AtomicBoolean();
      CompletableFuture<String> load =
          CompletableFuture.supplyAsync(() -> failures(gateway.url("/v1/SayHello/you"), enough));
      for (int i = 0; i < 3; i++) {
        origin.become(Greeters.file("SayHello", "SayBye"));
        until(gateway.url("/v1/SayBye/you"), 200);
        origin.become(Greeters.file("SayHello"));
        until(gateway.url("/v1/SayBye/you"), 404);
      }
      enough.set(true);
      assertThat(load.get()).isEmpty();
    }
  }

  /** What went wrong under load; empty when nothing did. */
  private String failures(String url, AtomicBoolean enough) {
    int calls = 0;
    while (!enough.get()) {
      calls++;
      int status = HttpClients.status(client, url);
      if (status != 200) {
        return "call " + calls + " was answered with " + status;
      }
    }
    return calls > 10 ? "" : "only " + calls + " calls were made";
  }

  @Test
  void aSchemaThatComesLateIsServedWhenItIsThere() throws Exception {
    int port;
    try (ReflectingOrigin origin = ReflectingOrigin.start(Greeters.file("SayHello"), METHODS)) {
      port = origin.port();
    }
    try (TestGateway gateway = TestGateway.start(reflected(port).encode())) {
      assertThat(HttpClients.status(client, gateway.url("/v1/SayHello/you"))).isEqualTo(503);
    }
  }

  @Test
  void aVersionThatLacksWhatARouteNeedsLeavesTheRouteAsItWas() throws Exception {
    try (ReflectingOrigin origin = ReflectingOrigin.start(Greeters.file("SayHello"), METHODS)) {
      JsonObject config = reflected(origin.port());
      JsonObject rule =
          new JsonObject().put("selector", "helloworld.Greeter.SayHello").put("get", "/hi/{name}");
      config
          .getJsonArray("routes")
          .add(
              new JsonObject()
                  .put("match", new JsonObject().put("prefix", "/hi"))
                  .put(
                      "transcode",
                      new JsonObject()
                          .put("upstream", "origin")
                          .put("rules", new JsonArray().add(rule))));
      try (TestGateway gateway = TestGateway.start(config.encode())) {
        assertThat(HttpClients.status(client, gateway.url("/hi/you"))).isEqualTo(200);
        origin.become(Greeters.file("SayBye"));
        until(gateway.url("/v1/SayBye/you"), 200); // the other route has the new version
        assertThat(HttpClients.status(client, gateway.url("/hi/you"))).isEqualTo(200);
      }
    }
  }

  @Test
  void aBrokenFileStopsTheStartNamingFileAndReason(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(folder.resolve("broken.proto"), "syntax = \"proto3\";\nmessage A {\n");
    JsonObject config =
        TranscodeConfigs.of(1)
            .put(
                "schemas",
                new JsonObject()
                    .put(
                        "broken",
                        new JsonObject().put("proto", new JsonArray().add(file.toString()))));
    assertThatThrownBy(() -> TestGateway.start(config.encode()))
        .hasStackTraceContaining("/schemas/broken")
        .hasStackTraceContaining("broken.proto");
  }

  private void until(String url, int wanted) {
    Eventually.await(
        () -> HttpClients.status(client, url) == wanted,
        PATIENCE,
        url + " is not yet " + wanted + ".");
  }
}
