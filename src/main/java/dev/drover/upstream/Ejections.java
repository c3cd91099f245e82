package dev.drover.upstream;

import dev.drover.exchange.Wheel;
import dev.drover.limit.Outcome;
import dev.drover.limit.Outliers;
import dev.drover.limit.SharedEjections;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which endpoints one event loop leaves alone for a while for how their calls ended. Confined to
 * that loop.
 */
final class Ejections {
  private static final Logger LOG = LoggerFactory.getLogger(Ejections.class);
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final String upstream;
  private final OutlierConfig config;
  private final Wheel wheel;
  private final Outliers<Endpoint> outliers;
  private final Runnable changed;
  private final Counter counter;
  private final @Nullable SharedEjections shared;
  private final SharedEjections.Listener heard;
  private final Wheel.Timer tick = Wheel.Timer.of(this::tick);
  private List<Endpoint> endpoints = List.of();
  private boolean busy;
  private int out;

  /**
   * @param shared what other nodes find, and are told; null when they are not asked
   * @param loop runs what is heard of them on the event loop of this
   * @param changed told when an endpoint goes, or comes back
   * @param counter counts those that go
   */
  Ejections(
      String upstream,
      OutlierConfig config,
      Wheel wheel,
      @Nullable SharedEjections shared,
      Consumer<Runnable> loop,
      Runnable changed,
      Counter counter) {
    this.shared = shared;
    this.heard = new Heard(loop);
    this.upstream = upstream;
    this.config = config;
    this.wheel = wheel;
    this.outliers = new Outliers<>(config.rules(), ThreadLocalRandom.current(), wheel.now());
    this.changed = changed;
    this.counter = counter;
  }

  /** What the nodes of the herd have found together. */
  private final class Heard implements SharedEjections.Listener {
    private final Consumer<Runnable> loop;

    Heard(Consumer<Runnable> loop) {
      this.loop = loop;
    }

    @Override
    public void out(String endpoint, long nanos) {
      loop.accept(
          () -> {
            for (Endpoint one : endpoints) {
              if (one.address().equals(endpoint)) {
                wake(wheel.now());
                decided(outliers.impose(one, nanos, wheel.now()));
              }
            }
          });
    }

    @Override
    public void back(String endpoint) {
      loop.accept(
          () -> {
            for (Endpoint one : endpoints) {
              if (one.address().equals(endpoint)) {
                decided(outliers.absolve(one, wheel.now()));
              }
            }
          });
    }
  }

  /**
   * Replaces the endpoints; what is known of those that stay is kept. What other nodes have found
   * of new ones is told again.
   */
  void use(List<Endpoint> offered) {
    boolean more = !endpoints.containsAll(offered);
    endpoints = List.copyOf(offered);
    outliers.use(endpoints, wheel.now());
    out = (int) endpoints.stream().filter(outliers::ejected).count();
    if (shared != null && more) {
      shared.join(heard);
    }
  }

  /** Whether an endpoint may get a call now. */
  boolean admits(Endpoint endpoint, long now) {
    return out == 0 || outliers.admits(endpoint, now);
  }

  /** Whether it is left alone, or only probed. */
  boolean holds(Endpoint endpoint) {
    return out > 0 && outliers.ejected(endpoint);
  }

  /** A call goes to an endpoint. */
  void begin(Endpoint endpoint, long now) {
    if (out > 0) {
      outliers.begin(endpoint, now);
    }
  }

  /** A call has ended without saying anything about the endpoint. */
  void forget(Endpoint endpoint) {
    if (out > 0) {
      outliers.forget(endpoint);
    }
  }

  /**
   * A call has ended.
   *
   * @param nanos how long it took from its beginning
   */
  void report(Endpoint endpoint, Outcome outcome, long nanos, long now) {
    wake(now);
    found(outliers.report(endpoint, outcome, nanos, now));
  }

  private void tick() {
    outliers.tick(wheel.now()).forEach(this::found);
    if (busy || out > 0) {
      busy = false;
      wheel.arm(tick, wheel.now() + TICK_NANOS);
    }
  }

  private void wake(long now) {
    busy = true;
    if (!tick.armed()) {
      wheel.arm(tick, now + TICK_NANOS);
    }
  }

  /** What has been found here, which other nodes are told. */
  private void found(Outliers.@Nullable Decision<Endpoint> decision) {
    decided(decision);
    if (shared != null && decision != null) {
      String address = decision.endpoint().address();
      if (decision instanceof Outliers.Decision.Ejected<Endpoint> ejected) {
        shared.failed(address, ejected.nanos());
      } else if (decision instanceof Outliers.Decision.Returned<Endpoint>) {
        shared.works(address);
      }
    }
  }

  private void decided(Outliers.@Nullable Decision<Endpoint> decision) {
    if (decision == null) {
      return;
    }
    String address = decision.endpoint().address();
    if (decision instanceof Outliers.Decision.Ejected<Endpoint> ejected) {
      String cause = words(ejected.cause());
      if (!decision.endpoint().ejected()) {
        out++;
      }
      decision.endpoint().eject(cause);
      counter.increment();
      LOG.warn(
          "Upstream {}: {} is left alone for {} ms: {}.",
          upstream,
          address,
          TimeUnit.NANOSECONDS.toMillis(ejected.nanos()),
          cause);
    } else if (decision instanceof Outliers.Decision.Probing<Endpoint> probing) {
      LOG.debug("Upstream {}: {} is tried again.", upstream, address);
      probing.endpoint().probe();
    } else {
      out--;
      decision.endpoint().restore(wheel.now());
      LOG.info("Upstream {}: {} has its share again.", upstream, address);
    }
    changed.run();
  }

  private String words(Outliers.Cause cause) {
    return switch (cause) {
      case FAILURES, GATEWAY_FAILURES, LOCAL_FAILURES ->
          config.failures() + " calls in a row have failed";
      case SUCCESS_RATE -> "its calls fail far more often than those of the others";
      case FAILURE_SHARE -> config.failureShare() + " % of its calls or more have failed";
      case LATENCY -> "it is far slower than the others";
      case PROBE_FAILED -> "it was tried again, and failed again";
      case PEERS -> "other nodes have seen it fail, too";
    };
  }

  void close() {
    if (shared != null) {
      shared.leave(heard);
    }
    tick.cancel();
  }
}
