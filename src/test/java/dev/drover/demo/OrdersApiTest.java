package dev.drover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Futures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Asks with the JDK's own client, so that no code of Vert.x is on both sides. */
@ExtendWith(VertxExtension.class)
class OrdersApiTest {
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

  private final HttpClient client = HttpClient.newHttpClient();
  private final OrdersApi orders = new OrdersApi(0);

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    Future<String> deployed = vertx.deployVerticle(orders);
    Futures.await(deployed);
  }

  @Test
  void theNextLinksLeadThroughAllOrdersOnce() throws Exception {
    List<Integer> ids = new ArrayList<>();
    String path = "/orders?size=70";
    while (!path.isEmpty()) {
      HttpResponse<String> page = get(path);
      JsonArray entries = new JsonObject(page.body()).getJsonArray("orders");
      for (int i = 0; i < entries.size(); i++) {
        ids.add(entries.getJsonObject(i).getInteger("id"));
      }
      Matcher next = NEXT.matcher(page.headers().firstValue("link").orElseThrow());
      path = next.find() ? next.group(1) : "";
    }
    assertThat(ids).hasSize(300).startsWith(1, 2, 3).endsWith(299, 300).doesNotHaveDuplicates();
  }

  @Test
  void aPageLinksToItsNeighbours() throws Exception {
    assertThat(get("/orders?page=2&size=100").headers().firstValue("link"))
        .hasValue(
            "</orders?page=3&size=100>; rel=\"next\", </orders?page=1&size=100>; rel=\"prev\","
                + " </orders?page=1&size=100>; rel=\"first\","
                + " </orders?page=3&size=100>; rel=\"last\"");
  }

  @Test
  void aBadPageIsRefused() throws Exception {
    assertThat(get("/orders?page=0").statusCode()).isEqualTo(400);
    assertThat(get("/orders?size=101").body()).contains("size must be a number from 1 to 100.");
    assertThat(get("/orders?size=x").statusCode()).isEqualTo(400);
  }

  @Test
  void theSameNumberIsAlwaysTheSameOrder() throws Exception {
    HttpResponse<String> response = get("/orders/7");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(response.body()))
        .isEqualTo(
            new JsonObject()
                .put("id", 7)
                .put("customer", "Chen Wei")
                .put("item", "saddle")
                .put("quantity", 4)
                .put("cents", 195600)
                .put("state", "delivered")
                .put("placed", "2026-01-05T12:19:00Z"));
  }

  @Test
  void anUnknownOrderIsNotFound() throws Exception {
    for (String id : List.of("0", "301", "x", "99999999999999999999")) {
      assertThat(get("/orders/" + id).statusCode()).as(id).isEqualTo(404);
    }
  }

  @Test
  void aNewOrderHasALocation() throws Exception {
    HttpResponse<String> created = post("{\"item\":\"bell\",\"quantity\":2}");
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("location")).hasValue("/orders/301");
    assertThat(new JsonObject(created.body()).getString("item")).isEqualTo("bell");
  }

  @Test
  void anOrderThatIsNoneIsRefused() throws Exception {
    assertThat(post("[").statusCode()).isEqualTo(400);
    assertThat(post("[]").statusCode()).isEqualTo(422);
    assertThat(post("{}").statusCode()).isEqualTo(422);
    assertThat(post("").statusCode()).isEqualTo(422);
    assertThat(post("{\"item\":\"" + "x".repeat(70_000) + "\"}").statusCode()).isEqualTo(413);
  }

  @Test
  void twoOfThreeRequestsAreAskedToComeBack() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      HttpResponse<String> response = get("/flaky");
      statuses.add(response.statusCode());
      if (response.statusCode() == 429) {
        assertThat(response.headers().firstValue("retry-after")).hasValue("1");
      }
    }
    assertThat(statuses).containsExactly(429, 429, 200, 429, 429, 200);
  }

  @Test
  void slowAnswersTakeTheirTime() throws Exception {
    long began = System.nanoTime();
    assertThat(get("/slow?ms=150").statusCode()).isEqualTo(200);
    assertThat(System.nanoTime() - began)
        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(150));
  }

  @Test
  void eventsAreNumbered() throws Exception {
    HttpResponse<String> events = get("/events?count=3&ms=1");
    assertThat(events.headers().firstValue("content-type")).hasValue("text/event-stream");
    assertThat(events.body().split("\n\n"))
        .hasSize(3)
        .allSatisfy(event -> assertThat(event).contains("event: order\ndata: {\"id\":"));
  }

  @Test
  void theWebSocketEchoes() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                uri("/ws", "ws"),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket webSocket, CharSequence data, boolean last) {
                    heard.complete(data.toString());
                    return CompletableFuture.completedFuture(null);
                  }
                })
            .get(10, TimeUnit.SECONDS);
    socket.sendText("moo", true);
    assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("moo");
    socket.abort();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path, "http")).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri("/orders", "http"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path, String scheme) {
    return URI.create(scheme + "://127.0.0.1:" + orders.port() + path);
  }
}
