package dev.drover.filter.quota;

import com.google.protobuf.Any;
import com.google.rpc.QuotaFailure;
import dev.drover.config.Default;
import dev.drover.config.Distinct;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Pattern;
import dev.drover.config.Range;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.expression.Expression;
import dev.drover.expression.ExpressionFailed;
import dev.drover.expression.InvalidExpression;
import dev.drover.expression.RequestVariables;
import dev.drover.filter.FilterFactory;
import dev.drover.limit.LeasedQuotas;
import dev.drover.limit.LocalQuotas;
import dev.drover.limit.Portions;
import dev.drover.limit.Quota;
import dev.drover.limit.QuotaStore;
import dev.drover.schema.Schemas;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * So many requests in a time, for each client or whatever else tells requests apart; all event
 * loops of the gateway together. Example: {@code {"rateLimit": {"limits": [{"requests": 100,
 * "window": "1m"}]}}}.
 *
 * <p>Tells HTTP clients what is left by {@code RateLimit} and {@code RateLimit-Policy}
 * (draft-ietf-httpapi-ratelimit-headers-10), and a refused gRPC client by google.rpc.QuotaFailure
 * and RetryInfo.
 */
public final class RateLimit implements Filter {
  /** Its configuration. */
  @Doc("So many requests in a time; all event loops of the gateway together.")
  public record Config(
      @Doc("Which requests are counted together.") KeyConfig key,
      @Doc("All of which must have room for a request.") @Length(min = 1, max = 10)
          List<LimitConfig> limits,
      @Doc(
              "A CEL expression of how much a request counts: 0 for nothing, 1 where it fails; 1 when"
                  + " absent.")
          Optional<String> cost,
      @Doc("How many keys are remembered; those that come least are forgotten first.")
          @Default("100000")
          @Range(min = "1", max = "10000000")
          int keys,
      @Doc("Whether HTTP clients are told what is left.") @Default("true") boolean headers,
      @Doc("Who shares the limits: the event loops of this node, or all nodes of the herd.")
          @Default("node")
          Scope scope,
      @Doc("How often nodes of the herd tell each other what they are asked for.")
          @Default("1s")
          @Range(min = "50ms", max = "1m")
          Duration interval) {}

