package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonArray;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The origin is told who the client is, and nothing that the client has made up. */
@ExtendWith(NoLeaks.class)
class ForwardedTest {
  private final HttpClient client = HttpClients.http1();

  @Test
  void theClientsAddressSchemeAndHostAreTold() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      HttpClients.get(client, gateway.url("/"));

      RawMessage request = origin.awaitRequest(1);
      assertThat(request.headers("x-forwarded-for")).containsExactly("127.0.0.1");
      assertThat(request.headers("x-forwarded-proto")).containsExactly("http");
      assertThat(request.headers("x-forwarded-host"))
          .containsExactly("127.0.0.1:" + gateway.port());
      assertThat(request.headers("via")).containsExactly("1.1 drover");
      assertThat(request.header("forwarded")).isEmpty();
    }
  }

  @Test
  void whatAStrangerSaysOfItselfIsRemoved() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      HttpClients.get(
          client,
          gateway.url("/"),
          "x-forwarded-for",
          "1.2.3.4",
          "x-forwarded-proto",
          "https",
          "x-forwarded-host",
          "evil",
          "x-forwarded-port",
          "1",
          "forwarded",
          "for=1.2.3.4");

      RawMessage request = origin.awaitRequest(1);
      assertThat(request.headers("x-forwarded-for")).containsExactly("127.0.0.1");
      assertThat(request.headers("x-forwarded-proto")).containsExactly("http");
      assertThat(request.headers("x-forwarded-host"))
          .containsExactly("127.0.0.1:" + gateway.port());
      assertThat(request.header("x-forwarded-port")).isEmpty();
      assertThat(request.header("forwarded")).isEmpty();
    }
  }

  @Test
  void whatATrustedProxySaysIsKeptAndAddedTo() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway =
            TestConfig.http(origin.port())
                .listener("trustedProxies", new JsonArray().add("127.0.0.0/8"))
                .start()) {
      HttpClients.get(
          client,
          gateway.url("/"),
          "x-forwarded-for",
          "1.2.3.4",
          "x-forwarded-proto",
          "https",
          "x-forwarded-host",
          "www.example.com");

      RawMessage request = origin.awaitRequest(1);
      assertThat(request.headers("x-forwarded-for")).containsExactly("1.2.3.4, 127.0.0.1");
      assertThat(request.headers("x-forwarded-proto")).containsExactly("https");
      assertThat(request.headers("x-forwarded-host")).containsExactly("www.example.com");
    }
  }

  @Test
  void theStandardFormIsWrittenWhenAskedFor() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway =
            TestConfig.http(origin.port()).relay("forwarded", "rfc7239").start()) {
      HttpClients.get(client, gateway.url("/"));

      RawMessage request = origin.awaitRequest(1);
      assertThat(request.headers("forwarded"))
          .containsExactly("for=127.0.0.1;proto=http;host=\"127.0.0.1:" + gateway.port() + "\"");
      assertThat(request.header("x-forwarded-for")).isEmpty();
    }
  }

  @Test
  void nothingIsToldWhenNothingShallBe() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway =
            TestConfig.http(origin.port()).relay("forwarded", "none").relay("via", false).start()) {
      HttpResponse<String> response = HttpClients.get(client, gateway.url("/"));

      RawMessage request = origin.awaitRequest(1);
      assertThat(request.header("x-forwarded-for")).isEmpty();
      assertThat(request.header("via")).isEmpty();
      assertThat(response.headers().firstValue("via")).isEmpty();
    }
  }

  @Test
  void anIdThatIsSaneIsKept() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      HttpResponse<String> response =
          HttpClients.get(client, gateway.url("/"), "x-request-id", "abc-123");

      assertThat(origin.awaitRequest(1).headers("x-request-id")).containsExactly("abc-123");
      assertThat(response.headers().allValues("x-request-id")).containsExactly("abc-123");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "\"><script>", "{\"a\":1}", "long"})
  void anIdThatIsNotIsReplaced(String sent) throws Exception {
    String id = sent.equals("long") ? "x".repeat(1_000) : sent;
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      HttpResponse<String> response = HttpClients.get(client, gateway.url("/"), "x-request-id", id);

      String given = origin.awaitRequest(1).header("x-request-id").orElseThrow();
      assertThat(given)
          .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
      assertThat(response.headers().allValues("x-request-id")).containsExactly(given);
    }
  }
}
