package dev.drover.filter.shape;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.FieldName;
import dev.drover.config.Pattern;
import dev.drover.config.Range;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.filter.FilterFactory;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tells browsers to be careful, on each answer and also on one that tells of a failure (HSTS: RFC
 * 6797; the others: WHATWG HTML and Fetch, W3C Content Security Policy and Referrer Policy).
 * Example: {@code {"securityHeaders": {}}}.
 */
public final class SecurityHeaders implements Filter {
  /** Its configuration. */
  @Doc("Tells browsers to be careful. A text that is empty leaves its field out.")
  public record Config(
      @Doc("strict-transport-security, sent over TLS only; 0s for none.")
          @Default("365d")
          @Range(max = "3650d")
          Duration hsts,
      @Doc("Whether it holds of all hosts below.") @Default("false") boolean hstsSubdomains,
      @Doc("Whether browsers may put the host on their lists.") @Default("false")
          boolean hstsPreload,
      @Doc("content-security-policy.")
          @Default("frame-ancestors 'none'")
          @Pattern(value = "[\\x20-\\x7E]*", expected = "visible ASCII characters and spaces")
          String contentSecurityPolicy,
      @Doc("x-frame-options.")
          @Default("DENY")
          @Pattern(value = "[\\x20-\\x7E]*", expected = "visible ASCII characters and spaces")
          String frameOptions,
      @Doc("referrer-policy.")
          @Default("strict-origin-when-cross-origin")
          @Pattern(value = "[\\x20-\\x7E]*", expected = "visible ASCII characters and spaces")
          String referrerPolicy,
      @Doc("cross-origin-opener-policy.")
          @Default("same-origin")
          @Pattern(value = "[\\x20-\\x7E]*", expected = "visible ASCII characters and spaces")
          String openerPolicy,
      @Doc("cross-origin-resource-policy.")
          @Default("same-origin")
          @Pattern(value = "[\\x20-\\x7E]*", expected = "visible ASCII characters and spaces")
          String resourcePolicy,
      @Doc("permissions-policy.")
          @Default("")
          @Pattern(value = "[\\x20-\\x7E]*", expected = "visible ASCII characters and spaces")
          String permissionsPolicy,
      @Doc("Whether the upstream's own fields of these names stay.") @Default("true") boolean keep,
      @Doc("Fields of the upstream that tell too much, and are removed.")
          @Default("[\"server\", \"x-powered-by\"]")
          List<String> remove) {}

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config> {
    @Override
    public String name() {
      return "securityHeaders";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Filter create(Config config, Parts parts) {
      return new SecurityHeaders(config);
    }
  }

  private final Map<String, String> plain = new LinkedHashMap<>();
  private final Map<String, String> secure;
  private final boolean keep;
  private final List<String> remove;

  SecurityHeaders(Config config) {
    this.keep = config.keep();
    this.remove =
        config.remove().stream()
            .filter(name -> !FieldName.FRAMING.contains(name.toLowerCase(Locale.ROOT)))
            .toList();
    plain.put("x-content-type-options", "nosniff");
    put("content-security-policy", config.contentSecurityPolicy());
    put("x-frame-options", config.frameOptions());
    put("referrer-policy", config.referrerPolicy());
    put("cross-origin-opener-policy", config.openerPolicy());
    put("cross-origin-resource-policy", config.resourcePolicy());
    put("permissions-policy", config.permissionsPolicy());
    this.secure = new LinkedHashMap<>(plain);
    if (!config.hsts().isZero()) {
      secure.put(
          "strict-transport-security",
          "max-age="
              + config.hsts().toSeconds()
              + (config.hstsSubdomains() ? "; includeSubDomains" : "")
              + (config.hstsPreload() ? "; preload" : ""));
    }
  }

  private void put(String name, String value) {
    if (!value.isBlank()) {
      plain.put(name, value);
    }
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    if (exchange.grpc()) {
      return next.handle(exchange);
    }
    Map<String, String> fields = exchange.request().scheme().equals("https") ? secure : plain;
    exchange.failureHeaders(fields);
    return next.handle(exchange)
        .map(
            response -> {
              stamp(response.headers(), fields);
              return response;
            });
  }

  private void stamp(MultiMap headers, Map<String, String> fields) {
    remove.forEach(headers::remove);
    fields.forEach(
        (name, value) -> {
          if (!keep || !headers.contains(name)) {
            headers.set(name, value);
          }
        });
  }
}
