package dev.drover.filter.shape;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import dev.drover.config.Size;
import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.filter.FilterFactory;
import dev.drover.schema.Schemas;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.HeavyFactory;
import dev.drover.task.Workers;
import dev.drover.task.Workplace;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Looks at the JSON of requests before they go anywhere: that it is JSON (RFC 8259) without
 * repeated names, not too long and not too deep, and fits a JSON Schema. Example: {@code
 * {"validateJson": {"file": "/etc/drover/order.schema.json"}}}.
 */
public final class JsonBody implements Filter {
  /** Its configuration. */
  @Doc("Looks at the JSON of requests before they go upstream. Content of gRPC calls passes.")
  public record Config(
      @Doc("A JSON Schema of it, of draft 2020-12 unless it says another.")
          Optional<JsonNode> schema,
      @Doc("A file with one instead.") Optional<String> file,
      @Doc("How long it may be.") @Default("1MiB") @Range(min = "1B", max = "64MiB") Size bytes,
      @Doc("How many objects and lists may be within one another.")
          @Default("64")
          @Range(min = "1", max = "1000")
          int depth,
      @Doc("How many values and names it may have.")
          @Default("100000")
          @Range(min = "1", max = "10000000")
          int tokens,
      @Doc("Whether content that is not JSON passes.") @Default("false") boolean others,
      @Doc("Where it is looked at.") @Default("\"worker\"") Workplace on)
      implements Checked {
    @Override
    public void check(Problems problems) {
      if (schema.isPresent() && file.isPresent()) {
        problems.add("expected at most one of \"schema\" and \"file\", found both");
      }
    }
  }

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config>, HeavyFactory<Config> {
    @Override
    public String name() {
      return "validateJson";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Map<String, Workplace> places(Config config) {
      return Map.of("/on", config.on());
    }

    @Override
    public void check(Config config, Schemas schemas, BiConsumer<String, String> problems) {
      try {
        JsonRules.of(config);
      } catch (IllegalArgumentException wrong) {
        String place = config.schema().isPresent() ? "/schema" : "/file";
        problems.accept(place, String.valueOf(wrong.getMessage()));
      }
    }

    @Override
    public Filter create(Config config, Parts parts) {
      JsonRules rules = parts.shared().once(() -> JsonRules.of(config));
      return new JsonBody(
          config, rules, parts.workers(name(), config.on()), parts.refusals(name()));
    }
  }

  private final Config config;
  private final JsonRules rules;
  private final Workers workers;
  private final Counter refused;

  JsonBody(Config config, JsonRules rules, Workers workers, Counter refused) {
    this.config = config;
    this.rules = rules;
    this.workers = workers;
    this.refused = refused;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    if (exchange.grpc() || exchange.body() instanceof Body.None) {
      return next.handle(exchange);
    }
    MultiMap headers = exchange.head().headers();
    if (!JsonContent.is(headers) || headers.contains(HttpHeaders.CONTENT_ENCODING)) {
      return config.others()
          ? next.handle(exchange)
          : refuse(
              Failure.of(Reason.UNSUPPORTED_MEDIA_TYPE, "Only JSON is taken here, uncompressed.")
                  .header("accept", "application/json"));
    }
    if (headers.contains(HttpHeaders.EXPECT)) {
      headers.remove(HttpHeaders.EXPECT);
      exchange.interim(100, Body.NO_TRAILERS);
    }
    return Collected.of(exchange.body(), config.bytes().bytes())
        .compose(content -> checked(exchange, content))
        .recover(thrown -> refuse(Failure.from(thrown)))
        .compose(
            content -> {
              exchange.body(Body.of(content));
              return next.handle(exchange);
            });
  }

  private Future<Buffer> checked(Exchange exchange, Buffer content) {
    if (!workers.want(content.length())) {
      rules.check(content.getBytes());
      return Future.succeededFuture(content);
    }
    return workers.call(
        exchange,
        work -> {
          rules.check(content.getBytes(), work::check);
          return content;
        });
  }

  private <T> Future<T> refuse(Failure failure) {
    refused.increment();
    return Future.failedFuture(failure);
  }
}
