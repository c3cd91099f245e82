package dev.drover.filter;

import dev.drover.codec.GrpcHead;
import dev.drover.codec.GrpcTimeout;
import dev.drover.codec.HopByHop;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Range;
import dev.drover.config.Ref;
import dev.drover.config.Shorthand;
import dev.drover.config.Size;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Head;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.PathVariables;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.exchange.Tapped;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.telemetry.LoopTelemetry;
import dev.drover.upstream.Upstream;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends a copy of requests to another upstream and throws its answers away: a new version sees real
 * requests, and clients do not see it. Example: {@code {"mirror": {"upstream": "orders-v2",
 * "percent": 10}}}.
 *
 * <p>A copy is sent when the request itself has been sent and has come to its end, so it has what
 * the filters behind and the rewrite have made of it. It has an exchange of its own: nothing that
 * becomes of it is felt by the client.
 */
public final class Mirror implements Filter {
  /** Its configuration. */
  @Doc("Sends a copy of requests to another upstream and throws its answers away.")
  @Shorthand("upstream")
  public record Config(
      @Doc("Where the copies go; it speaks the client's protocol.") @Ref("upstreams")
          String upstream,
      @Doc("Of how many requests.") @Default("100") @Range(min = "0", max = "100") double percent,
      @Doc("The content of a request that is copied; a longer one is not mirrored.")
          @Default("64KiB")
          @Range(min = "0B", max = "16MiB")
          Size bytes,
      @Doc("How many copies are under way at once, on all event loops; more are not sent.")
          @Default("100")
          @Range(min = "1", max = "1000000")
          int inFlight,
      @Doc("How long a copy may take.") @Default("10s") @Range(min = "1ms", max = "1h")
          Duration timeout,
      @Doc("The header that marks a copy, with the value 1. A request that has it is not copied.")
          @Default("x-drover-mirror")
          @Length(min = 1)
          String header) {}

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config> {
    @Override
    public String name() {
      return "mirror";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Filter create(Config config, Parts parts) {
      return new Mirror(
          config,
          parts.upstreams().apply(config.upstream()),
          () -> ThreadLocalRandom.current().nextDouble(),
          parts.shared().once(AtomicInteger::new),
          Counters.of(parts.telemetry(), parts.route(), config.upstream()));
    }
  }

  /**
   * What becomes of copies.
   *
   * @param answered there was an answer, whatever it said
   * @param failed there was none
   * @param busy too many were under way
   * @param large the content was longer than the bound
   * @param unsent the request itself was not sent, or not to its end
   */
  record Counters(Counter answered, Counter failed, Counter busy, Counter large, Counter unsent) {
    static Counters of(LoopTelemetry telemetry, String route, String upstream) {
      return new Counters(
          counter(telemetry, route, upstream, "answered"),
          counter(telemetry, route, upstream, "failed"),
          counter(telemetry, route, upstream, "busy"),
          counter(telemetry, route, upstream, "large"),
          counter(telemetry, route, upstream, "unsent"));
    }

    private static Counter counter(
        LoopTelemetry telemetry, String route, String upstream, String result) {
      return telemetry.counter(
          "drover.mirrored",
          "Copies of requests, by what has become of them.",
          Map.of("route", route, "upstream", upstream, "result", result));
    }
  }

  private final Config config;
  private final Upstream upstream;
  private final DoubleSupplier random;
  private final AtomicInteger underWay;
  private final Counters counters;

  /**
   * @param random where chance comes from: at least 0 and less than 1
   * @param underWay how many copies there are now, on all event loops
   */
  Mirror(
      Config config,
      Upstream upstream,
      DoubleSupplier random,
      AtomicInteger underWay,
      Counters counters) {
    this.config = config;
    this.upstream = upstream;
    this.random = random;
    this.underWay = underWay;
    this.counters = counters;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    MultiMap headers = exchange.head().headers();
    if (random.getAsDouble() * 100 >= config.percent()
        || headers.contains(config.header())
        || headers.contains(HttpHeaders.UPGRADE)) {
      return next.handle(exchange);
    }
    Copy copy = new Copy(exchange);
    copy.watch();
    Future<Response> answer = next.handle(exchange);
    copy.sendIfDue();
    return answer.onComplete(done -> copy.sendIfDue());
  }

  /** A request that may be sent twice. */
  private final class Copy implements Exchange.EndListener {
    private final Exchange original;
    private Buffer content = Buffer.buffer();
    private boolean whole;
    private boolean decided;

    Copy(Exchange original) {
      this.original = original;
    }

    void watch() {
      Body body = original.body();
      if (body instanceof Body.Stream stream) {
        original.body(stream.from(Tapped.seen(stream.source(), this::content, this::end)));
      } else {
        if (body instanceof Body.Whole all) {
          content(all.buffer());
        }
        whole = true;
      }
      original.onEnd(this);
    }

    private void content(Buffer more) {
      if (decided) {
        return;
      }
      if (content.length() + (long) more.length() > config.bytes().bytes()) {
        decide(counters.large());
      } else {
        content.appendBuffer(more);
      }
    }

    private void end() {
      whole = true;
      sendIfDue();
    }

    /** The head is final when the request has been given to an endpoint. */
    void sendIfDue() {
      if (decided || !whole || original.attempts() == 0) {
        return;
      }
      if (underWay.incrementAndGet() > config.inFlight()) {
        underWay.decrementAndGet();
        decide(counters.busy());
        return;
      }
      Body body = content.length() == 0 ? Body.none() : Body.of(content);
      decided = true;
      send(original, body);
    }

    private void decide(Counter why) {
      decided = true;
      content = Buffer.buffer();
      why.increment();
    }

    @Override
    public void ended(@Nullable Failure failure) {
      sendIfDue();
      if (!decided) {
        decide(counters.unsent());
      }
    }
  }

  private void send(Exchange original, Body body) {
    Request request = original.request();
    Exchange copy =
        new Exchange(
            original.id(),
            new Request(
                head(original),
                request.path(),
                request.query(),
                request.version(),
                request.scheme(),
                body,
                request.peer(),
                request.client()),
            original.wheel(),
            this::ended);
    PathVariables variables = original.get(PathVariables.KEY);
    if (variables != null) {
      copy.put(PathVariables.KEY, variables);
    }
    copy.routed(original.routeId(), original.method());
    copy.limit(config.timeout().toNanos());
    upstream
        .send(copy, Outbound.of(copy))
        .onSuccess(response -> drop(copy, response))
        .onFailure(cause -> copy.fail(Failure.from(cause)));
  }

  private Head head(Exchange original) {
    MultiMap headers = HttpHeaders.headers();
    Head head = original.head();
    head.headers().forEach((name, value) -> headers.add(name, value));
    HopByHop.strip(headers);
    headers.remove(HttpHeaders.EXPECT);
    headers.set(config.header(), "1");
    if (original.grpc()) {
      headers.set(GrpcHead.TIMEOUT, GrpcTimeout.format(config.timeout().toNanos()));
    }
    return new Head(head.method(), head.authority(), head.target(), headers);
  }

  private static void drop(Exchange copy, Response response) {
    if (response.body() instanceof Body.Stream stream) {
      stream.source().exceptionHandler(cause -> copy.fail(Failure.from(cause)));
      stream.source().handler(content -> {});
      stream.source().endHandler(nothing -> copy.complete());
      stream.source().resume();
    } else if (response.body() instanceof Body.Tunnel) {
      copy.fail(Failure.of(Reason.PROTOCOL, "The upstream left HTTP without being asked."));
    } else {
      copy.complete();
    }
  }

  private void ended(@Nullable Failure failure) {
    underWay.decrementAndGet();
    (failure == null ? counters.answered() : counters.failed()).increment();
  }
}
