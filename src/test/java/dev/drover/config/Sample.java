package dev.drover.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small vocabulary, an environment, and the reading of texts with them. */
final class Sample {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PORT", "8443", "HOST", "edge.example", "TOKEN", "s3cret", "WAIT", "3s", "ON", "true");

  static final Expansion EXPANSION =
      new Expansion(name -> Optional.ofNullable(ENVIRONMENT.get(name)), Sample::file);

  @Doc("Adds the fields that a browser asks for.")
  @Shorthand("origins")
  record Cors(
      @Doc("The origins that may call.") List<String> origins,
      @Doc("How long a browser may remember.") @Default("10m") Duration maxAge) {}

  enum Per {
    CLIENT_ADDRESS,
    ROUTE
  }

  @Doc("Limits the rate of exchanges.")
  record RateLimit(
      @Doc("The exchanges in a second.") @Range(min = "0.1", max = "1e6") double rate,
      @Doc("Who has a rate of its own.") @Default("client-address") Per per,
      @Doc("The token of the store.") Optional<Secret> token) {
    RateLimit {
      if (rate == 13) {
        throw new IllegalArgumentException("13 is not a rate anybody wants");
      }
    }
  }

  @Doc("Sends to an upstream of the same protocol.")
  @Shorthand("upstream")
  record Relay(@Doc("The upstream.") @Ref("upstreams") String upstream) {}

  @Doc("Answers by itself.")
  record Respond(
      @Doc("The status.") @Default("200") @Range(min = "100", max = "599") int status,
      @Doc("The body.") Optional<JsonNode> body) {}

  @Doc("One server.")
  @Shorthand("address")
  record Endpoint(
      @Doc("Host and port.") @Length(min = 3) String address,
      @Doc("Its share.") @Default("1") @Range(min = "0") long weight) {}

  @Doc("Servers that speak gRPC.")
  record Grpc(
      @Doc("The servers.") @Length(min = 1) List<Endpoint> endpoints,
      @Doc("How one is picked.") Optional<Per> balance) {}

  @Doc("An address on the event bus.")
  record Bus(@Doc("The address.") String address) {}

  @Doc("A task with nothing to configure.")
  record Nothing() {}

  static final Vocabulary VOCABULARY =
      new Vocabulary(
          inOrder(
              "filters", inOrder("cors", Cors.class, "rateLimit", RateLimit.class),
              "handlers", inOrder("relay", Relay.class, "respond", Respond.class),
              "upstreams", inOrder("grpc", Grpc.class, "bus", Bus.class),
              "tasks", inOrder("nothing", Nothing.class)));

  private Sample() {}

  static <T extends Record> Loaded<T> load(Class<T> type, String json) {
    return new ConfigReader(VOCABULARY, EXPANSION).read(type, json.replace('\'', '"'), "conf.json");
  }

  static <T extends Record> T read(Class<T> type, String json) {
    return load(type, json).config();
  }

  static GatewayConfig gateway(String json) {
    return read(GatewayConfig.class, json);
  }

  /** The problems as {@code pointer: message}, in order; empty when there is none. */
  static List<String> problems(Class<? extends Record> type, String json) {
    try {
      load(type, json);
      return List.of();
    } catch (InvalidConfig invalid) {
      return invalid.problems().stream().map(Problem::toString).toList();
    }
  }

  private static <T> Map<String, T> inOrder(Object... pairs) {
    Map<String, T> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      @SuppressWarnings("unchecked")
      T value = (T) pairs[i + 1];
      map.put((String) pairs[i], value);
    }
    return map;
  }

  private static String file(String path) throws IOException {
    if (path.equals("/run/secret")) {
      return "from a file\n";
    }
    throw new NoSuchFileException(path);
  }
}
