package dev.drover.upstream.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against an API server whose every answer is scripted. */
class KubernetesEndpointsTest {
  private static final String STREAM =
      "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
  private static final String END = "0\r\n\r\n";

  private final Path token;
  private final BlockingQueue<String> lists = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final RawOrigin api =
      RawOrigin.start(
          connection -> {
            while (true) {
              boolean watches = connection.readRequest().target().contains("watch=true");
              if (watches) {
                connection.write(STREAM);
                String event = events.take();
                while (!event.equals(END)) {
                  connection.write(event);
                  event = events.take();
                }
                connection.write(END);
              } else {
                connection.write(lists.take());
              }
            }
          });

  KubernetesEndpointsTest(@TempDir Path folder) throws IOException {
    token = folder.resolve("token");
    Files.writeString(token, "first\n");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Found watch() {
    return Found.by(
        new KubernetesEndpoints.Factory(),
        """
        {"service": "orders", "namespace": "shop", "port": "grpc", "token": "%s",
         "server": "http://127.0.0.1:%d"}
        """
            .formatted(token, api.port()));
  }

  private static String slice(String name, int version, String... ips) {
    return """
    {"metadata": {"name": "%s", "resourceVersion": "%d"}, "addressType": "IPv4",
     "ports": [{"name": "grpc", "port": 9000, "protocol": "TCP"}], "endpoints": [%s]}
    """
        .formatted(
            name,
            version,
            Arrays.stream(ips)
                .map(ip -> "{\"addresses\": [\"" + ip + "\"]}")
                .collect(Collectors.joining(",")))
        .replace("\n", " ");
  }

  private void list(int version, String... slices) {
    String json =
        "{\"metadata\": {\"resourceVersion\": \""
            + version
            + "\"}, \"items\": ["
            + String.join(",", slices)
            + "]}";
    lists.add(RawOrigin.ok(json));
  }

  private void event(String type, String object) {
    chunk("{\"type\": \"" + type + "\", \"object\": " + object + "}\n");
  }

  private void chunk(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    events.add(Integer.toHexString(length) + "\r\n" + text + "\r\n");
  }

  @Test
  void listsThenWatchesFromThereWithItsToken() {
    list(7, slice("a", 5, "10.0.0.1"), slice("b", 6, "10.0.0.2"));
    try (Found found = watch()) {
      assertThat(found.addresses(1)).containsExactly("10.0.0.1:9000", "10.0.0.2:9000");
      assertThat(api.awaitRequest(1).target())
          .isEqualTo(
              "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices"
                  + "?labelSelector=kubernetes.io%2Fservice-name%3Dorders");
      assertThat(api.awaitRequest(1).header("authorization")).contains("Bearer first");
      assertThat(api.awaitRequest(2).target())
          .contains("watch=true")
          .contains("allowWatchBookmarks=true")
          .endsWith("resourceVersion=7");
    }
  }

  @Test
  void whatIsAddedModifiedAndDeletedIsTold() {
    list(7, slice("a", 5, "10.0.0.1"));
    try (Found found = watch()) {
      found.list(1);
      event("ADDED", slice("b", 8, "10.0.0.2"));
      assertThat(found.addresses(2)).containsExactly("10.0.0.1:9000", "10.0.0.2:9000");
      event("MODIFIED", slice("b", 9, "10.0.0.3"));
      assertThat(found.addresses(3)).containsExactly("10.0.0.1:9000", "10.0.0.3:9000");
      event("DELETED", slice("a", 10, "10.0.0.1"));
      assertThat(found.addresses(4)).containsExactly("10.0.0.3:9000");
      assertThat(found.failures()).isEmpty();
    }
  }

  @Test
  void anEventInPiecesIsRead() {
    list(7, slice("a", 5, "10.0.0.1"));
    try (Found found = watch()) {
      found.list(1);
      String event = "{\"type\": \"ADDED\", \"object\": " + slice("b", 8, "10.0.0.2") + "}\n";
      chunk(event.substring(0, 20));
      chunk(event.substring(20) + event.substring(0, 10));
      assertThat(found.addresses(2)).hasSize(2);
    }
  }

  @Test
  void aServiceWithoutPodsIsAnEmptyListAndNoFailure() {
    list(7, slice("a", 5));
    try (Found found = watch()) {
      assertThat(found.list(1)).isEmpty();
    }
  }

  @Test
  void aWatchThatEndsIsTakenUpAtTheLastBookmark() {
    list(7, slice("a", 5, "10.0.0.1"));
    try (Found found = watch()) {
      found.list(1);
      RawMessage first = api.awaitRequest(2);
      event("BOOKMARK", "{\"metadata\": {\"resourceVersion\": \"41\"}}");
      Eventually.await(
          () -> System.nanoTime() - first.receivedNanos() > 1_200_000_000L,
          Duration.ofSeconds(5),
          "No time goes by");
      events.add(END);
      assertThat(api.awaitRequest(3).target()).endsWith("resourceVersion=41");
      assertThat(found.changes()).isEqualTo(1);
    }
  }

  @Test
  void goneBeginsWithANewListAndTheTokenOfNow() throws IOException {
    list(7, slice("a", 5, "10.0.0.1"));
    try (Found found = watch()) {
      found.list(1);
      Files.writeString(token, "second");
      list(90, slice("c", 80, "10.0.0.7"));
      event("ERROR", "{\"kind\": \"Status\", \"code\": 410, \"message\": \"too old\"}");
      assertThat(found.addresses(2)).containsExactly("10.0.0.7:9000");
      assertThat(api.awaitRequest(3).header("authorization")).contains("Bearer second");
      assertThat(found.failures()).isEmpty();
    }
  }

  @Test
  void whatTheApiServerRefusesIsSaidAndTheListIsKept() {
    list(7, slice("a", 5, "10.0.0.1"));
    try (Found found = watch()) {
      found.list(1);
      lists.add("HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\n{}");
      list(90, slice("c", 80, "10.0.0.7"));
      event("ERROR", "{\"code\": 500, \"message\": \"etcd is sad\"}");
      assertThat(found.failure(1))
          .isEqualTo(
              "service orders of http://127.0.0.1:"
                  + api.port()
                  + ": the API server answered 500 etcd is sad.");
      assertThat(found.failure(2)).endsWith("the API server answered 403 Forbidden.");
      assertThat(found.addresses(2)).containsExactly("10.0.0.7:9000");
    }
  }

  @Test
  void aBrokenEventBeginsWithANewList() {
    list(7, slice("a", 5, "10.0.0.1"));
    try (Found found = watch()) {
      found.list(1);
      list(90, slice("c", 80, "10.0.0.7"));
      chunk("{\"type\": \"ADDED\", \n");
      assertThat(found.failure(1)).contains("no JSON");
      assertThat(found.addresses(2)).containsExactly("10.0.0.7:9000");
    }
  }

  @Test
  void aTokenThatIsNotThereIsSaid() throws IOException {
    Files.delete(token);
    try (Found found = watch()) {
      assertThat(found.failure(1)).contains("the file " + token + " is not there");
    }
  }
}
