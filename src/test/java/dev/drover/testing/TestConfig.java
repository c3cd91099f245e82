package dev.drover.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;

/**
 * A configuration for a test: one listener on a free port, one upstream {@code origin}, one route
 * {@code all} that relays everything to it. The methods change what a test is about.
 */
public final class TestConfig {
  private final JsonObject upstream;
  private final JsonObject route;
  private final JsonObject listener = new JsonObject().put("host", "127.0.0.1").put("port", 0);
  private final JsonObject whole;

  private TestConfig(String protocol, List<String> endpoints) {
    upstream =
        new JsonObject().put("protocol", protocol).put("endpoints", new JsonArray(endpoints));
    route = new JsonObject().put("id", "all").put("relay", "origin");
    whole =
        new JsonObject()
            .put("listeners", new JsonArray().add(listener))
            .put("upstreams", new JsonObject().put("origin", upstream))
            .put("routes", new JsonArray().add(route));
  }

  /** Relays everything to gRPC origins on those ports of 127.0.0.1. */
  public static TestConfig grpc(int... ports) {
    return new TestConfig("grpc", endpoints(ports));
  }

  /** Relays everything to HTTP/1.1 origins on those ports of 127.0.0.1. */
  public static TestConfig http(int... ports) {
    return new TestConfig("http", endpoints(ports));
  }

  /** Relays everything to HTTP/2 origins on those ports of 127.0.0.1. */
  public static TestConfig http2(int... ports) {
    return http(ports).upstream("version", "http-2");
  }

  private static List<String> endpoints(int... ports) {
    return Arrays.stream(ports).mapToObj(port -> "127.0.0.1:" + port).toList();
  }

  /** Sets a member of the upstream. */
  public TestConfig upstream(String key, Object value) {
    upstream.put(key, value);
    return this;
  }

  /** The upstream's endpoints are found in that way, and not listed. */
  public TestConfig discovery(String key, Object value) {
    upstream.remove("endpoints");
    upstream.put(key, value);
    return this;
  }

  /** Sets a member of the upstream's pool. */
  public TestConfig pool(String key, Object value) {
    return nested(upstream, "pool", key, value);
  }

  /** Sets a member of the route. */
  public TestConfig route(String key, Object value) {
    route.put(key, value);
    return this;
  }

  /** The route ends in that handler, and not in a relay. */
  public TestConfig handler(String name, JsonObject config) {
    route.remove("relay");
    route.put(name, config);
    return this;
  }

  /** Adds a filter to the route. */
  public TestConfig filter(String name, JsonObject config) {
    JsonArray filters = route.getJsonArray("filters", new JsonArray());
    route.put("filters", filters.add(new JsonObject().put(name, config)));
    return this;
  }

  /** Sets a member of the relay. */
  public TestConfig relay(String key, Object value) {
    if (route.getValue("relay") instanceof String name) {
      route.put("relay", new JsonObject().put("upstream", name));
    }
    return nested(route, "relay", key, value);
  }

  /** Puts a further route before the others, as JSON text. */
  public TestConfig before(String json) {
    JsonArray routes = whole.getJsonArray("routes");
    whole.put("routes", new JsonArray().add(new JsonObject(json)).addAll(routes));
    return this;
  }

  /** Sets a member of the listener. */
  public TestConfig listener(String key, Object value) {
    listener.put(key, value);
    return this;
  }

  /** Sets a limit of the listener. */
  public TestConfig limit(String key, Object value) {
    return nested(listener, "limits", key, value);
  }

  /** Sets a member of the whole, as JSON text. */
  public TestConfig with(String key, String json) {
    whole.put(key, new JsonObject(json));
    return this;
  }

  private TestConfig nested(JsonObject outer, String name, String key, Object value) {
    JsonObject inner = outer.getJsonObject(name, new JsonObject());
    outer.put(name, inner.put(key, value));
    return this;
  }

  /** The configuration as JSON. */
  public JsonObject json() {
    return whole.copy();
  }

  /** A gateway that runs it on one event loop. */
  public TestGateway start() {
    return TestGateway.start(whole.encode());
  }
}
