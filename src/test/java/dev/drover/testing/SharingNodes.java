package dev.drover.testing;

import dev.drover.herd.HerdState;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Gateways of one configuration that are a herd on TCP links, {@code n0} and so on, and share what
 * a test is about.
 */
public final class SharingNodes implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final int count;
  private final JsonObject upstream = new JsonObject().put("protocol", "http");
  private final JsonObject herd =
      new JsonObject()
          .put("links", "lines")
          .put("beat", "50ms")
          .put("compare", "200ms")
          .put("reconnect", "20ms")
          .put("lines", new JsonObject());
  private final Map<Integer, TestGateway> running = new TreeMap<>();
  private final Map<Integer, Http2Calls> calls = new HashMap<>();
  private final Map<Integer, JsonObject> configs = new HashMap<>();
  private final Map<Integer, String> hosts = new HashMap<>();
  private JsonArray filters = new JsonArray();
  private final HttpClient admin = HttpClients.http1();
  private int loops = 1;

  private SharingNodes(int count) {
    this.count = count;
  }

  /** So many nodes, which do not run yet. */
  public static SharingNodes of(int count) {
    return new SharingNodes(count);
  }

  /** How many event loops each has. */
  public SharingNodes loops(int each) {
    loops = each;
    return this;
  }

  public SharingNodes upstream(String key, Object value) {
    upstream.put(key, value);
    return this;
  }

  /** The ports of the endpoints on 127.0.0.1. */
  public SharingNodes endpoints(List<Integer> ports) {
    return upstream(
        "endpoints", new JsonArray(ports.stream().map(port -> "127.0.0.1:" + port).toList()));
  }

  public SharingNodes herd(String key, Object value) {
    herd.put(key, value);
    return this;
  }

  public SharingNodes filters(JsonArray all) {
    filters = all;
    return this;
  }

  /** Starts them all, and waits for their links. */
  public SharingNodes start() {
    JsonObject members = new JsonObject();
    for (int i = 0; i < count; i++) {
      members.put("n" + i, "127.0.0.1:" + RawOrigin.refusedPort());
    }
    for (int i = 0; i < count; i++) {
      JsonObject config =
          new JsonObject()
              .put("listeners", JsonArray.of(JsonObject.of("host", "127.0.0.1", "port", 0)))
              .put("upstreams", JsonObject.of("origin", upstream))
              .put(
                  "routes",
                  JsonArray.of(JsonObject.of("id", "all", "relay", "origin", "filters", filters)))
              .put("admin", JsonObject.of("port", 0))
              .put("accessLog", JsonObject.of("enabled", false))
              .put("herd", herd.copy().put("members", members).put("node", "n" + i));
      configs.put(i, config);
      restart(i);
    }
    Eventually.await(
        () ->
            running.keySet().stream()
                .allMatch(
                    node ->
                        state(node).links().stream().filter(link -> link.up()).count()
                            == count - 1),
        SOON,
        "The links do not come up.");
    return this;
  }

  /** The lines of {@code /etc/hosts} as a node has them. */
  public SharingNodes hosts(int node, String lines) {
    hosts.put(node, lines);
    return this;
  }

  /** Starts a node that does not run. */
  public void restart(int node) {
    AddressResolverOptions names = new AddressResolverOptions();
    String lines = hosts.get(node);
    if (lines != null) {
      names.setHostsValue(Buffer.buffer(lines));
    }
    VertxOptions network = new VertxOptions().setAddressResolverOptions(names);
    running.put(
        node,
        TestGateway.start(Objects.requireNonNull(configs.get(node)).encode(), loops, network));
  }

  /** The configuration of a node, which may be changed for a reload. */
  public JsonObject config(int node) {
    return Objects.requireNonNull(configs.get(node)).copy();
  }

  public TestGateway gateway(int node) {
    return Objects.requireNonNull(running.get(node));
  }

  /** A client of a node. */
  public Http2Calls calls(int node) {
    return calls.computeIfAbsent(node, any -> Http2Calls.to(gateway(node).port()));
  }

  public HerdState state(int node) {
    return Futures.await(gateway(node).gateway().herd().orElseThrow().state());
  }

  /** Whether a node leaves an endpoint alone, or only probes it. */
  public boolean ejected(int node) {
    return page(node, "/upstreams").contains("\"ejected\"");
  }

  /** A page of a node's admin port. */
  public String page(int node, String path) {
    String url = "http://127.0.0.1:" + gateway(node).gateway().adminPort() + path;
    try {
      return HttpClients.get(admin, url).body();
    } catch (Exception e) {
      throw new IllegalStateException("The admin port does not answer.", e);
    }
  }

  /** What an origin does that nobody with a cut network reaches. */
  public static void refuseCut(ScriptedOrigin.Call call) {
    if (call.header("x-cut") == null) {
      call.answer(200, "yes");
    } else {
      call.cut();
    }
  }

  /** Stops a node. */
  public void kill(int node) {
    Http2Calls open = calls.remove(node);
    if (open != null) {
      open.close();
    }
    gateway(node).close();
    running.remove(node);
  }

  @Override
  public void close() {
    new ArrayList<>(running.keySet()).forEach(this::kill);
  }
}
