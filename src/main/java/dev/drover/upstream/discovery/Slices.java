package dev.drover.upstream.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.upstream.EndpointConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The EndpointSlices of one service (Kubernetes API, {@code discovery.k8s.io/v1}), joined. An
 * endpoint counts when it is ready; when none is, those that end but still serve do. Confined to
 * one thread.
 */
final class Slices {
  private record Server(EndpointConfig endpoint, boolean ready) {}

  private final Optional<String> port;
  private final Map<String, List<Server>> byName = new HashMap<>();
  private final Map<String, String> troubles = new HashMap<>();

  /**
   * @param port the name or the number of the port; empty for the only one
   */
  Slices(Optional<String> port) {
    this.port = port;
  }

  /** Forgets all and takes those of a list. */
  void replace(JsonNode list) {
    byName.clear();
    troubles.clear();
    list.path("items").forEach(this::put);
  }

  /** A slice that is new or has changed. */
  void put(JsonNode slice) {
    String name = name(slice);
    troubles.remove(name);
    byName.remove(name);
    Integer number = port(name, slice.path("ports"));
    if (number == null) {
      return;
    }
    List<Server> servers = new ArrayList<>();
    for (JsonNode endpoint : slice.path("endpoints")) {
      server(endpoint, number).ifPresent(servers::add);
    }
    byName.put(name, List.copyOf(servers));
  }

  void remove(JsonNode slice) {
    byName.remove(name(slice));
    troubles.remove(name(slice));
  }

  private static String name(JsonNode slice) {
    return slice.path("metadata").path("name").asText();
  }

  private @Nullable Integer port(String slice, JsonNode ports) {
    List<String> seen = new ArrayList<>();
    for (JsonNode one : ports) {
      String name = one.path("name").asText("");
      int number = one.path("port").asInt();
      boolean meant = port.isEmpty() ? ports.size() == 1 : meant(name, number);
      if (meant && number > 0 && one.path("protocol").asText("TCP").equals("TCP")) {
        return number;
      }
      seen.add(name.isEmpty() ? Integer.toString(number) : name + " (" + number + ")");
    }
    if (!seen.isEmpty()) {
      troubles.put(
          slice,
          "the ports of its slice "
              + slice
              + " are "
              + String.join(", ", seen)
              + port.map(wanted -> ", and none is " + wanted).orElse("; say which is meant"));
    }
    return null;
  }

  private boolean meant(String name, int number) {
    return port.filter(wanted -> wanted.equals(name) || wanted.equals(String.valueOf(number)))
        .isPresent();
  }

  /** The addresses of one endpoint are the same server; the first is as good as any. */
  private static Optional<Server> server(JsonNode endpoint, int port) {
    JsonNode conditions = endpoint.path("conditions");
    boolean ready = conditions.path("ready").asBoolean(true);
    boolean serves =
        conditions.path("serving").asBoolean(ready)
            && conditions.path("terminating").asBoolean(false);
    String host = endpoint.path("addresses").path(0).asText("");
    if (host.isEmpty() || !(ready || serves)) {
      return Optional.empty();
    }
    String zone = endpoint.path("zone").asText("");
    return Optional.of(
        new Server(
            new EndpointConfig(
                EndpointConfig.address(host, port),
                1,
                0,
                zone.isEmpty() ? Optional.empty() : Optional.of(zone),
                Optional.empty()),
            ready));
  }

  /** All endpoints that count, each once, by address. */
  List<EndpointConfig> endpoints() {
    List<Server> all =
        byName.values().stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparing(server -> server.endpoint().address()))
            .toList();
    boolean anyReady = all.stream().anyMatch(Server::ready);
    Map<String, EndpointConfig> distinct = new LinkedHashMap<>();
    for (Server server : all) {
      if (server.ready() == anyReady) {
        distinct.putIfAbsent(server.endpoint().address(), server.endpoint());
      }
    }
    return List.copyOf(distinct.values());
  }

  /** What keeps a slice from being used, when nothing else can be; empty for nothing. */
  Optional<String> trouble() {
    return byName.isEmpty() ? troubles.values().stream().sorted().findFirst() : Optional.empty();
  }
}
