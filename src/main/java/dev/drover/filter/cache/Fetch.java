package dev.drover.filter.cache;

import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Head;
import dev.drover.exchange.PathVariables;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.exchange.Tapped;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request for what is not there, or has to be confirmed: it goes upstream, or waits for another
 * that has gone. Whoever goes tells the others when its answer is there, when there is none to
 * share, or when its client has left. Confined to the exchange's event loop.
 */
final class Fetch {
  private static final long BEHIND_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Cache cache;
  private final Head head;
  private final String key;
  private final Wanted wanted;
  private final boolean known;
  private final @Nullable Stored before;
  private boolean leads;
  private long asked;

  /**
   * @param head the request's
   * @param known whether its client is known
   * @param before what is there and has to be confirmed, or null
   */
  Fetch(Cache cache, Head head, String key, Wanted wanted, boolean known, @Nullable Stored before) {
    this.cache = cache;
    this.head = head;
    this.key = key;
    this.wanted = wanted;
    this.known = known;
    this.before = before;
  }

  Future<Response> run(Exchange exchange, Handler next) {
    if (!cache.config().coalesce()) {
      return go(exchange, next);
    }
    Promise<Response> promise = Promise.promise();
    Context context = cache.vertx().getOrCreateContext();
    Waiting waiting = new Waiting(exchange, next, promise, context);
    switch (cache.shared().flights().enter(key, waiting.waiter)) {
      case LEADS -> {
        return lead(exchange, next);
      }
      case ALONE -> {
        return go(exchange, next);
      }
      case WAITS -> waiting.begin();
    }
    return promise.future();
  }

  private Future<Response> lead(Exchange exchange, Handler next) {
    leads = true;
    exchange.onEnd(
        failure -> {
          if (leads) {
            leads = false;
            cache.shared().flights().leave(key);
          }
        });
    if (exchange.ended()) {
      return Future.failedFuture(Failure.of(Reason.CANCELLED, "The client has gone away."));
    }
    cache.shared().went(key);
    return go(exchange, next);
  }

  /** Those who wait are told, once. */
  private void shared(@Nullable Stored stored) {
    if (leads) {
      leads = false;
      cache.shared().flights().end(key, stored);
      if (stored == null) {
        cache.shared().failed(key);
      }
    }
  }

  /** Waits for another's answer. */
  private final class Waiting extends Wheel.Timer {
    private final Exchange exchange;
    private final Handler next;
    private final Promise<Response> promise;
    private final Flights.Waiter waiter;
    private boolean over;

    Waiting(Exchange exchange, Handler next, Promise<Response> promise, Context context) {
      this.exchange = exchange;
      this.next = next;
      this.promise = promise;
      this.waiter = new Flights.Waiter(context, this::told);
    }

    void begin() {
      exchange.wheel().arm(this, exchange.wheel().now() + cache.config().waitTime().toNanos());
      exchange.onEnd(
          failure -> {
            if (!over) {
              over = true;
              cancel();
              cache.shared().flights().forget(key, waiter);
            }
          });
    }

    @Override
    protected void expire() {
      if (!over) {
        over = true;
        cache.shared().flights().forget(key, waiter);
        go(exchange, next).onComplete(promise);
      }
    }

    private void told(Flights.News news) {
      if (over) {
        if (news.lead()) {
          cache.shared().flights().leave(key); // the next one, since this one has gone
        }
        return;
      }
      over = true;
      cancel();
      Stored stored = news.stored();
      if (news.lead()) {
        lead(exchange, next).onComplete(promise);
      } else if (stored != null
          && stored.fits(wanted.headers())
          && (!stored.freshness().always() || before != null)) {
        promise.complete(
            cache.answer(exchange, wanted, stored, Cache.Outcome.COLLAPSED, "hit; collapsed"));
      } else {
        go(exchange, next).onComplete(promise);
      }
    }
  }

  // Upstream

  private Future<Response> go(Exchange exchange, Handler next) {
    asked = cache.now();
    Cache.condition(exchange.head().headers(), before);
    return next.handle(exchange)
        .transform(
            sent -> {
              if (sent.failed()) {
                Failure failure = Failure.from(sent.cause());
                return unconfirmed(exchange)
                    ? Future.succeededFuture(stale(exchange))
                    : gone(failure);
              }
              return came(exchange, sent.result());
            });
  }

  private Future<Response> gone(Failure failure) {
    if (failure.reason() != Reason.CANCELLED) {
      shared(null);
    }
    return Future.failedFuture(failure);
  }

  private boolean unconfirmed(Exchange exchange) {
    return before != null
        && !exchange.ended()
        && wanted.despiteError(before.freshness(), cache.now());
  }

  private Response stale(Exchange exchange) {
    Stored kept = kept();
    shared(null);
    return cache.answer(exchange, wanted, kept, Cache.Outcome.STALE, "hit; detail=error");
  }

  private Stored kept() {
    Stored kept = before;
    if (kept == null) {
      throw new IllegalStateException("Nothing was there.");
    }
    return kept;
  }

