package dev.drover.filter.shape;

import dev.drover.codec.AcceptEncoding;
import dev.drover.codec.ContentCoding;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Range;
import dev.drover.config.Size;
import dev.drover.exchange.Body;
import dev.drover.exchange.Converted;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import dev.drover.filter.FilterFactory;
import dev.drover.status.Failure;
import dev.drover.task.HeavyFactory;
import dev.drover.task.Workers;
import dev.drover.task.Workplace;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Compresses answers as the client accepts it (RFC 9110, sections 8.4.1 and 12.5.3): what is text
 * and long enough, and has not been compressed before. Streams stay streams. Calls of gRPC and its
 * relatives pass as they are. Example: {@code {"compress": {"minimum": "1KiB"}}}.
 */
public final class Compress implements Filter {
  /** Its configuration. */
  @Doc("Compresses answers as the client accepts it.")
  public record Config(
      @Doc("Codings, the one that is used first of those a client likes equally.")
          @Default("[\"zstd\", \"gzip\", \"deflate\"]")
          @Length(min = 1, max = 3)
          List<ContentCoding> codings,
      @Doc(
              "Content types that are worth it, without parameters; \"text/*\" stands for all of text.")
          @Default(
              "[\"text/*\", \"application/json\", \"application/problem+json\","
                  + " \"application/x-ndjson\", \"application/javascript\", \"application/xml\","
                  + " \"image/svg+xml\"]")
          @Length(min = 1)
          List<String> types,
      @Doc("How long an answer must be, where its length is known.")
          @Default("1KiB")
          @Range(min = "0B", max = "1GiB")
          Size minimum,
      @Doc("How much work is put into it: 1 is the fastest, 9 makes it the smallest.")
          @Default("3")
          @Range(min = "1", max = "9")
          int level,
      @Doc("Where it is done. What flows, as events do, is done on the event loop.")
          Workplace on) {}

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config>, HeavyFactory<Config> {
    @Override
    public String name() {
      return "compress";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Map<String, Workplace> places(Config config) {
      return Map.of("/on", config.on());
    }

    @Override
    public Filter create(Config config, Parts parts) {
      return new Compress(config, parts.workers(name(), config.on()));
    }
  }

  private static final Set<String> FLOWING = Set.of("text/event-stream", "application/x-ndjson");

  private final Config config;
  private final Workers workers;
  private final List<String> offers;
  private final Set<String> types;

  Compress(Config config, Workers workers) {
    this.config = config;
    this.workers = workers;
    this.offers = config.codings().stream().map(ContentCoding::label).toList();
    this.types = Set.copyOf(config.types());
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    if (exchange.protocol() != Protocol.HTTP) {
      return next.handle(exchange);
    }
    String accepted =
        String.join(",", exchange.head().headers().getAll(HttpHeaders.ACCEPT_ENCODING));
    boolean head = exchange.head().method() == HttpMethod.HEAD;
    return next.handle(exchange)
        .compose(response -> compressed(exchange, accepted, head, response));
  }

  private Future<Response> compressed(
      Exchange exchange, String accepted, boolean headOnly, Response response) {
    MultiMap headers = response.headers();
    String type = type(headers);
    if (!worthIt(response, headers, type)) {
      return Future.succeededFuture(response);
    }
    vary(headers);
    ContentCoding chosen = ContentCoding.of(AcceptEncoding.choose(accepted, offers));
    if (chosen == null || response.body() instanceof Body.None) {
      return Future.succeededFuture(response);
    }
    if (headOnly) {
      mark(headers, chosen);
      return Future.succeededFuture(response);
    }
    boolean flows = FLOWING.contains(type);
    Lent<Deflation> deflation = new Lent<>(new Deflation(chosen, config.level(), flows));
    exchange.onEnd(failure -> deflation.leave());
    if (response.body() instanceof Body.Whole whole && workers.want(whole.buffer().length())) {
      return workers
          .call(exchange, work -> deflation.use(one -> one.whole(whole.buffer(), work::check)))
          .map(content -> marked(response, chosen, new Body.Whole(content, whole.trailers())))
          .otherwise(refused -> response);
    }
    Converted.Hands hands =
        flows
            ? Converted.Hands.HERE
            : workers.hands(exchange, new Known(Known.length(headers)), true);
    return Future.succeededFuture(
        marked(response, chosen, body(response.body(), deflation, hands)));
  }

  private static Response marked(Response response, ContentCoding coding, Body body) {
    mark(response.headers(), coding);
    return new Response(response.status(), response.headers(), body);
  }

  private static void mark(MultiMap headers, ContentCoding coding) {
    OtherBytes.mark(headers);
    headers.set(HttpHeaders.CONTENT_ENCODING, coding.label());
  }

  private static Body body(Body plain, Lent<Deflation> deflation, Converted.Hands hands) {
    if (!(plain instanceof Body.Stream stream)) {
      return Converted.of(plain, deflation);
    }
    Function<Failure, Buffer> words = stream.lastWords();
    return new Body.Stream(
        new Converted(stream.source(), deflation, hands),
        stream.trailers(),
        words == null
            ? null
            : failure ->
                Buffer.buffer()
                    .appendBuffer(deflation.next(words.apply(failure)))
                    .appendBuffer(deflation.end()));
  }

  private boolean worthIt(Response response, MultiMap headers, String type) {
    int status = response.status();
    String cacheControl = headers.get(HttpHeaders.CACHE_CONTROL);
    return status >= 200
        && status != 204
        && status != 206
        && status != 304
        && !(response.body() instanceof Body.Tunnel)
        && !headers.contains(HttpHeaders.CONTENT_ENCODING)
        && !headers.contains("content-range")
        && (cacheControl == null || !cacheControl.contains("no-transform"))
        && (types.contains(type) || types.contains(type.substring(0, type.indexOf('/') + 1) + "*"))
        && longEnough(response, headers);
  }

  private boolean longEnough(Response response, MultiMap headers) {
    if (response.body() instanceof Body.Whole whole) {
      return whole.buffer().length() >= config.minimum().bytes();
    }
    return !headers.contains(HttpHeaders.CONTENT_LENGTH)
        || Known.length(headers) >= config.minimum().bytes();
  }

  private static String type(MultiMap headers) {
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    if (type == null) {
      return "/";
    }
    int end = type.indexOf(';');
    String bare = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return bare.indexOf('/') < 0 ? "/" : bare;
  }

  /** Caches are told that others get something else. */
  private static void vary(MultiMap headers) {
    String before = headers.get(HttpHeaders.VARY);
    if (before == null || !before.toLowerCase(Locale.ROOT).contains("accept-encoding")) {
      headers.add(HttpHeaders.VARY, "accept-encoding");
    }
  }
}
