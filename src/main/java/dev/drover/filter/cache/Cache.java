package dev.drover.filter.cache;

import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Identity;
import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import dev.drover.filter.FilterFactory;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A shared cache of the answers of a route, by RFC 9111: what may be kept is kept, used while it is
 * fresh, and confirmed when it is not. Requests for the same thing at the same time cost one call.
 * Example: {@code {"cache": {"bytes": "256MiB"}}}.
 */
public final class Cache implements Filter {
  /** What has become of a request. */
  enum Outcome {
    /** The answer was there. */
    HIT,
    /** It was there and stale, and was used all the same. */
    STALE,
    /** It was there and has been confirmed. */
    CONFIRMED,
    /** It was there, since another node had fetched it. */
    HERD,
    /** It came with that of another request. */
    COLLAPSED,
    /** It was not there. */
    MISS,
    /** Nobody has looked. */
    BYPASS
  }

  /** Makes them. */
  public static final class Factory implements FilterFactory<CacheConfig> {
    @Override
    public String name() {
      return "cache";
    }

    @Override
    public Class<CacheConfig> config() {
      return CacheConfig.class;
    }

    @Override
    public Filter create(CacheConfig config, Parts parts) {
      Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        String word = outcome.name().toLowerCase(Locale.ROOT);
        counters.put(
            outcome,
            parts
                .telemetry()
                .counter(
                    "drover.cache",
                    "What has become of requests at caches.",
                    Map.of("route", parts.route(), "outcome", word)));
      }
      SharedCache shared = parts.shared().once(() -> SharedCache.of(config, parts));
      return new Cache(config, shared, parts.vertx(), InstantSource.system(), counters);
    }
  }

  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);
  private static final List<CharSequence> CONDITIONS =
      List.of(
          HttpHeaders.IF_NONE_MATCH,
          HttpHeaders.IF_MODIFIED_SINCE,
          HttpHeaders.IF_MATCH,
          "if-unmodified-since");
  private static final List<String> TOLD_BY_304 =
      List.of("cache-control", "content-location", "date", "etag", "expires", "vary");

  /** Of a GET whose head does not say whether it has content: with HTTP/2 only the end tells. */
  private static final long MOST_CONTENT = 64 << 10;

  private final CacheConfig config;
  private final SharedCache shared;
  private final Vertx vertx;
  private final InstantSource clock;
  private final Map<Outcome, Counter> counters;

  Cache(
      CacheConfig config,
      SharedCache shared,
      Vertx vertx,
      InstantSource clock,
      Map<Outcome, Counter> counters) {
    this.config = config;
    this.shared = shared;
    this.vertx = vertx;
    this.clock = clock;
    this.counters = counters;
  }

  CacheConfig config() {
    return config;
  }

  SharedCache shared() {
    return shared;
  }

  Vertx vertx() {
    return vertx;
  }

  long now() {
    return clock.millis();
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    HttpMethod method = exchange.head().method();
    MultiMap headers = exchange.head().headers();
    if (exchange.protocol() != Protocol.HTTP || headers.contains(HttpHeaders.UPGRADE)) {
      return next.handle(exchange);
    }
    String key = key(exchange);
    if (!SAFE.contains(method)) {
      return next.handle(exchange).map(response -> changed(key, exchange, response));
    }
    Wanted wanted = Wanted.of(headers);
    if (exchange.body() instanceof Body.Stream
        && !headers.contains(HttpHeaders.CONTENT_LENGTH)
        && !headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
      return Collected.of(exchange.body(), MOST_CONTENT)
          .compose(
              content -> {
                exchange.body(content.length() == 0 ? Body.none() : Body.of(content));
                return read(exchange, key, wanted, next);
              });
    }
    return read(exchange, key, wanted, next);
  }

  /** Answers a request that changes nothing; whether it has content is known by now. */
  private Future<Response> read(Exchange exchange, String key, Wanted wanted, Handler next) {
    HttpMethod method = exchange.head().method();
    MultiMap headers = exchange.head().headers();
    boolean get = method == HttpMethod.GET;
    if ((!get && method != HttpMethod.HEAD)
        || !(exchange.body() instanceof Body.None)
        || headers.contains("range")
        || headers.contains(HttpHeaders.IF_MATCH)
        || headers.contains("if-unmodified-since")
        || wanted.said().has("no-store")) {
      return bypass(exchange, next);
    }
    Stored stored = shared.find(key, headers);
    if (stored != null) {
      switch (wanted.use(stored.freshness(), now())) {
        case FRESH -> {
          return Future.succeededFuture(answer(exchange, wanted, stored, Outcome.HIT, "hit"));
        }
        case STALE -> {
          if (get) {
            new Fetch(this, exchange.head(), key, wanted, known(exchange), stored)
                .behind(exchange, next);
          }
          return Future.succeededFuture(answer(exchange, wanted, stored, Outcome.STALE, "hit"));
        }
        case CONFIRM -> {}
      }
    }
    if (wanted.said().has("only-if-cached")) {
      Buffer text = Buffer.buffer("It is not in the cache.\n");
      return Future.succeededFuture(Response.of(504, "text/plain; charset=utf-8", text));
    }
    return get
        ? new Fetch(this, exchange.head(), key, wanted, known(exchange), stored).run(exchange, next)
        : bypass(exchange, next);
  }

  private Future<Response> bypass(Exchange exchange, Handler next) {
    count(Outcome.BYPASS);
    return next.handle(exchange).map(response -> told(response, "fwd=bypass"));
  }

  /** Whether an answer may be meant for one client. */
  private static boolean known(Exchange exchange) {
    return exchange.head().headers().contains(HttpHeaders.AUTHORIZATION)
        || exchange.get(Identity.KEY) != null;
  }

  private static String key(Exchange exchange) {
    String authority = exchange.request().head().authority().toLowerCase(Locale.ROOT);
    return exchange.request().scheme() + "://" + authority + exchange.head().target();
  }

  /** An answer to a method that changes things tells what is not so any more (section 4.4). */
  private Response changed(String key, Exchange exchange, Response response) {
    if (response.status() >= 200 && response.status() < 400) {
      shared.drop(key);
      String origin = key.substring(0, key.length() - exchange.head().target().length());
      for (CharSequence name : List.of(HttpHeaders.LOCATION, HttpHeaders.CONTENT_LOCATION)) {
        String place = response.headers().get(name);
        if (place != null) {
          shared.drop(place.startsWith("/") ? origin + place : place);
        }
      }
    }
    return response;
  }

  void count(Outcome outcome) {
    Counter counter = counters.get(outcome);
    if (counter != null) {
      counter.increment();
    }
  }

  /** The request asks for all of the answer, unless it is confirmed that nothing has changed. */
  static void condition(MultiMap headers, @Nullable Stored stored) {
    CONDITIONS.forEach(headers::remove);
    if (stored != null) {
      String tag = stored.field("etag");
      String modified = stored.field("last-modified");
      if (tag != null) {
        headers.set(HttpHeaders.IF_NONE_MATCH, tag);
      }
      if (modified != null) {
        headers.set(HttpHeaders.IF_MODIFIED_SINCE, modified);
      }
    }
  }

  /** What is kept, as an answer to a request. */
  Response answer(Exchange exchange, Wanted wanted, Stored stored, Outcome outcome, String status) {
    boolean herd = stored.told() && (outcome == Outcome.HIT || outcome == Outcome.COLLAPSED);
    count(herd ? Outcome.HERD : outcome);
    long now = now();
    MultiMap headers;
    int code = stored.status();
    Body body = Body.none();
    if (wanted.has(stored, now)) {
      code = 304;
      headers = HttpHeaders.headers();
      for (String name : TOLD_BY_304) {
        String value = stored.field(name);
        if (value != null) {
          headers.set(name, value);
        }
      }
    } else {
      headers = stored.headers();
      if (code != 204) {
        headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(stored.content().length));
      }
      if (exchange.head().method() != HttpMethod.HEAD && stored.content().length > 0) {
        body = Body.of(Buffer.buffer(stored.content()));
      }
    }
    headers.set("age", Long.toString(stored.freshness().age(now) / 1000));
    long left = (stored.freshness().lifetime() - stored.freshness().age(now)) / 1000;
    return told(
        new Response(code, headers, body),
        status + "; ttl=" + left + (herd ? "; detail=herd" : ""));
  }

  /** Tells the client (RFC 9211). */
  Response told(Response response, String status) {
    if (config.status()) {
      response.headers().add("cache-status", "drover; " + status);
    }
    return response;
  }
}
