package dev.drover.filter.quota;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.config.Shorthand;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.filter.FilterFactory;
import dev.drover.limit.LeasedPermits;
import dev.drover.limit.PermitStore;
import dev.drover.limit.Portions;
import dev.drover.schema.Schemas;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * So many requests at one time, for each client or whatever else tells requests apart; all event
 * loops of the gateway together, or all nodes of the herd. A request counts until its exchange
 * ends, so a stream counts as long as it lasts. Example: {@code {"concurrencyLimit": 20}}.
 */
public final class Concurrency implements Filter {
  /** Its configuration. */
  @Doc("So many requests and streams at one time.")
  @Shorthand("limit")
  public record Config(
      @Doc("How many.") @Range(min = "1", max = "10000000") int limit,
      @Doc("Which requests are counted together.") KeyConfig key,
      @Doc("Who shares the limit: the event loops of this node, or all nodes of the herd.")
          @Default("node")
          Scope scope,
      @Doc("How often nodes of the herd tell each other what they have under way.")
          @Default("1s")
          @Range(min = "50ms", max = "1m")
          Duration interval) {}

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config> {
    private static final int MOST_IDLE = 100_000;
    private static final int MOST_TOLD = 500;

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
      PermitStore permits =
          parts
              .shared()
              .once(
                  () ->
                      leased(config, parts)
                          .<PermitStore>map(
                              portions -> new LeasedPermits(config.limit(), MOST_IDLE, portions))
                          .orElseGet(() -> new Permits(config.limit())));
      return new Concurrency(config, permits, parts.refusals("concurrencyLimit"));
    }

    /** What this node has of the limit; empty when it does not share it. */
    private static Optional<Portions> leased(Config config, Parts parts) {
      if (config.scope() == Scope.NODE) {
        return Optional.empty();
      }
      long interval = config.interval().toNanos();
      return parts
          .peers()
          .portions(
              parts.shared().name() + " at one time " + config.limit(),
              new Portions.Terms(interval, 2 * interval, MOST_IDLE, MOST_TOLD));
    }
  }

  private final RequestKey key;
  private final PermitStore permits;
  private final Counter refused;

  Concurrency(Config config, PermitStore permits, Counter refused) {
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
