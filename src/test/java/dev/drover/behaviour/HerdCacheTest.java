package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.herd.HerdState;
import dev.drover.herd.Store;
import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.SharingNodes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What one node of a herd has fetched, the others have, too. */
@ExtendWith(NoLeaks.class)
class HerdCacheTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String[] FRESH = {"cache-control", "max-age=60"};

  private static void with(
      String herd, ScriptedOrigin.Script script, BiConsumer<ScriptedOrigin, SharingNodes> test) {
    JsonObject cache = new JsonObject("{\"waitTime\": \"20s\", \"herd\": " + herd + "}");
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        SharingNodes nodes =
            SharingNodes.of(3)
                .loops(2)
                .herd("beat", "2s") // what is lost while a link is down is not made up for
                .endpoints(List.of(origin.port()))
                .filters(JsonArray.of(JsonObject.of("cache", cache)))
                .start()) {
      test.accept(origin, nodes);
    }
  }

  private static Future<Http2Calls.Answer> start(
      SharingNodes nodes, int node, String path, String... headers) {
    return start(nodes, node, "GET", path, headers);
  }

  /** Sends a request whose head is all of it, for one host whichever node it goes to. */
  private static Future<Http2Calls.Answer> start(
      SharingNodes nodes, int node, String method, String path, String[] headers) {
    return nodes
        .calls(node)
        .open(method, path, headers)
        .compose(
            request -> Http2Calls.bare(request.authority(HostAndPort.create("shop.test", 80))));
  }

  private static Http2Calls.Answer get(
      SharingNodes nodes, int node, String path, String... headers) {
    return Http2Calls.await(start(nodes, node, path, headers));
  }

  private static String status(Http2Calls.Answer answer) {
    return "" + answer.headers().get("cache-status");
  }

  private static HerdState.Answers told(SharingNodes nodes, int node) {
    return nodes.state(node).shared().answers();
  }

  private static void awaitReceived(SharingNodes nodes, int node, int count) {
    Eventually.await(
        () -> told(nodes, node).received() >= count,
        SOON,
        () -> "Node " + node + " was given " + told(nodes, node).received() + ".");
  }

  /** Waits until a node has heard so many notes. */
  private static void awaitNotes(SharingNodes nodes, int node, int count) {
    Eventually.await(
        () ->
            nodes.state(node).entries().stream()
                    .filter(fill -> fill.kind().equals("note"))
                    .mapToInt(Store.Fill::entries)
                    .sum()
                >= count,
        SOON,
        "It has not heard.");
  }

  @Test
  void whatOneHasFetchedTheOthersServe() {
    String large = "x".repeat(100_000);
    with(
        "true",
        call ->
            call.answer(
                200,
                call.path().equals("/large") ? large : "n" + call.number(),
                "cache-control",
                "max-age=60",
                "age",
                "7",
                "etag",
                "\"1\""),
        (origin, nodes) -> {
          assertThat(get(nodes, 0, "/a").text()).isEqualTo("n1");
          assertThat(get(nodes, 0, "/large").text()).isEqualTo(large);
          for (int node = 1; node < 3; node++) {
            awaitReceived(nodes, node, 2);
            Http2Calls.Answer small = get(nodes, node, "/a");
            assertThat(small.text()).isEqualTo("n1");
            assertThat(status(small)).startsWith("drover; hit; ttl=5").endsWith("; detail=herd");
            assertThat(Integer.parseInt(small.headers().get("age"))).isBetween(7, 20);
            assertThat(small.headers().get("etag")).isEqualTo("\"1\"");
            assertThat(get(nodes, node, "/a", "if-none-match", "\"1\"").status()).isEqualTo(304);
            assertThat(get(nodes, node, "/large").text()).isEqualTo(large);
            assertThat(told(nodes, node).received()).as("each once").isEqualTo(2);
          }
          assertThat(origin.count()).isEqualTo(2);
          assertThat(told(nodes, 0)).isEqualTo(new HerdState.Answers(2, 0, 0));
          assertThat(nodes.page(1, "/metrics"))
              .contains("drover_cache_total{outcome=\"herd\",route=\"all\"} 3.0")
              .contains("drover_herd_answers_received 2.0");
        });
  }

  @Test
  void answersThatVaryAreGivenApart() {
    with(
        "true",
        call ->
            call.answer(
                200,
                "" + call.header("accept-language"),
                "cache-control",
                "max-age=60",
                "vary",
                "accept-language"),
        (origin, nodes) -> {
          for (String language : List.of("de", "en")) {
            get(nodes, 0, "/", "accept-language", language);
          }
          awaitReceived(nodes, 1, 2);
          for (String language : List.of("de", "en")) {
            assertThat(get(nodes, 1, "/", "accept-language", language).text()).isEqualTo(language);
          }
          assertThat(origin.count()).isEqualTo(2);
        });
  }

  @Test
  void whatIsTooLargeTooMuchOrForOneClientOnlyStaysWhereItIs() {
    with(
        "{\"maxEntry\": \"4KiB\", \"bytesPerSecond\": \"4KiB\"}",
        call -> {
          switch (call.path()) {
            case "/large" -> call.answer(200, "x".repeat(4000), FRESH);
            case "/half" -> call.answer(200, "x".repeat(3000), FRESH);
            case "/mine" -> call.answer(200, "mine", "cache-control", "private, max-age=60");
            case "/public" -> call.answer(200, "all", "cache-control", "public, max-age=60");
            default -> call.answer(200, "known", FRESH);
          }
        },
        (origin, nodes) -> {
          get(nodes, 0, "/large");
          get(nodes, 0, "/mine");
          get(nodes, 0, "/known", "authorization", "Bearer a");
          get(nodes, 0, "/public", "authorization", "Bearer a");
          get(nodes, 0, "/half");
          get(nodes, 0, "/half?again");
          awaitReceived(nodes, 1, 2);
          assertThat(told(nodes, 0)).isEqualTo(new HerdState.Answers(2, 0, 1));
          assertThat(get(nodes, 1, "/public").text()).isEqualTo("all");
          assertThat(get(nodes, 1, "/half").body()).hasSize(3000);
          assertThat(origin.count()).isEqualTo(6);
          get(nodes, 1, "/large");
          get(nodes, 1, "/mine");
          get(nodes, 1, "/known");
          assertThat(origin.count()).isEqualTo(9);
        });
  }

  @Test
  void whatIsStaleIsStaleEverywhere() {
    with(
        "true",
        call -> call.answer(200, "n" + call.number(), "cache-control", "max-age=103", "age", "100"),
        (origin, nodes) -> {
          get(nodes, 0, "/");
          awaitReceived(nodes, 1, 1);
          Eventually.await(
              () -> !get(nodes, 1, "/").text().equals("n1"), SOON, "It is never stale.");
        });
  }

  @Test
  void whatChangesThingsDropsThemOnAllNodes() {
    with(
        "true",
        call -> call.answer(200, "n" + call.number(), FRESH),
        (origin, nodes) -> {
          get(nodes, 0, "/a");
          awaitReceived(nodes, 1, 1);
          awaitReceived(nodes, 2, 1);
          assertThat(get(nodes, 1, "/a").text()).isEqualTo("n1");
          Http2Calls.await(start(nodes, 2, "DELETE", "/a", new String[0]));
          for (int node = 0; node < 3; node++) {
            int each = node;
            Eventually.await(
                () -> !get(nodes, each, "/a").text().equals("n1"), SOON, "It has the old one.");
          }
        });
  }

  @Test
  void requestsWaitForWhatAnotherNodeHasGoneFor() {
    with(
        "{\"waitTime\": \"10s\"}",
        call ->
            call.after(Duration.ofMillis(500), () -> call.answer(200, "n" + call.number(), FRESH)),
        (origin, nodes) -> {
          List<Future<Http2Calls.Answer>> all = new ArrayList<>();
          all.add(start(nodes, 0, "/"));
          awaitNotes(nodes, 1, 1);
          awaitNotes(nodes, 2, 1);
          for (int i = 0; i < 20; i++) {
            all.add(start(nodes, 1 + i % 2, "/"));
          }
          all.forEach(one -> assertThat(Http2Calls.await(one).text()).isEqualTo("n1"));
          assertThat(origin.count()).isEqualTo(1);
        });
  }

  @Test
  void theyDoNotWaitForLongAndOneOfEachNodeGoes() {
    with(
        "{\"waitTime\": \"200ms\"}",
        call -> {
          if (call.number() > 1) {
            call.answer(200, "n" + call.number(), FRESH);
          }
        },
        (origin, nodes) -> {
          start(nodes, 0, "/");
          awaitNotes(nodes, 1, 1);
          List<Future<Http2Calls.Answer>> all = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            all.add(start(nodes, 1, "/"));
          }
          all.forEach(one -> assertThat(Http2Calls.await(one).text()).isEqualTo("n2"));
          assertThat(origin.count()).isEqualTo(2);
          nodes.kill(0);
        });
  }

  @Test
  void theyAreToldWhenThereIsNothingToWaitFor() {
    with(
        "{\"waitTime\": \"19s\"}",
        call ->
            call.after(
                Duration.ofMillis(call.number() == 1 ? 500 : 1),
                () -> call.answer(200, "n" + call.number(), "cache-control", "no-store")),
        (origin, nodes) -> {
          Future<Http2Calls.Answer> first = start(nodes, 0, "/");
          awaitNotes(nodes, 1, 1);
          Future<Http2Calls.Answer> second = start(nodes, 1, "/");
          assertThat(Http2Calls.await(first).text()).isEqualTo("n1");
          assertThat(Http2Calls.await(second).text()).isEqualTo("n2");
          long begin = System.nanoTime();
          get(nodes, 2, "/");
          get(nodes, 0, "/");
          get(nodes, 1, "/");
          assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON.dividedBy(2));
          assertThat(origin.count()).isEqualTo(5);
        });
  }

  @Test
  void aNodeThatIsAloneGoesItself() {
    with(
        "true",
        call -> call.answer(200, "n" + call.number(), FRESH),
        (origin, nodes) -> {
          get(nodes, 0, "/a");
          awaitReceived(nodes, 1, 1);
          nodes.kill(0);
          nodes.kill(2);
          assertThat(get(nodes, 1, "/a").text()).isEqualTo("n1");
          assertThat(get(nodes, 1, "/b").text()).isEqualTo("n2");
          nodes.restart(2);
          assertThat(get(nodes, 2, "/a").text()).as("its cache begins empty").isEqualTo("n3");
        });
  }
}
