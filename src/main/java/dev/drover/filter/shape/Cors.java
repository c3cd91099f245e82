package dev.drover.filter.shape;

import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Pattern;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.PageOrigin;
import dev.drover.exchange.Response;
import dev.drover.filter.FilterFactory;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets pages of other origins use a route, by the CORS protocol (WHATWG Fetch, section 3.2):
 * answers preflights itself and says on each answer, also on one that tells of a failure, which
 * page may read it. Example: {@code {"cors": {"origins": ["https://app.example.com"]}}}.
 */
public final class Cors implements Filter {
  /** Its configuration. */
  @Doc("Lets pages of other origins use the route, and answers their preflights.")
  public record Config(
      @Doc("Origins of pages: https://app.example.com, https://*.example.com, null, or * for all.")
          @Length(min = 1)
          @Pattern(
              value = "\\*|null|[a-zA-Z][a-zA-Z0-9+.-]*://(\\*\\.)?[^/*?#@ ]+",
              expected = "an origin such as \"https://app.example.com\", or \"*\"")
          List<String> origins,
      @Doc("Methods that such pages may use.")
          @Default("[\"GET\", \"HEAD\", \"POST\"]")
          @Pattern(
              value = "[A-Z][A-Z0-9_-]*",
              expected = "an HTTP method in capitals such as \"GET\"")
          List<String> methods,
      @Doc("Header fields that they may send beside the harmless ones; * for all.")
          @Pattern(
              value = "[!#$%&'*+.^_`|~0-9A-Za-z-]+",
              expected = "the name of a header field, or \"*\"")
          List<String> headers,
      @Doc("Header fields of answers that they may read beside the harmless ones.")
          @Default("[\"grpc-status\", \"grpc-message\", \"grpc-status-details-bin\"]")
          @Pattern(
              value = "[!#$%&'*+.^_`|~0-9A-Za-z-]+",
              expected = "the name of a header field, or \"*\"")
          List<String> exposed,
      @Doc("Whether cookies and the like are sent with such requests.") @Default("false")
          boolean credentials,
      @Doc("How long a browser may remember the answer to a preflight.")
          @Default("10m")
          @Range(max = "1d")
          Duration maxAge,
      @Doc(
              "Whether pages of public sites may reach this, a private network (Private Network Access).")
          @Default("false")
          boolean privateNetwork,
      @Doc(
              "Whether requests of other origins are refused, and not only kept from being read; do so"
                  + " where WebSockets are relayed. Calls by WebSocket are refused in any case.")
          @Default("false")
          boolean enforce)
      implements Checked {
    @Override
    public void check(Problems problems) {
      if (credentials && origins.contains("*")) {
        problems
            .at("origins")
            .add("expected origins by their names where \"credentials\" are allowed, found \"*\"");
      }
    }
  }

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config> {
    @Override
    public String name() {
      return "cors";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Filter create(Config config, Parts parts) {
      return new Cors(config, parts.refusals("cors"));
    }
  }

  private static final String PRIVATE_NETWORK = "access-control-request-private-network";
  private static final String PREFLIGHT_VARY =
      "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

  private final Config config;
  private final Origins origins;
  private final Counter refused;
  private final String methods;
  private final String headers;
  private final String exposed;
  private final boolean anyHeader;

  Cors(Config config, Counter refused) {
    this.config = config;
    this.origins = new Origins(config.origins());
    this.refused = refused;
    this.methods = String.join(", ", config.methods());
    this.headers = String.join(", ", config.headers());
    this.anyHeader = config.headers().contains("*");
    this.exposed = String.join(", ", config.exposed());
  }

  @Override
  public boolean preflights() {
    return true;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    MultiMap sent = exchange.request().head().headers();
    String origin = sent.get(HttpHeaders.ORIGIN);
    if (origin == null && exchange.grpc()) {
      return next.handle(exchange);
    }
    HttpMethod asked = exchange.request().preflight();
    boolean allowed =
        origin != null && sent.getAll(HttpHeaders.ORIGIN).size() == 1 && origins.holds(origin);
    if (asked != null) {
      return Future.succeededFuture(preflight(allowed ? origin : null, asked, sent));
    }
    if (config.enforce() && origin != null && !allowed && !PageOrigin.same(origin, exchange)) {
      refused.increment();
      return Future.failedFuture(
          Failure.of(Reason.DENIED, "Pages of this origin may not use this.")
              .header("vary", "Origin"));
    }
    if (allowed && origin != null) {
      exchange.put(PageOrigin.KEY, new PageOrigin(origin));
    }
    Map<String, String> fields = fields(allowed ? origin : null);
    exchange.failureHeaders(fields);
    return next.handle(exchange)
        .map(
            response -> {
              stamp(response.headers(), fields);
              return response;
            });
  }

  private Response preflight(@Nullable String origin, HttpMethod asked, MultiMap sent) {
    Response response = Response.of(204);
    MultiMap fields = response.headers();
    fields.set(HttpHeaders.VARY, PREFLIGHT_VARY);
    if (origin == null) {
      return response;
    }
    fields(origin)
        .forEach(
            (name, value) -> {
              if (!name.equals("vary") && !name.equals("access-control-expose-headers")) {
                fields.set(name, value);
              }
            });
    if (config.methods().contains(asked.name())) {
      fields.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods);
    }
    String wanted = sent.get(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
    if (anyHeader && wanted != null) {
      fields.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, wanted);
    } else if (!anyHeader && !headers.isEmpty()) {
      fields.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
    }
    fields.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, Long.toString(config.maxAge().toSeconds()));
    if (config.privateNetwork() && "true".equals(sent.get(PRIVATE_NETWORK))) {
      fields.set("access-control-allow-private-network", "true");
    }
    return response;
  }

  /** What each answer says; for nobody when the origin is null. */
  private Map<String, String> fields(@Nullable String origin) {
    Map<String, String> fields = new LinkedHashMap<>(8);
    if (!origins.any()) {
      fields.put("vary", "Origin");
    }
    if (origin != null) {
      fields.put("access-control-allow-origin", origins.any() ? "*" : origin);
      if (config.credentials()) {
        fields.put("access-control-allow-credentials", "true");
      }
      if (!exposed.isEmpty()) {
        fields.put("access-control-expose-headers", exposed);
      }
    }
    return fields;
  }

  /** What the upstream says of other origins is not its to say. */
  private static void stamp(MultiMap headers, Map<String, String> fields) {
    for (String name : List.copyOf(headers.names())) {
      if (name.toLowerCase(Locale.ROOT).startsWith("access-control-")) {
        headers.remove(name);
      }
    }
    fields.forEach(
        (name, value) -> {
          if (name.equals("vary")) {
            vary(headers, value);
          } else {
            headers.set(name, value);
          }
        });
  }

  private static void vary(MultiMap headers, String name) {
    for (String line : headers.getAll(HttpHeaders.VARY)) {
      for (String known : line.split(",", -1)) {
        if (known.strip().equals("*") || known.strip().equalsIgnoreCase(name)) {
          return;
        }
      }
    }
    headers.add(HttpHeaders.VARY, name);
  }
}