  /** One of its limits. */
  @Doc("So many requests in a window, evenly over it, and so many at once.")
  public record LimitConfig(
      @Doc("Its name; clients see it.")
          @Default("limit-{index}")
          @Pattern(
              value = "[A-Za-z0-9_.-]{1,40}",
              expected = "a name of letters, digits, \"_\", \".\" and \"-\"")
          String name,
      @Doc("How many in a window.") @Range(min = "1", max = "1000000000") long requests,
      @Doc("How long it is.") @Range(min = "1ms", max = "31d") Duration window,
      @Doc("How many at once; as many as in a window when absent.")
          @Range(min = "1", max = "1000000000")
          Optional<Long> burst)
      implements Distinct {
    @Override
    public Optional<String> identity() {
      return Optional.of("name \"" + name + "\"");
    }

    Quota quota() {
      return new Quota(name, requests, window, burst.orElse(requests));
    }

    /** As {@code RateLimit-Policy} lists it. */
    String policy() {
      return "\"" + name + "\";q=" + requests + ";w=" + Math.max(1, window.toSeconds());
    }
  }

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config> {
    private static final long LONGEST_MEMORY = Duration.ofMinutes(1).toNanos();
    private static final int MOST_TOLD = 500;

    @Override
    public String name() {
      return "rateLimit";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public void check(Config config, Schemas schemas, BiConsumer<String, String> problems) {
      config.key().check(problems);
      config
          .cost()
          .ifPresent(
              text -> {
                try {
                  Expression.number(text, RequestVariables.ALL);
                } catch (InvalidExpression invalid) {
                  problems.accept("/cost", invalid.text());
                }
              });
    }

    @Override
    public Filter create(Config config, Parts parts) {
      Counter evicted =
          parts
              .telemetry()
              .counter(
                  "drover.ratelimit.evicted",
                  "Keys of rate limits that were forgotten for want of room.",
                  Map.of("route", parts.route()));
      List<Quota> quotas = config.limits().stream().map(LimitConfig::quota).toList();
      QuotaStore store =
          parts
              .shared()
              .once(
                  () ->
                      leased(config, parts)
                          .<QuotaStore>map(
                              portions ->
                                  new LeasedQuotas(
                                      quotas,
                                      config.keys(),
                                      portions,
                                      System::nanoTime,
                                      evicted::increment))
                          .orElseGet(
                              () ->
                                  new LocalQuotas(
                                      quotas,
                                      config.keys(),
                                      System::nanoTime,
                                      evicted::increment)));
      return new RateLimit(config, store, refusals(quotas, parts));
    }

    /** What this node has of the limits; empty when it does not share them. */
    private static Optional<Portions> leased(Config config, Parts parts) {
      if (config.scope() == Scope.NODE) {
        return Optional.empty();
      }
      long interval = config.interval().toNanos();
      long shortest =
          config.limits().stream().mapToLong(limit -> limit.window().toNanos()).min().orElseThrow();
      long memory = Math.max(2 * interval, Math.min(shortest / 2, LONGEST_MEMORY));
      String about =
          parts.shared().name()
              + " "
              + String.join(",", config.limits().stream().map(LimitConfig::policy).toList());
      return parts
          .peers()
          .portions(about, new Portions.Terms(interval, memory, config.keys(), MOST_TOLD));
    }

    private static Map<String, Counter> refusals(List<Quota> quotas, Parts parts) {
      Map<String, Counter> refusals = new LinkedHashMap<>();
      for (Quota quota : quotas) {
        refusals.put(
            quota.name(),
            parts
                .telemetry()
                .counter(
                    "drover.ratelimit.refused",
                    "Requests that a rate limit has refused.",
                    Map.of("route", parts.route(), "limit", quota.name())));
      }
      return refusals;
    }
  }

  private final QuotaStore store;
  private final RequestKey key;
  private final @Nullable Expression<Exchange, Long> cost;
  private final Map<String, Counter> refusals;
  private final boolean headers;
  private final String policies;
  private final Map<String, Failure> used = new HashMap<>();

  RateLimit(Config config, QuotaStore store, Map<String, Counter> refusals) {
    this.store = store;
    this.key = RequestKey.of(config.key());
    this.cost =
        config.cost().map(text -> Expression.number(text, RequestVariables.ALL)).orElse(null);
    this.refusals = refusals;
    this.headers = config.headers();
    this.policies = String.join(", ", config.limits().stream().map(LimitConfig::policy).toList());
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    QuotaStore.Verdict verdict = store.take(key.of(exchange), cost(exchange));
    if (!verdict.granted()) {
      return Future.failedFuture(refusal(verdict));
    }
    if (!headers || exchange.grpc()) {
      return next.handle(exchange);
    }
    return next.handle(exchange)
        .map(
            response -> {
              response.headers().add("ratelimit-policy", policies).add("ratelimit", left(verdict));
              return response;
            });
  }

  private long cost(Exchange exchange) {
    if (cost == null) {
      return 1;
    }
    try {
      return Math.max(0, cost.of(exchange));
    } catch (ExpressionFailed failed) {
      return 1;
    }
  }

  private Failure refusal(QuotaStore.Verdict verdict) {
    Quota quota = verdict.quota();
    Counter counter = refusals.get(quota.name());
    if (counter != null) {
      counter.increment();
    }
    Failure failure = used.computeIfAbsent(quota.name(), this::used);
    if (verdict.waitNanos() != QuotaStore.NEVER) {
      failure = failure.retryAfter(Duration.ofNanos(verdict.waitNanos()));
    }
    return headers
        ? failure.header("ratelimit-policy", policies).header("ratelimit", left(verdict))
        : failure;
  }

  private Failure used(String limit) {
    QuotaFailure.Violation violation =
        QuotaFailure.Violation.newBuilder()
            .setSubject(key.words())
            .setDescription("The limit \"" + limit + "\" is used up.")
            .build();
    return Failure.of(Reason.RATE_LIMITED, "There were too many requests.")
        .detail(Any.pack(QuotaFailure.newBuilder().addViolations(violation).build()))
        .note("limit " + limit);
  }

  /** The item of {@code RateLimit}: what is left, and whole seconds until all of it is there. */
  private static String left(QuotaStore.Verdict verdict) {
    long seconds = Duration.ofNanos(verdict.resetNanos()).plusNanos(999_999_999).toSeconds();
    return "\"" + verdict.quota().name() + "\";r=" + verdict.remaining() + ";t=" + seconds;
  }
}
