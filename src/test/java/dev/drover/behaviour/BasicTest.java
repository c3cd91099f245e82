package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.Filters;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Who knows a password gets through; nobody waits for another's. */
@ExtendWith(NoLeaks.class)
class BasicTest {
  private final HttpClient client = HttpClients.http1();
  private final RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
  private final Path file;

  BasicTest(@TempDir Path dir) throws Exception {
    file = dir.resolve("users");
    write("wonderland");
  }

  private void write(String password) throws IOException {
    String hash = BCrypt.hashpw(password, BCrypt.gensalt(6)).replace("$2a$", "$2y$");
    Files.writeString(file, "# users\n\nalice:" + hash + "\n");
  }

  @AfterEach
  void close() {
    origin.close();
  }

  private JsonArray filters() {
    return Filters.of(
        "basic",
        "{\"users\": \"%s\", \"reload\": \"20ms\", \"forward\": {\"x-user\": \"sub\"}}"
            .formatted(file));
  }

  private TestGateway gateway() {
    return TestConfig.http(origin.port()).route("filters", filters()).start();
  }

  private static String credentials(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private int status(TestGateway gateway, String authorization) {
    try {
      return HttpClients.get(client, gateway.url("/"), "authorization", authorization).statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theRightPasswordPassesAndStaysHere() throws Exception {
    try (TestGateway gateway = gateway()) {
      for (int i = 1; i <= 3; i++) {
        assertThat(status(gateway, credentials("alice:wonderland"))).isEqualTo(200);
        assertThat(origin.awaitRequest(i).headers("x-user")).containsExactly("alice");
        assertThat(origin.awaitRequest(i).header("authorization")).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice:Wonderland",
        "alice:",
        "alice",
        "bob:wonderland",
        ":wonderland",
        "alice:wonderland:",
        "alice:wonderlandwonderlandwonderlandwonderlandwonderlandwonderlandwonderlandwonderland"
      })
  void anythingElseIsRefused(String pair) throws Exception {
    try (TestGateway gateway = gateway()) {
      HttpResponse<String> answer =
          HttpClients.get(client, gateway.url("/"), "authorization", credentials(pair));
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("www-authenticate"))
          .contains("Basic realm=\"drover\", charset=\"UTF-8\"");
      assertThat(answer.body()).contains("The name or the password is wrong.");
      assertThat(status(gateway, "Basic ???")).isEqualTo(401);
      assertThat(HttpClients.get(client, gateway.url("/")).statusCode()).isEqualTo(401);
      assertThat(origin.requests()).isEmpty();
    }
  }

  @Test
  void aCallIsAskedForItsPassword() {
    try (GrpcOrigin grpc = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(grpc.port()).route("filters", filters()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(Filters.status(calls, "authorization", credentials("alice:wonderland")))
          .isEqualTo(Status.OK);
      assertThat(Filters.status(calls, "authorization", credentials("alice:x")).getCode())
          .isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(grpc.calls()).hasSize(1);
    }
  }

  @Test
  void aPasswordThatWasChangedIsForgotten() throws Exception {
    try (TestGateway gateway = gateway()) {
      assertThat(status(gateway, credentials("alice:wonderland"))).isEqualTo(200);
      write("mirror");
      Eventually.await(
          () -> status(gateway, credentials("alice:mirror")) == 200,
          Duration.ofSeconds(10),
          "It is not read");
      assertThat(status(gateway, credentials("alice:wonderland"))).isEqualTo(401);
    }
  }

  @Test
  void aFloodOfWrongPasswordsIsBoundedAndHurtsNobodyWhoIsKnown() throws Exception {
    try (TestGateway gateway = gateway()) {
      assertThat(status(gateway, credentials("alice:wonderland"))).isEqualTo(200);
      List<CompletableFuture<HttpResponse<Void>>> flood = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        flood.add(
            client.sendAsync(
                HttpClients.request(gateway.url("/"))
                    .header("authorization", credentials("alice:" + i))
                    .build(),
                HttpResponse.BodyHandlers.discarding()));
      }
      assertThat(status(gateway, credentials("alice:wonderland"))).isEqualTo(200);
      for (var answer : flood) {
        assertThat(answer.join().statusCode()).isIn(401, 503);
      }
      assertThat(origin.requests()).hasSize(2);
    }
  }
}