  private Future<Response> came(Exchange exchange, Response response) {
    int status = response.status();
    if (status == 304 && before != null) {
      return Future.succeededFuture(confirmed(exchange, response));
    }
    if (status >= 500 && status != 501 && unconfirmed(exchange)) {
      drop(response);
      return Future.succeededFuture(stale(exchange));
    }
    String told = before == null ? "fwd=miss" : "fwd=stale; fwd-status=" + status;
    Stored.Freshness freshness =
        Storing.freshness(
            status, response.headers(), known, cache.config().heuristic(), asked, cache.now());
    long length = length(response);
    long most = cache.config().maxEntry().bytes();
    if (freshness == null || length > most) {
      shared(null);
      cache.count(Cache.Outcome.MISS);
      return Future.succeededFuture(cache.told(response, told));
    }
    if (length >= 0) {
      return Collected.of(response.body(), most)
          .map(content -> whole(exchange, response, content, freshness, told));
    }
    cache.count(Cache.Outcome.MISS);
    return Future.succeededFuture(cache.told(copied(response, most, freshness), told));
  }

  /** How long the content is, as far as is known; -1 when it is not. */
  private static long length(Response response) {
    if (response.body() instanceof Body.Whole whole) {
      return whole.buffer().length();
    }
    if (response.body() instanceof Body.None) {
      return 0;
    }
    String said = response.headers().get(HttpHeaders.CONTENT_LENGTH);
    return said == null ? -1 : CacheControl.delta(said);
  }

  private Response whole(
      Exchange exchange,
      Response response,
      Buffer content,
      Stored.Freshness freshness,
      String told) {
    Stored stored = store(response, content.getBytes(), freshness);
    if (wanted.has(stored, cache.now())) {
      return cache.answer(exchange, wanted, stored, Cache.Outcome.MISS, told + "; stored");
    }
    cache.count(Cache.Outcome.MISS);
    Body body = content.length() == 0 ? Body.none() : Body.of(content);
    return cache.told(new Response(response.status(), response.headers(), body), told + "; stored");
  }

  private Stored store(Response response, byte[] content, Stored.Freshness freshness) {
    Stored stored =
        Storing.stored(response.status(), response.headers(), wanted.headers(), content, freshness);
    cache.shared().keep(key, stored, wanted.headers());
    shared(stored);
    return stored;
  }

  /** An answer of unknown length passes, and is kept when it has passed and was not too long. */
  private Response copied(Response response, long most, Stored.Freshness freshness) {
    if (!(response.body() instanceof Body.Stream stream)) {
      shared(null);
      return response;
    }
    MultiMap headers = HttpHeaders.headers().addAll(response.headers());
    Response kept = new Response(response.status(), headers, Body.none());
    Copy copy = new Copy(kept, stream, most, freshness);
    return new Response(
        response.status(),
        response.headers(),
        stream.from(Tapped.seen(stream.source(), copy::content, copy::end)));
  }

  /** What is kept of an answer while it passes. */
  private final class Copy {
    private final Response head;
    private final Body.Stream body;
    private final long most;
    private final Stored.Freshness freshness;
    private final Buffer content = Buffer.buffer();
    private boolean tooLong;

    Copy(Response head, Body.Stream body, long most, Stored.Freshness freshness) {
      this.head = head;
      this.body = body;
      this.most = most;
      this.freshness = freshness;
    }

    void content(Buffer more) {
      tooLong |= content.length() + (long) more.length() > most;
      if (tooLong) {
        shared(null);
      } else {
        content.appendBuffer(more);
      }
    }

    void end() {
      if (!tooLong && body.trailers().get().isEmpty()) {
        store(head, content.getBytes(), freshness);
      } else {
        shared(null);
      }
    }
  }

  private Response confirmed(Exchange exchange, Response response) {
    Stored old = kept();
    MultiMap merged = old.headers();
    response.headers().forEach((name, value) -> merged.set(name, value));
    Stored.Freshness freshness =
        Storing.freshness(
            old.status(), merged, known, cache.config().heuristic(), asked, cache.now());
    drop(response);
    Stored fresh =
        Storing.confirmed(old, response.headers(), freshness == null ? old.freshness() : freshness);
    if (freshness != null) {
      cache.shared().keep(key, fresh, wanted.headers());
    }
    shared(freshness == null ? null : fresh);
    return cache.answer(
        exchange, wanted, fresh, Cache.Outcome.CONFIRMED, "hit; fwd=stale; fwd-status=304");
  }

  private static void drop(Response response) {
    if (response.body() instanceof Body.Stream stream) {
      stream.source().exceptionHandler(cause -> {});
      stream.source().handler(content -> {});
      stream.source().resume();
    }
  }

  // Behind the client's back

  /** Confirms what a client has been given already; nobody hears of it when that fails. */
  void behind(Exchange client, Handler next) {
    if (!cache.shared().flights().begin(key)) {
      return;
    }
    leads = true;
    cache.shared().went(key);
    Request request = client.request();
    MultiMap headers = HttpHeaders.headers().addAll(head.headers());
    Head own = new Head(head.method(), head.authority(), head.target(), headers);
    Exchange exchange =
        new Exchange(
            client.id(),
            new Request(
                own,
                request.path(),
                request.query(),
                request.version(),
                request.scheme(),
                Body.none(),
                request.peer(),
                request.client()),
            client.wheel(),
            failure -> shared(null));
    PathVariables variables = client.get(PathVariables.KEY);
    if (variables != null) {
      exchange.put(PathVariables.KEY, variables);
    }
    exchange.routed(client.routeId(), client.method());
    exchange.limit(BEHIND_NANOS);
    go(exchange, next)
        .compose(answer -> Collected.of(answer.body(), cache.config().maxEntry().bytes()))
        .onComplete(
            read -> {
              if (read.succeeded()) {
                exchange.complete();
              } else {
                exchange.fail(Failure.from(read.cause()));
              }
            });
  }
}
