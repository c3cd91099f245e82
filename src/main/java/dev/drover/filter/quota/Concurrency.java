package dev.drover.filter.quota;

import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.config.Shorthand;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.filter.FilterFactory;
import dev.drover.schema.Schemas;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import java.util.function.BiConsumer;

/**
 * So many requests at one time, for each client or whatever else tells requests apart; all event
 * loops of the gateway together. A request counts until its exchange ends, so a stream counts as
 * long as it lasts. Example: {@code {"concurrencyLimit": 20}}.
 */
public final class Concurrency implements Filter {
  /** Its configuration. */
  @Doc("So many requests and streams at one time; all event loops of the gateway together.")
  @Shorthand("limit")
  public record Config(
      @Doc("How many.") @Range(min = "1", max = "10000000") int limit,
      @Doc("Which requests are counted together.") KeyConfig key) {}

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config> {
    @Override
    public String name() {
      return "concurrencyLimit";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public void check(Config config, Schemas schemas, BiConsumer<String, String> problems) {
      config.key().check(problems);
    }

    @Override
    public Filter create(Config config, Parts parts) {
      Permits permits = parts.shared().once(() -> new Permits(config.limit()));
      return new Concurrency(config, permits, parts.refusals("concurrencyLimit"));
    }
  }

  private final RequestKey key;
  private final Permits permits;
  private final Counter refused;

  Concurrency(Config config, Permits permits, Counter refused) {
    this.key = RequestKey.of(config.key());
    this.permits = permits;
    this.refused = refused;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    String who = key.of(exchange);
    if (!permits.take(who)) {
      refused.increment();
      return Future.failedFuture(
          Failure.of(Reason.RATE_LIMITED, "There are too many requests at the same time.")
              .note("concurrency limit"));
    }
    exchange.onEnd(failure -> permits.giveBack(who));
    return next.handle(exchange);
  }
}
