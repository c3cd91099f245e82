package dev.drover.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.HttpClients;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A node that a line of a page has started.
 *
 * @param host where its pages for operators are
 */
record TypedNode(TypedLine line, String host, int port, int admin, HttpClient client) {
  private static final Duration SOON = Duration.ofSeconds(5);

  TypedNode(TypedLine line, String host, int port, int admin) {
    this(line, host, port, admin, HttpClients.http1());
  }

  /** Waits until it is ready, as a balancer sees it. */
  void awaitReady() throws Exception {
    line.await(() -> page("/readyz").isPresent(), "It is not ready.");
  }

  /** Waits until two nodes have links to each other and to no others. */
  static void awaitLinks(TypedNode a, String nameOfA, TypedNode b, String nameOfB)
      throws Exception {
    a.line.await(
        () -> a.links().equals(Set.of(nameOfB)) && b.links().equals(Set.of(nameOfA)),
        () -> "No links.\n" + a.herd() + "\n" + b.herd() + "\n" + b.line.said() + "\n");
  }

  /** Waits until its links to these and no others are up. */
  void awaitLinks(String... others) throws Exception {
    line.await(
        () -> links().equals(Set.of(others)),
        () -> "Its links are not to " + Set.of(others) + ".\n" + herd());
  }

  private Set<String> links() throws Exception {
    return page("/herd")
        .map(
            herd ->
                new JsonObject(herd)
                    .getJsonArray("links").stream()
                        .map(JsonObject.class::cast)
                        .filter(link -> link.getBoolean("up"))
                        .map(link -> link.getString("id"))
                        .collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  private String herd() {
    try {
      return page("/herd").orElse("It does not say anything of the herd.");
    } catch (Exception broken) {
      return broken.toString();
    }
  }

  private Optional<String> page(String path) throws Exception {
    URI uri = URI.create("http://" + host + ":" + admin + path);
    try {
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(uri).timeout(SOON).build(), BodyHandlers.ofString());
      return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  /** Stops it as an operator does. */
  void stop() throws Exception {
    assertThat(line.terminate()).as(line::said).isZero();
  }
}
