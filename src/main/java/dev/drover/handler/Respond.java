package dev.drover.handler;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.exchange.Body;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.Optional;

/** A fixed answer. Example: {@code "respond": {"status": 200, "body": "pong"}}. */
public final class Respond {
  /** Its configuration. */
  @Doc("A fixed answer.")
  public record Config(
      @Doc("The HTTP status.") @Default("200") @Range(min = "200", max = "599") int status,
      @Doc("Headers of the answer.") Map<String, String> headers,
      @Doc("The content, as text.") Optional<String> body) {}

  /** Makes them. */
  public static final class Factory implements HandlerFactory<Config> {
    @Override
    public String name() {
      return "respond";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Handler create(Config config, Parts parts) {
      Optional<Buffer> content = config.body().map(Buffer::buffer);
      return exchange -> {
        MultiMap headers = HttpHeaders.headers();
        config.headers().forEach(headers::set);
        if (content.isPresent() && !headers.contains(HttpHeaders.CONTENT_TYPE)) {
          headers.set(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
        }
        Body body = content.map(Body::of).orElseGet(Body::none);
        return Future.succeededFuture(new Response(config.status(), headers, body));
      };
    }
  }

  private Respond() {}
}
