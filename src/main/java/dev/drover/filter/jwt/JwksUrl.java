package dev.drover.filter.jwt;

import io.micrometer.core.instrument.Counter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that are published at an address: fetched at the start, now and then, and when a token names
 * an unknown one; never two fetches at once, and never two within the pause. When a fetch fails,
 * the keys of the last good one stay, and the next comes after the pause. Safe for use by any
 * thread.
 */
final class JwksUrl implements Keys {
  private static final Logger LOG = LoggerFactory.getLogger(JwksUrl.class);
  private static final int MOST_BYTES = 1 << 20;

  private final Vertx vertx;

  /**
   * Where the fetches are made: what comes of a request is heard in the order in which it comes.
   */
  private final Context context;

  private final JwtConfig.Jwks config;
  private final KeyText reader;
  private final LongSupplier clock;
  private final Counter fetches;
  private final Counter failures;
  private final HttpClientAgent client;
  private final AtomicReference<@Nullable Promise<Void>> fetching = new AtomicReference<>();
  private volatile KeySet current = KeySet.NONE;
  private volatile long last;
  private volatile String complaint = "";
  private volatile long timer = -1;
  private volatile boolean closed;

  /**
   * Begins to fetch.
   *
   * @param clock the present, in nanoseconds
   * @param fetches counts those that gave keys
   * @param failures counts those that did not
   */
  JwksUrl(
      Vertx vertx,
      JwtConfig.Jwks config,
      KeyText reader,
      LongSupplier clock,
      Counter fetches,
      Counter failures) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.config = config;
    this.reader = reader;
    this.clock = clock;
    this.fetches = fetches;
    this.failures = failures;
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout((int) config.timeout().toMillis())
            .setDecompressionSupported(false);
    config.ca().ifPresent(ca -> options.setTrustOptions(new PemTrustOptions().addCertPath(ca)));
    this.client = vertx.createHttpClient(options);
    this.last = clock.getAsLong() - config.pause().toNanos();
    scheduled();
  }

  @Override
  public KeySet current() {
    return current;
  }

  @Override
  public @Nullable Future<Void> refresh() {
    Promise<Void> mine = Promise.promise();
    Promise<Void> running = fetching.compareAndExchange(null, mine);
    if (running != null) {
      return running.future();
    }
    long now = clock.getAsLong();
    if (closed || now - last < config.pause().toNanos()) {
      fetching.set(null);
      mine.complete();
      return null;
    }
    last = now;
    context.runOnContext(nothing -> fetchInto(mine));
    return mine.future();
  }

  private void fetchInto(Promise<Void> mine) {
    fetch()
        .compose(text -> vertx.executeBlocking(() -> reader.read(text), false))
        .onSuccess(this::use)
        .onFailure(this::complain)
        .onComplete(
            done -> {
              fetching.set(null);
              mine.complete();
            });
  }

  private void scheduled() {
    Future<Void> begun = refresh();
    (begun == null ? Future.<Void>succeededFuture() : begun).onComplete(done -> later());
  }

  private void later() {
    if (!closed) {
      long nanos = (complaint.isEmpty() ? config.every() : config.pause()).toNanos();
      timer = vertx.setTimer(nanos / 1_000_000 + 1, fired -> scheduled());
    }
  }

  private void use(KeySet keys) {
    fetches.increment();
    complaint = "";
    if (!keys.equals(current)) {
      current = keys;
      LOG.info("{} has {} keys that can be used.", config.url(), keys.size());
    }
  }

  private void complain(Throwable wrong) {
    failures.increment();
    String message = sentence(wrong);
    if (!message.equals(complaint)) {
      complaint = message;
      String rest = current == KeySet.NONE ? "No token can be verified." : "The last ones stay.";
      LOG.warn("No keys could be fetched from {}: {} {}", config.url(), message, rest);
    }
  }

  private static String sentence(Throwable wrong) {
    String message = wrong.getMessage();
    return message == null ? wrong.getClass().getSimpleName() + "." : message;
  }

  private Future<String> fetch() {
    Promise<String> promise = Promise.promise();
    AtomicReference<@Nullable HttpClientRequest> under = new AtomicReference<>();
    long limit =
        vertx.setTimer(
            config.timeout().toMillis(),
            fired -> {
              promise.tryFail(new IOException("It has taken too long."));
              reset(under.get());
            });
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(config.url())
                .putHeader("accept", "application/jwk-set+json, application/json")
                .putHeader("user-agent", "drover"))
        .compose(
            request -> {
              under.set(request);
              return request.send();
            })
        .onSuccess(response -> read(response, promise))
        .onFailure(promise::tryFail);
    return promise.future().onComplete(done -> vertx.cancelTimer(limit));
  }

  private static void read(HttpClientResponse response, Promise<String> promise) {
    Buffer all = Buffer.buffer();
    response.exceptionHandler(promise::tryFail);
    response.handler(
        content -> {
          if (all.length() + content.length() > MOST_BYTES) {
            promise.tryFail(new IOException("The answer has more than " + MOST_BYTES + " bytes."));
            reset(response.request());
          } else {
            all.appendBuffer(content);
          }
        });
    response.endHandler(
        end -> {
          if (response.statusCode() == 200) {
            promise.tryComplete(all.toString(StandardCharsets.UTF_8));
          } else {
            promise.tryFail(new IOException("The answer is " + response.statusCode() + "."));
          }
        });
  }

  private static void reset(@Nullable HttpClientRequest request) {
    if (request != null) {
      request.reset();
    }
  }

  @Override
  public void close() {
    closed = true;
    vertx.cancelTimer(timer);
    client.close();
  }
}
