package dev.drover.handler;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.config.Shorthand;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;

/**
 * Sends the client elsewhere. Example: {@code "redirect": "/v2"}, or {@code "redirect": {"to":
 * "https://{host}{path}", "status": 308}}.
 */
public final class Redirect {
  /** Its configuration. */
  @Doc("Sends the client elsewhere.")
  @Shorthand("to")
  public record Config(
      @Doc("Where to: {scheme}, {host} and {path} stand for those of the request.") String to,
      @Doc("The HTTP status.") @Default("302") @Range(min = "301", max = "308") int status,
      @Doc("Whether the query of the request is added.") @Default("true") boolean query) {
    public Config {
      if (status >= 304 && status <= 306) {
        throw new IllegalArgumentException(
            "expected a status that redirects: 301, 302, 303, 307 or 308");
      }
    }
  }

  /** Makes them. */
  public static final class Factory implements HandlerFactory<Config> {
    @Override
    public String name() {
      return "redirect";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Handler create(Config config, Parts parts) {
      return exchange -> {
        Response response = Response.of(config.status());
        response.headers().set(HttpHeaders.LOCATION, location(config, exchange));
        return Future.succeededFuture(response);
      };
    }
  }

  private Redirect() {}

  private static String location(Config config, Exchange exchange) {
    String target = exchange.head().target();
    int mark = target.indexOf('?');
    String to =
        config
            .to()
            .replace("{scheme}", exchange.request().scheme())
            .replace("{host}", exchange.request().head().authority())
            .replace("{path}", exchange.request().path());
    return config.query() && mark >= 0
        ? to + (to.indexOf('?') < 0 ? '?' : '&') + target.substring(mark + 1)
        : to;
  }
}
