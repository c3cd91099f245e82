package dev.drover.upstream;

import dev.drover.exchange.Wheel;
import io.vertx.core.Vertx;

/**
 * The door for ways to find endpoints, found by {@link java.util.ServiceLoader}. The built-in ones
 * come through it too.
 *
 * @param <C> its configuration
 */
public interface ResolverFactory<C extends Record> {
  /** The key of an upstream that stands for it, such as {@code dns}; no other key of upstreams. */
  String name();

  /** What its configuration is read into. */
  Class<C> config();

  /** Makes one for an upstream; called on the event loop on which it will live. */
  Resolver create(C config, Loop loop);

  /**
   * What a resolver has of its event loop.
   *
   * @param wheel its timers; cancel them when stopped
   */
  record Loop(Vertx vertx, Wheel wheel) {}
}
