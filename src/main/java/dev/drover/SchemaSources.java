package dev.drover;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import dev.drover.config.SchemaConfig;
import dev.drover.limit.Backoff;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schema;
import dev.drover.schema.SchemaFiles;
import dev.drover.schema.Schemas;
import dev.drover.upstream.ReflectionClient;
import dev.drover.upstream.Upstream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the sources of the schemas now and then, and when asked to, and publishes what has
 * changed. It runs on one event loop of the gateway; files are read and descriptors linked on
 * workers.
 */
final class SchemaSources {
  /** How soon a source that failed is looked at again, at first. */
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** How long a gateway waits, before it listens, for sources that do not answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How often at most a source is looked at because somebody asks. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Context context;
  private final List<Source> sources = new ArrayList<>();

  /** Called on the event loop that the sources are to be looked at from. */
  SchemaSources(
      Vertx vertx,
      Schemas schemas,
      Function<String, Upstream> upstreams,
      Function<Upstream, ReflectionClient> clients) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    for (LiveSchema schema : schemas.all()) {
      sources.add(new Source(schema, read(schema.config(), upstreams, clients)));
    }
  }

  private Supplier<Future<FileDescriptorSet>> read(
      SchemaConfig config,
      Function<String, Upstream> upstreams,
      Function<Upstream, ReflectionClient> clients) {
    if (config.reflection().isEmpty()) {
      return () -> vertx.executeBlocking(() -> SchemaFiles.read(config));
    }
    ReflectionClient client = clients.apply(upstreams.apply(config.reflection().get()));
    return client::read;
  }

  /** Completes when each source without a version has been looked at, or will not answer soon. */
  Future<Void> start() {
    List<Future<Void>> looks = sources.stream().map(Source::start).toList();
    Promise<Void> enough = Promise.promise();
    long timer = vertx.setTimer(PATIENCE.toMillis(), id -> enough.tryComplete());
    Future.join(looks)
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              enough.tryComplete();
            });
    return enough.future();
  }

  /** Schemas that are to be looked at anew are looked at by it. */
  void attach() {
    sources.forEach(Source::attach);
  }

  void stop() {
    sources.forEach(Source::stop);
  }

  /** One of them. Confined to the event loop, but for {@link #asked}. */
  private final class Source {
    private final LiveSchema schema;
    private final Supplier<Future<FileDescriptorSet>> read;
    private final Promise<Void> first = Promise.promise();
    private final Backoff backoff;
    private int failures;
    private long timer = -1;
    private long looked;
    private boolean underway;
    private boolean stopped;

    Source(LiveSchema schema, Supplier<Future<FileDescriptorSet>> read) {
      this.schema = schema;
      this.read = read;
      long refresh = schema.config().refresh().toNanos();
      this.backoff = new Backoff(Math.min(RETRY_NANOS, refresh), refresh, 2, Backoff.Jitter.NONE);
    }

    void attach() {
      schema.onRefresh(this::asked);
    }

    Future<Void> start() {
      attach();
      if (schema.state().schema() == null) {
        look();
        return first.future();
      }
      lookIn(schema.config().refresh().toNanos());
      return Future.succeededFuture();
    }

    void stop() {
      stopped = true;
      vertx.cancelTimer(timer);
    }

    private void asked() {
      context.runOnContext(
          nothing -> {
            if (System.nanoTime() - looked > PAUSE.toNanos()) {
              look();
            }
          });
    }

    private void lookIn(long nanos) {
      vertx.cancelTimer(timer);
      timer = vertx.setTimer(TimeUnit.NANOSECONDS.toMillis(nanos), id -> look());
    }

    private void look() {
      if (underway || stopped) {
        return;
      }
      underway = true;
      looked = System.nanoTime();
      read.get().compose(this::publish).onComplete(done -> looked(done.succeeded(), done.cause()));
    }

    private Future<Boolean> publish(FileDescriptorSet set) {
      return vertx.executeBlocking(() -> schema.publish(Schema.of(schema.name(), set)));
    }

    private void looked(boolean fine, @Nullable Throwable cause) {
      underway = false;
      first.tryComplete();
      if (stopped) {
        return;
      }
      if (fine) {
        failures = 0;
        lookIn(schema.config().refresh().toNanos());
      } else {
        schema.failed(String.valueOf(cause == null ? "" : cause.getMessage()));
        lookIn(backoff.nanos(++failures, 0));
      }
    }
  }
}
