package dev.drover.upstream.discovery;

import dev.drover.config.ConfigReader;
import dev.drover.exchange.Wheel;
import dev.drover.testing.Eventually;
import dev.drover.upstream.EndpointConfig;
import dev.drover.upstream.Resolver;
import dev.drover.upstream.ResolverFactory;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A running resolver on an event loop of its own, and all that it has said. */
final class Found implements AutoCloseable, Resolver.Listener {
  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
  private final Wheel wheel = new Wheel(System::nanoTime, 5_000_000, 512, this::wake);
  private final List<List<EndpointConfig>> lists = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Resolver> resolver = new AtomicReference<>();
  private volatile boolean strayed;

  private Found() {}

  /** Starts the resolver of a factory, with its configuration as JSON. */
  static <C extends Record> Found by(ResolverFactory<C> factory, String json) {
    C config = ConfigReader.plain(factory.config(), json, "test");
    Found found = new Found();
    found.context.runOnContext(
        nothing -> {
          Resolver made =
              factory.create(config, new ResolverFactory.Loop(found.vertx, found.wheel));
          found.resolver.set(made);
          made.start(found);
        });
    return found;
  }

  private void wake(long when) {
    long millis = (when - System.nanoTime()) / 1_000_000 + 1;
    vertx.setTimer(Math.max(1, millis), id -> wheel.advance());
  }

  private Resolver resolver() {
    return Objects.requireNonNull(resolver.get());
  }

  @Override
  public void endpoints(List<EndpointConfig> all) {
    strayed |= !context.inThread();
    lists.add(all);
  }

  @Override
  public void failed(String sentence) {
    strayed |= !context.inThread();
    failures.add(sentence);
  }

  void refresh() {
    context.runOnContext(nothing -> resolver().refresh());
  }

  /** How many lists there were. */
  int changes() {
    return lists.size();
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Waits for the n-th list, counted from 1. */
  List<EndpointConfig> list(int n) {
    Eventually.await(
        () -> lists.size() >= n,
        Duration.ofSeconds(15),
        () -> "There were " + lists.size() + " lists, not " + n + "; failures: " + failures);
    return lists.get(n - 1);
  }

  /** The addresses of the n-th list. */
  List<String> addresses(int n) {
    return list(n).stream().map(EndpointConfig::address).toList();
  }

  /** Waits for the n-th failure, counted from 1. */
  String failure(int n) {
    Eventually.await(
        () -> failures.size() >= n,
        Duration.ofSeconds(15),
        () -> "There were " + failures.size() + " failures, not " + n + "; lists: " + lists);
    return failures.get(n - 1);
  }

  @Override
  public void close() {
    context.runOnContext(
        nothing -> {
          resolver().stop();
          vertx.close();
        });
    if (strayed) {
      throw new AssertionError("The listener was called on a thread that is not the resolver's.");
    }
  }
}
