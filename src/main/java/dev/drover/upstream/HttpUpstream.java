package dev.drover.upstream;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Pass;
import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import dev.drover.limit.CircuitBreaker;
import dev.drover.limit.ConcurrencyLimit;
import dev.drover.limit.HedgeDelay;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.telemetry.UpstreamTelemetry;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import java.time.InstantSource;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An upstream that speaks gRPC or HTTP, as one event loop has it: its {@link Endpoints}, and what
 * all of its calls have in common.
 */
final class HttpUpstream implements Upstream {
  private static final int MOST_HEDGES = 1000;
  private static final CharSequence WAIT_FOR_READY =
      HttpHeaders.createOptimized("x-wait-for-ready");

  private final String name;
  private final boolean grpc;
  private final HttpUpstreamConfig config;
  private final HttpVersion version;
  private final HttpClientAgent client;
  private final UpstreamFactory.Loop loop;
  private final UpstreamTelemetry telemetry;
  private final Rosters.Seat seat;
  private final Promise<Void> ready = Promise.promise();
  private final ContextInternal context;
  private final Endpoints endpoints;
  private final CallPolicy policy;
  private final Allowance allowance;
  private final Admission admission;
  private final @Nullable Pacing pacing;
  private final @Nullable MethodPolicies methods;
  private final @Nullable Resting resting;
  private final Map<CallPolicy.Hedge, HedgeDelay> hedgeDelays = new IdentityHashMap<>();
  private final Counter retries;
  private final Counter hedges;

  HttpUpstream(
      String name,
      boolean grpc,
      HttpUpstreamConfig config,
      HttpVersion version,
      HttpClientAgent client,
      UpstreamFactory.Loop loop,
      ContextInternal context) {
    this.name = name;
    this.grpc = grpc;
    this.config = config;
    this.version = version;
    this.client = client;
    this.context = context;
    this.loop = loop;
    this.telemetry = loop.telemetry().upstream(name);
    CallPolicy own = CallPolicy.of(config.retry(), config.hedge());
    this.policy = own == null ? CallPolicy.NONE : own;
    this.allowance = new Allowance(config.budget());
    this.admission = new Admission(config, loop.wheel());
    this.pacing = config.pace().map(pace -> new Pacing(pace, clock())).orElse(null);
    this.methods =
        config
            .serviceConfig()
            .map(from -> new MethodPolicies(name, from, loop.vertx(), loop.wheel(), allowance))
            .orElse(null);
    this.retries = counter("drover.upstream.retries", "Attempts made after others had failed.");
    this.hedges = counter("drover.upstream.hedges", "Attempts made beside others.");
    this.resting =
        config
            .pause()
            .map(pause -> new Resting(name, pause, loop.peers(), loop.wheel()::now))
            .orElse(null);
    this.endpoints = new Endpoints(name, config, version, client, loop, context);
    this.seat = loop.rosters().join(name, config, version, this::update);
  }

  private Counter counter(String counted, String help) {
    return loop.telemetry().counter(counted, help, Map.of("upstream", name));
  }

  private void update(Roster.News news) {
    endpoints.update(news);
    ready.tryComplete();
  }

  /** An endpoint cannot be connected to: perhaps it is not there any more. */
  void unreachable() {
    endpoints.changed();
    seat.refresh();
  }

  @Override
  public Future<Void> ready() {
    return ready.future();
  }

  @Override
  public String name() {
    return name;
  }

  HttpUpstreamConfig config() {
    return config;
  }

  HttpVersion version() {
    return version;
  }

  Pass pass() {
    return loop.pass();
  }

  ContextInternal context() {
    return context;
  }

  /** What a service config asks for a method; null where there is none. */
  MethodPolicies.@Nullable Asked asked(Outbound outbound) {
    return methods == null || !outbound.grpc() ? null : methods.of(outbound.method());
  }

  CallPolicy policy() {
    return policy;
  }

  Allowance allowance() {
    return allowance;
  }

  Admission admission() {
    return admission;
  }

  Ejections ejections() {
    return endpoints.ejections();
  }

  /** Where the next attempt goes; see {@link Endpoints#choose}. */
  @Nullable Endpoint choose(Exchange exchange, Set<Endpoint> dead, Set<Endpoint> tried, long now) {
    return endpoints.choose(exchange, dead, tried, now);
  }

  /** The failure of a call for which there is no endpoint. */
  Failure nobody() {
    return endpoints.nobody();
  }

  /** Who paces calls; null where nobody does. */
  @Nullable Pacing pacing() {
    return pacing;
  }

  /** The time of day, for dates that servers send. */
  InstantSource clock() {
    return InstantSource.system();
  }

  /** How long to wait before a hedge; learned from the answers here. */
  HedgeDelay hedgeDelay(CallPolicy.Hedge hedge) {
    if (hedgeDelays.size() >= MOST_HEDGES) {
      hedgeDelays.clear(); // those of service configs that are no longer in force
    }
    return hedgeDelays.computeIfAbsent(
        hedge, rules -> new HedgeDelay(rules.delay(), loop.wheel().now()));
  }

  /** A gRPC call has ended, with all of its attempts. */
  void called(String method, GrpcCode code, long nanos) {
    telemetry.called(method, code, nanos);
  }

  /** The head of an answer has come. */
  void answered(Exchange exchange, Answer answer) {
    if (resting != null) {
      resting.answered(exchange, answer, clock());
    }
  }

  /** An attempt is made after others. */
  void retried() {
    retries.increment();
  }

  /** An attempt is made beside others. */
  void hedged() {
    hedges.increment();
  }

  /**
   * Whether a call waits for an endpoint that can be connected to; what its header says is taken
   * off.
   */
  boolean waits(MultiMap headers, MethodPolicies.@Nullable Asked asked) {
    String said = headers.get(WAIT_FOR_READY);
    if (said == null) {
      return asked == null ? config.waitForReady() : asked.waits().orElse(config.waitForReady());
    }
    headers.remove(WAIT_FOR_READY);
    return said.equals("true");
  }

  /** Whether requests carry the endpoint's name as their host, and not the client's. */
  boolean namesEndpoint() {
    return config.host() == HttpUpstreamConfig.Host.ENDPOINT;
  }

  @Override
  public Future<Response> send(Exchange exchange, Outbound outbound) {
    Failure refusal = resting == null ? null : resting.refusal(exchange);
    if (refusal != null) {
      return Future.failedFuture(refusal);
    }
    Promise<Response> promise = context.promise();
    new Call(this, exchange, outbound, promise).start();
    return promise.future();
  }

  @Override
  public boolean secure() {
    return config.tls().isPresent();
  }

  @Override
  public boolean speaks(Protocol protocol) {
    return !grpc || protocol == Protocol.GRPC;
  }

  @Override
  public List<EndpointState> endpoints() {
    return endpoints.states();
  }

  @Override
  public Condition condition() {
    CircuitBreaker breaker = admission.breaker();
    ConcurrencyLimit limit = admission.limit();
    return new Condition(
        breaker == null ? "" : breaker.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        limit == null ? 0 : limit.permits(),
        limit == null ? 0 : limit.held(),
        limit == null ? 0 : limit.waiting(),
        (int) allowance.left(loop.wheel().now()));
  }

  @Override
  public Future<Void> close() {
    if (resting != null) {
      resting.close();
    }
    if (methods != null) {
      methods.close();
    }
    seat.leave();
    endpoints.close();
    return client.close();
  }
}
