package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawHttp2;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.netty.buffer.Unpooled;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SEEDS 4.9: one stream of the pages of a list. */
@ExtendWith(NoLeaks.class)
class Seed409PaginationTest {
  private static final int SIZE = 100;
  private static final int PAGES = 5;

  /** Items have all the same length, so that bytes tell how many there were. */
  private static String item(int number) {
    return "{\"n\":%d,\"text\":\"%s\"}".formatted(1000 + number, "x".repeat(1000));
  }

  private static String page(int number) {
    return IntStream.range(number * SIZE, (number + 1) * SIZE)
        .mapToObj(Seed409PaginationTest::item)
        .collect(Collectors.joining(", ", "{\"items\": [", "]}"));
  }

  private static ScriptedOrigin pages(String next) {
    return ScriptedOrigin.start(
        call -> {
          String query = call.query() == null ? "" : call.query();
          int page = query.startsWith("page=") ? Integer.parseInt(query.substring(5)) : 0;
          if (page < PAGES - 1) {
            call.answer(200, page(page), "link", "<" + next + (page + 1) + ">; rel=\"next\"");
          } else {
            call.answer(200, page(page));
          }
        });
  }

  private static TestGateway gateway(ScriptedOrigin origin) {
    JsonObject paginate = new JsonObject().put("upstream", "origin").put("link", new JsonObject());
    return TestConfig.http(origin.port()).handler("paginate", paginate).start();
  }

  @Test
  void fivePagesAreOneStream() {
    try (ScriptedOrigin origin = pages("/rooms?page=");
        TestGateway gateway = gateway(origin);
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer answer = calls.send("GET", "/rooms?per_page=100&q=a", new byte[0]);

      List<String> lines = answer.text().lines().toList();
      List<String> expected =
          IntStream.range(0, PAGES * SIZE).mapToObj(Seed409PaginationTest::item).toList();
      List<String> queries = origin.calls().stream().map(call -> "" + call.query()).toList();
      SeedReport.row(
          "4.9",
          "5 pages of 100, Link rel=next",
          "500 items in order, 5 calls, parameters in the first only",
          lines.size() + " items, " + origin.count() + " calls: " + queries);
      assertThat(answer.headers().get("content-type")).isEqualTo("application/x-ndjson");
      assertThat(lines).isEqualTo(expected);
      assertThat(queries)
          .containsExactly("per_page=100&q=a", "page=1", "page=2", "page=3", "page=4");
    }
  }

  @Test
  void aClientThatHasEnoughCostsNoFurtherCall() throws Exception {
    try (ScriptedOrigin origin = pages("/rooms?page=");
        TestGateway gateway = gateway(origin);
        RawHttp2 client = RawHttp2.silent(gateway.port())) {
      int wanted = 150 * (item(0).length() + 1);
      client
          .text(RawHttp2.PREFACE)
          .frame(RawHttp2.SETTINGS, 0, 0, window(wanted))
          .number(RawHttp2.WINDOW_UPDATE, 0, 1 << 20)
          .request(
              1, true, ":method", "GET", ":scheme", "http", ":path", "/rooms", ":authority", "x")
          .send();
      int read = 0;
      while (read < wanted) {
        RawHttp2.Frame frame = client.await(any -> any.type() == RawHttp2.DATA).orElseThrow();
        read += frame.payload().length;
      }
      Eventually.holds(() -> origin.count() <= 2, Duration.ofMillis(300), "It asked for more.");
      client.number(RawHttp2.RST_STREAM, 1, 8).send();
      assertThat(client.alive()).isTrue();
      Eventually.holds(() -> origin.count() <= 2, Duration.ofMillis(300), "It asked for more.");

      SeedReport.row(
          "4.9",
          "client cancels after 150 items",
          "exactly 2 calls",
          read / (item(0).length() + 1) + " items read, " + origin.count() + " calls");
      assertThat(read).isEqualTo(wanted);
      assertThat(origin.count()).isEqualTo(2);
    }
  }

  private static byte[] window(int bytes) {
    return Unpooled.buffer().writeShort(4).writeInt(bytes).copy(0, 6).array();
  }

  @Test
  void aLoopOfLinksEnds() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                call -> {
                  int next = call.number() % 3;
                  call.answer(200, page(0), "link", "</rooms?at=" + next + ">; rel=next");
                });
        TestGateway gateway = gateway(origin);
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      String last = last(calls.send("GET", "/rooms", new byte[0]));

      SeedReport.row(
          "4.9", "links that lead back", "detected", origin.count() + " calls, then " + last);
      assertThat(origin.count()).isEqualTo(4);
      assertThat(last).contains("\"error\"", "Page 4", "links back to a page");
    }
  }

  @Test
  void aLinkToAnotherHostIsRefused() {
    try (ScriptedOrigin origin = pages("http://elsewhere.example/rooms?page=");
        TestGateway gateway = gateway(origin);
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      Http2Calls.Answer answer = calls.send("GET", "/rooms", new byte[0]);

      SeedReport.row(
          "4.9",
          "link to another host",
          "refused",
          answer.status() + ": " + new JsonObject(answer.text()).getString("detail"));
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.text()).contains("another host");
      assertThat(origin.count()).isEqualTo(1);
    }
  }

  private static String last(Http2Calls.Answer answer) {
    List<String> lines = answer.text().lines().toList();
    return lines.get(lines.size() - 1);
  }
}
