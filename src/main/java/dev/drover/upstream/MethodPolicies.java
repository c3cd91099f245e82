package dev.drover.upstream;

import dev.drover.exchange.Wheel;
import dev.drover.limit.Backoff;
import dev.drover.limit.HedgeDelay;
import dev.drover.status.GrpcCode;
import dev.drover.upstream.serviceconfig.DnsServiceConfig;
import dev.drover.upstream.serviceconfig.HedgingPolicy;
import dev.drover.upstream.serviceconfig.MethodConfig;
import dev.drover.upstream.serviceconfig.RetryPolicy;
import dev.drover.upstream.serviceconfig.ServiceConfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a gRPC service config asks for each method, as one event loop applies it. While DNS gives no
 * answer the last good one stays. Confined to that loop.
 */
final class MethodPolicies {
  private static final Logger LOG = LoggerFactory.getLogger(MethodPolicies.class);
  private static final int MOST_METHODS = 10_000;

  /** What is asked for a method. */
  record Asked(@Nullable CallPolicy policy, Optional<Duration> timeout, Optional<Boolean> waits) {
    private static final Asked NOTHING = new Asked(null, Optional.empty(), Optional.empty());
  }

  private final String upstream;
  private final Allowance allowance;
  private final Map<String, Asked> known = new HashMap<>();
  private final @Nullable DnsServiceConfig dns;
  private final Wheel.Timer timer = Wheel.Timer.of(this::look);
  private final ServiceConfigSource source;
  private final Wheel wheel;
  private @Nullable ServiceConfig config;
  private boolean closed;

  MethodPolicies(
      String upstream, ServiceConfigSource source, Vertx vertx, Wheel wheel, Allowance allowance) {
    this.upstream = upstream;
    this.source = source;
    this.wheel = wheel;
    this.allowance = allowance;
    this.dns =
        source.dns().isEmpty()
            ? null
            : new DnsServiceConfig(
                vertx, source.resolve(), ThreadLocalRandom.current().nextInt(100), host());
    try {
      source.fixed().ifPresent(this::use);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "The service config of upstream " + upstream + " cannot be read.", unreadable);
    }
    look();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "";
    }
  }

  private void use(ServiceConfig next) {
    config = next;
    known.clear();
    next.retryThrottling()
        .ifPresent(
            throttling -> allowance.throttle(throttling.maxTokens(), throttling.tokenRatio()));
  }

  private void look() {
    if (dns == null || closed) {
      return;
    }
    dns.look(source.dns().orElse(""))
        .onSuccess(
            found -> {
              found.config().filter(next -> !next.equals(config)).ifPresent(this::found);
              again(found.validity());
            })
        .onFailure(
            cause -> {
              LOG.warn(
                  "Upstream {}: DNS gives no service config ({}); {}.",
                  upstream,
                  cause.getMessage(),
                  config == null ? "there is none" : "the last good one stays in force");
              again(Duration.ZERO);
            });
  }

  private void found(ServiceConfig next) {
    LOG.info("Upstream {} has a new service config from DNS.", upstream);
    use(next);
  }

  private void again(Duration validity) {
    if (!closed) {
      Duration wait = validity.compareTo(source.refresh()) > 0 ? validity : source.refresh();
      wheel.arm(timer, wheel.now() + wait.toNanos());
    }
  }

  /**
   * What is asked for a method.
   *
   * @param method {@code package.Service/Method}
   */
  Asked of(String method) {
    Asked asked = known.get(method);
    if (asked == null) {
      asked =
          config == null
              ? Asked.NOTHING
              : config.method(method).map(MethodPolicies::asked).orElse(Asked.NOTHING);
      if (known.size() < MOST_METHODS) {
        known.put(method, asked);
      }
    }
    return asked;
  }

  private static Asked asked(MethodConfig method) {
    CallPolicy.Retry retry = method.retryPolicy().map(MethodPolicies::retry).orElse(null);
    CallPolicy.Hedge hedge = method.hedgingPolicy().map(MethodPolicies::hedge).orElse(null);
    CallPolicy policy = retry == null && hedge == null ? null : new CallPolicy(retry, hedge);
    return new Asked(policy, method.timeout(), method.waitForReady());
  }

  private static CallPolicy.Retry retry(RetryPolicy policy) {
    long base = policy.initialBackoff().toNanos();
    return new CallPolicy.Retry(
        policy.maxAttempts(),
        on(policy.retryableStatusCodes()),
        true,
        new Backoff(
            base,
            Math.max(base, policy.maxBackoff().toNanos()),
            Math.max(1, policy.backoffMultiplier()),
            Backoff.Jitter.GRPC),
        policy.perAttemptRecvTimeout().map(Duration::toNanos).orElse(0L),
        Duration.ofHours(1).toNanos());
  }

  private static CallPolicy.Hedge hedge(HedgingPolicy policy) {
    return new CallPolicy.Hedge(
        policy.maxAttempts(),
        HedgeDelay.Rules.fixed(policy.hedgingDelay().toNanos()),
        on(policy.nonFatalStatusCodes()),
        true);
  }

  /** A connection that broke is UNAVAILABLE to a gRPC client, and one attempt too long, too. */
  private static RetryOn on(Set<GrpcCode> codes) {
    Set<RetryOn.Sign> signs =
        codes.contains(GrpcCode.UNAVAILABLE)
            ? EnumSet.of(RetryOn.Sign.CONNECT, RetryOn.Sign.RESET)
            : EnumSet.noneOf(RetryOn.Sign.class);
    Set<GrpcCode> all = EnumSet.noneOf(GrpcCode.class);
    all.addAll(codes);
    return new RetryOn(all, new BitSet(), signs);
  }

  void close() {
    closed = true;
    timer.cancel();
    if (dns != null) {
      dns.close();
    }
  }
}
