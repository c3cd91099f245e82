package dev.drover.filter;

import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Durations;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import dev.drover.config.Shorthand;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.telemetry.LoopTelemetry;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests slow or lets them fail on purpose, to find out what clients do then. Example:
 * {@code {"fault": {"delay": {"from": "200ms", "to": "2s", "percent": 10}, "abort": {"with": "503",
 * "percent": 1}}}}.
 */
public final class Fault implements Filter {
  /** Its configuration. */
  @Doc("Delays and aborts requests on purpose.")
  public record Config(
      @Doc("Holds requests back before they go on.") Optional<Delay> delay,
      @Doc("Answers requests instead of those behind.") Optional<Abort> abort,
      @Doc(
              "Whether a client may ask for a fault with x-drover-fault-delay: 200ms and"
                  + " x-drover-fault-abort: 503 (or UNAVAILABLE). The headers are removed always.")
          @Default("false")
          boolean byHeader,
      @Doc("How many requests are held back at once, on all event loops; others pass unharmed.")
          @Default("100")
          @Range(min = "1", max = "1000000")
          int limit) {}

  /** How long and how often. */
  @Doc("How long requests are held back. A plain string is the time for all of them.")
  @Shorthand("from")
  public record Delay(
      @Doc("The time, or the shortest.") @Range(min = "1ms", max = "1h") Duration from,
      @Doc("The longest, when it is drawn evenly between the two.") @Range(min = "1ms", max = "1h")
          Optional<Duration> to,
      @Doc("Of how many requests.") @Default("100") @Range(min = "0", max = "100") double percent)
      implements Checked {
    @Override
    public void check(Problems problems) {
      if (to.isPresent() && to.get().compareTo(from) < 0) {
        problems.at("to").add("it is shorter than \"from\"");
      }
    }

    private long nanos(DoubleSupplier random) {
      long shortest = from.toNanos();
      return to.isEmpty()
          ? shortest
          : shortest + (long) (random.getAsDouble() * (to.get().toNanos() - shortest));
    }
  }

  /** With what and how often. */
  @Doc("The answer that requests get. A plain string is the answer to all of them.")
  @Shorthand("with")
  public record Abort(
      @Doc(
              "An HTTP status from 400 to 599, or the name of a gRPC code; each client is told in its"
                  + " protocol.")
          FaultAnswer with,
      @Doc("Of how many requests.") @Default("100") @Range(min = "0", max = "100")
          double percent) {}

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config> {
    @Override
    public String name() {
      return "fault";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Filter create(Config config, Parts parts) {
      return new Fault(
          config,
          () -> ThreadLocalRandom.current().nextDouble(),
          parts.shared().once(AtomicInteger::new),
          Counters.of(parts.telemetry(), parts.route()));
    }
  }

  /** What is counted. */
  record Counters(Counter delays, Counter aborts, Counter skipped) {
    static Counters of(LoopTelemetry telemetry, String route) {
      return new Counters(
          counter(telemetry, route, "delay"),
          counter(telemetry, route, "abort"),
          counter(telemetry, route, "skipped"));
    }

    private static Counter counter(LoopTelemetry telemetry, String route, String fault) {
      return telemetry.counter(
          "drover.faults",
          "Faults that were injected, and those skipped since too many requests were held back.",
          Map.of("route", route, "fault", fault));
    }
  }

  /** On the answers of requests that were harmed. */
  static final String MARK = "x-drover-fault";

  static final String DELAY = "x-drover-fault-delay";
  static final String ABORT = "x-drover-fault-abort";
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Config config;
  private final DoubleSupplier random;
  private final AtomicInteger held;
  private final Counters counters;

  /**
   * @param random where chance comes from: at least 0 and less than 1
   * @param held how many requests are held back now, on all event loops
   */
  Fault(Config config, DoubleSupplier random, AtomicInteger held, Counters counters) {
    this.config = config;
    this.random = random;
    this.held = held;
    this.counters = counters;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    MultiMap headers = exchange.head().headers();
    String askedDelay = taken(headers, DELAY);
    String askedAbort = taken(headers, ABORT);
    long nanos = askedDelay == null ? delay() : asked(askedDelay);
    FaultAnswer answer = askedAbort == null ? abort() : answer(askedAbort);
    if (nanos > 0) {
      if (held.incrementAndGet() <= config.limit()) {
        counters.delays().increment();
        return new Held(exchange, nanos)
            .over()
            .compose(nothing -> proceed(exchange, next, answer))
            .onSuccess(response -> response.headers().add(MARK, "delay"));
      }
      held.decrementAndGet();
      counters.skipped().increment();
    }
    return proceed(exchange, next, answer);
  }

  private Future<Response> proceed(Exchange exchange, Handler next, @Nullable FaultAnswer answer) {
    if (answer == null) {
      return next.handle(exchange);
    }
    counters.aborts().increment();
    Response response = answer.to(exchange);
    response.headers().set(MARK, "abort");
    return Future.succeededFuture(response);
  }

  private @Nullable String taken(MultiMap headers, String name) {
    String value = headers.get(name);
    if (value == null) {
      return null;
    }
    headers.remove(name);
    return config.byHeader() ? value : null;
  }

  private long delay() {
    return config.delay().filter(delay -> hits(delay.percent())).stream()
        .mapToLong(delay -> delay.nanos(random))
        .findFirst()
        .orElse(0);
  }

  private @Nullable FaultAnswer abort() {
    return config.abort().filter(abort -> hits(abort.percent())).map(Abort::with).orElse(null);
  }

  private boolean hits(double percent) {
    return random.getAsDouble() * 100 < percent;
  }

  private static long asked(String text) {
    return Durations.read(text)
        .filter(delay -> delay.compareTo(LONGEST) <= 0)
        .orElseThrow(
            () ->
                Failure.of(
                    Reason.MALFORMED,
                    "The header " + DELAY + " is no duration of at most 1h, such as 200ms."))
        .toNanos();
  }

  private static FaultAnswer answer(String text) {
    try {
      return FaultAnswer.parse(text);
    } catch (IllegalArgumentException neither) {
      throw Failure.of(
          Reason.MALFORMED,
          "The header " + ABORT + " is neither an HTTP status from 400 to 599 nor a gRPC code.");
    }
  }

  /** A request that is held back. */
  private final class Held extends Wheel.Timer {
    private final Promise<Void> over = Promise.promise();

    Held(Exchange exchange, long nanos) {
      exchange.wheel().arm(this, exchange.wheel().now() + nanos);
      exchange.onEnd(this::ended);
    }

    Future<Void> over() {
      return over.future();
    }

    @Override
    protected void expire() {
      held.decrementAndGet();
      over.complete();
    }

    private void ended(@Nullable Failure failure) {
      if (armed()) {
        cancel();
        held.decrementAndGet();
        over.fail(
            failure != null ? failure : Failure.of(Reason.CANCELLED, "The request has ended."));
      }
    }
  }
}
