package dev.drover.testing;

import dev.drover.demo.PlacesOrigin;
import dev.drover.herd.HerdState;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Gateways that are a herd on TCP links, with the topology of the seed, a Places API behind them
 * and short times: a beat each 50 ms, a comparison each 200 ms.
 */
public final class HerdNodes implements AutoCloseable {
  /** The nodes of the seed. */
  public static final List<String> FIVE = List.of("Bailey", "Bona", "Campbell", "Clark", "Jaquez");

  private static final Duration SOON = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final PlacesOrigin places = new PlacesOrigin(0);
  private final Map<String, TestGateway> running = new TreeMap<>();
  private final Map<String, Integer> ports = new HashMap<>();
  private final JsonObject herd = new JsonObject();
  private final JsonObject members = new JsonObject();

  private HerdNodes(String join) {
    Futures.await(vertx.deployVerticle(places));
    for (String node : FIVE) {
      ports.put(node, RawOrigin.refusedPort());
      members.put(node, "127.0.0.1:" + ports.get(node));
    }
    herd.put("links", "lines")
        .put("members", members)
        .put("topology", "edges")
        .put(
            "edges",
            new JsonObject()
                .put("Clark", JsonArray.of("Jaquez", "Bona"))
                .put("Campbell", JsonArray.of("Bailey", "Bona", "Jaquez"))
                .put("Bona", JsonArray.of("Bailey")))
        .put("beat", "50ms")
        .put("compare", "200ms")
        .put("reconnect", "20ms")
        .put("lines", new JsonObject())
        .put("locations", new JsonObject().put("join", join))
        .put("places", new JsonObject().put("upstream", "places").put("key", "a-key-nobody-shows"));
  }

  /** None of them runs yet. */
  public static HerdNodes of(String join) {
    return new HerdNodes(join);
  }

  /** All five, with all links up. */
  public static HerdNodes all(String join) {
    HerdNodes nodes = of(join);
    nodes.startAll();
    return nodes;
  }

  /** The section {@code herd} of every node that starts from now on. */
  public JsonObject config() {
    return herd;
  }

  public PlacesOrigin places() {
    return places;
  }

  /** Starts those that do not run, and waits for their links. */
  public void startAll() {
    FIVE.forEach(this::start);
    awaitLinks();
  }

  /** Starts a node; its links come up by themselves. */
  public void start(String node) {
    if (running.containsKey(node)) {
      return;
    }
    JsonObject config =
        new JsonObject()
            .put(
                "listeners", JsonArray.of(new JsonObject().put("host", "127.0.0.1").put("port", 0)))
            .put(
                "upstreams",
                new JsonObject()
                    .put(
                        "places",
                        new JsonObject()
                            .put("protocol", "http")
                            .put("endpoints", JsonArray.of("127.0.0.1:" + places.port()))))
            .put(
                "routes",
                JsonArray.of(
                    route("herd-grpc", new JsonObject().put("grpc", "drover.v1.Herd/*")),
                    route("herd-rest", new JsonObject().put("path", "/v1/herd/**")),
                    new JsonObject()
                        .put("id", "primes")
                        .put("match", new JsonObject().put("path", "/primes"))
                        .put("task", "primes")))
            .put("accessLog", new JsonObject().put("enabled", false))
            .put("herd", herd.copy().put("node", node));
    running.put(node, TestGateway.start(config.encode()));
  }

  private static JsonObject route(String id, JsonObject match) {
    return new JsonObject().put("id", id).put("match", match).put("herd", new JsonObject());
  }

  /** Stops nodes. */
  public void kill(String... nodes) {
    for (String node : nodes) {
      gateway(node).close();
      running.remove(node);
    }
  }

  public TestGateway gateway(String node) {
    return Objects.requireNonNull(running.get(node), node);
  }

  /** The port for lines. */
  public int port(String node) {
    return Objects.requireNonNull(ports.get(node), node);
  }

  public HerdState state(String node) {
    return Futures.await(gateway(node).gateway().herd().orElseThrow().state());
  }

  /** The AT lines of all that a node knows. */
  public List<String> lines(String node) {
    return Futures.await(
        gateway(node)
            .gateway()
            .herd()
            .orElseThrow()
            .ask(
                inside ->
                    inside.answers().locations().all().stream()
                        .map(location -> location.at())
                        .sorted()
                        .toList()));
  }

  /** Waits until every link between two nodes that run is up, and those to others are down. */
  public void awaitLinks() {
    Eventually.await(this::linked, SOON, "The links are not as they should be.");
  }

  private boolean linked() {
    return running.keySet().stream()
        .allMatch(
            node ->
                state(node).links().stream()
                    .allMatch(link -> link.up() == running.containsKey(link.id())));
  }

  /** Waits until those nodes know the same so many locations. */
  public void awaitEqual(int count, List<String> nodes) {
    Eventually.await(
        () -> {
          List<String> first = lines(nodes.get(0));
          return first.size() == count
              && nodes.stream().allMatch(node -> lines(node).equals(first));
        },
        SOON,
        () -> "Not all of " + nodes + " know the same " + count + ".");
  }

  /** What all have counted together. */
  public HerdState.Counts counts() {
    long[] sums = new long[8];
    for (String node : running.keySet()) {
      HerdState.Counts counts = state(node).counts();
      sums[0] += counts.told();
      sums[1] += counts.updatesSent();
      sums[2] += counts.updatesReceived();
      sums[3] += counts.first();
      sums[4] += counts.duplicates();
      sums[5] += counts.repaired();
      sums[6] += counts.refused();
      sums[7] += counts.outdated();
    }
    return new HerdState.Counts(
        sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]);
  }

  @Override
  public void close() {
    new ArrayList<>(running.keySet()).forEach(this::kill);
    Futures.await(vertx.close());
  }
}
