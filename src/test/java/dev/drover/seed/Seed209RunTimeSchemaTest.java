package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import dev.drover.schema.Schema;
import dev.drover.testing.Eventually;
import dev.drover.testing.Greeters;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestGateway;
import dev.drover.testing.TranscodeConfigs;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A service that no class was generated for, and that changes while the gateway runs. */
@ExtendWith(NoLeaks.class)
class Seed209RunTimeSchemaTest {
  private final HttpClient client = HttpClients.http1();

  @Test
  void aMethodThatIsAddedToTheFileCanBeCalledWithoutARestart(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("helloworld.binpb");
    write(file, greeter("SayHello"));
    try (GrpcOrigin origin =
        GrpcOrigin.builder()
            .unary(
                "helloworld.Greeter/SayHello",
                (request, response) -> GrpcOrigin.finish(response, request))
            .unary(
                "helloworld.Greeter/SayBye",
                (request, response) -> GrpcOrigin.finish(response, request))
            .start()) {
      JsonObject config =
          TranscodeConfigs.of(origin.port())
              .put(
                  "schemas",
                  new JsonObject()
                      .put(
                          "greeter",
                          new JsonObject()
                              .put("descriptorSet", file.toString())
                              .put("refresh", "100ms")));
      try (TestGateway gateway = TestGateway.start(config.encode())) {
        String hello = HttpClients.get(client, gateway.url("/v1/SayHello/you")).body();
        int before = HttpClients.get(client, gateway.url("/v1/SayBye/you")).statusCode();
        assertThat(hello).isEqualTo("{\"name\":\"you\"}");
        assertThat(before).isEqualTo(404);

        write(file, greeter("SayHello", "SayBye"));
        Eventually.await(
            () -> HttpClients.status(client, gateway.url("/v1/SayBye/you")) == 200,
            Duration.ofSeconds(10),
            "The new method cannot be called.");
        SeedReport.row(
            "2.9",
            "a method is added to the descriptor set of a running gateway",
            "404, then 200",
            before + ", then " + HttpClients.status(client, gateway.url("/v1/SayBye/you")));
      }
    }
  }

  @Test
  void theSameDescriptorsTwiceAreTheSameVersion() throws Exception {
    Schema one = Schema.of("greeter", greeter("SayHello"));
    Schema two = Schema.of("greeter", greeter("SayHello"));
    SeedReport.row("2.9", "loaded twice", "same", one.sameAs(two) ? "same" : "different");
    assertThat(one.sameAs(two)).isTrue();
    assertThat(one.sameAs(Schema.of("greeter", greeter("SayHello", "SayBye")))).isFalse();
  }

  /** Replaces the file as a whole, as whoever writes it should. */
  private static void write(Path file, FileDescriptorSet set) throws IOException {
    Path next = file.resolveSibling("next");
    Files.write(next, set.toByteArray());
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileDescriptorSet greeter(String... methods) {
    return FileDescriptorSet.newBuilder().addFile(Greeters.file(methods)).build();
  }
}
