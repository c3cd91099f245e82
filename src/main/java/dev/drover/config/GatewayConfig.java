package dev.drover.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The whole configuration of a gateway. */
@Doc("The whole configuration of a gateway.")
public record GatewayConfig(
    @Doc("The addresses that clients connect to.") @Length(min = 1) List<ListenerConfig> listeners,
    @Doc("The port for health, metrics and the console; closed when absent.")
        Optional<AdminConfig> admin,
    @Doc("The named sets of protobuf descriptors that bridges between HTTP and gRPC know.")
        Map<String, SchemaConfig> schemas,
    @Doc("The named groups of servers that routes send to.")
        @OneOf(kind = "upstreams", form = OneOf.Form.TAGGED, tag = "protocol")
        Map<String, Choice> upstreams,
    @Doc("What is done around the handlers of all routes, outside of the filters of each.")
        @OneOf(kind = "filters", form = OneOf.Form.WRAPPED)
        List<Choice> filters,
    @Doc("What is done with which requests.") List<RouteConfig> routes,
    @Doc("The upstreams that verticles call, by the addresses of the event bus they have there.")
        Map<String, ExposeConfig> expose,
    @Doc("Work that is done off the event loops.") TasksConfig tasks,
    @Doc("This node's place in a herd of gateways; it stands alone when absent.")
        Optional<HerdConfig> herd,
    @Doc("One line for each exchange.") AccessLogConfig accessLog,
    @Doc("Which metrics are shown.") MetricsConfig metrics,
    @Doc("Spans for OpenTelemetry; nothing is traced when absent.") Optional<TracingConfig> tracing,
    @Doc("When the gateway refuses new requests, to finish those it has.") GuardConfig guard,
    @Doc("How the gateway stops.") ShutdownConfig shutdown)
    implements Checked {
  /** Each route has the filters of all before its own, unless it declines them. */
  public GatewayConfig {
    routes = routes.stream().map(route -> route.within(filters)).toList();
  }

  /**
   * Reads a configuration.
   *
   * @param json the text of the document
   * @param source what to call it in messages, mostly the name of its file
   * @throws InvalidConfig with all problems of the document
   */
  public static Loaded<GatewayConfig> parse(
      String json, String source, Vocabulary vocabulary, Expansion expansion) {
    return new ConfigReader(vocabulary, expansion).read(GatewayConfig.class, json, source);
  }

  /** The sections that stay as they are while the gateway runs. */
  static final Map<String, Function<GatewayConfig, Object>> FIXED =
      Map.of(
          "listeners", GatewayConfig::listeners,
          "admin", GatewayConfig::admin,
          "tasks", GatewayConfig::tasks,
          "herd", GatewayConfig::herd,
          "accessLog", GatewayConfig::accessLog,
          "metrics", GatewayConfig::metrics,
          "tracing", GatewayConfig::tracing,
          "guard", GatewayConfig::guard);

  /** The names of the sections in which another differs, and must not while the gateway runs. */
  public List<String> fixed(GatewayConfig other) {
    return FIXED.entrySet().stream()
        .filter(section -> !section.getValue().apply(this).equals(section.getValue().apply(other)))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /**
   * A document, with those of these sections that it leaves out taken from another.
   *
   * @param json the text of a document; what is no JSON object is given back as it is
   * @param present the text of a document that could be read
   */
  public static String completed(String json, String present) {
    try {
      JsonNode next = JsonText.MAPPER.readTree(json);
      JsonNode known = JsonText.MAPPER.readTree(present);
      boolean whole = FIXED.keySet().stream().allMatch(name -> next.has(name) || !known.has(name));
      if (!next.isObject() || whole) {
        return json;
      }
      FIXED.keySet().stream()
          .filter(name -> !next.has(name) && known.has(name))
          .forEach(name -> ((ObjectNode) next).set(name, known.get(name)));
      return next.toString();
    } catch (JsonProcessingException syntax) {
      return json; // whoever reads it says what is wrong
    }
  }

  @Override
  public void check(Problems problems) {
    for (int i = 0; i < listeners.size(); i++) {
      Optional<String> identity = listeners.get(i).identity();
      if (admin.isPresent() && identity.isPresent() && identity.equals(admin.get().identity())) {
        problems
            .at("admin")
            .add("the " + identity.get() + " is taken by /listeners/" + i + "; give each its own");
      }
    }
    for (int i = 0; i < routes.size(); i++) {
      if (herd.isEmpty() && routes.get(i).handler().name().equals("herd")) {
        problems.at("routes").at(i).add("expected a section \"herd\", since the route ends there");
      }
    }
  }
}
