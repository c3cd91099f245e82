package dev.drover.handler.paginate;

import dev.drover.codec.HopByHop;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Head;
import dev.drover.exchange.Response;
import dev.drover.handler.ForwardedHeaders;
import dev.drover.handler.HandlerFactory;
import dev.drover.handler.transcode.ReplyForm;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.upstream.Upstream;
import dev.drover.upstream.UpstreamRequests;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Walks the pages of a list and answers with their items as one stream: NDJSON, server-sent events
 * or a JSON array. What the first page answers instead of a page is given to the client; what goes
 * wrong later is the last line, and breaks an array off. Example: {@code "paginate": {"upstream":
 * "crm", "link": {}}}.
 */
public final class Paginate implements Handler {
  /** Makes them. */
  public static final class Factory implements HandlerFactory<PaginateConfig> {
    @Override
    public String name() {
      return "paginate";
    }

    @Override
    public Class<PaginateConfig> config() {
      return PaginateConfig.class;
    }

    @Override
    public Handler create(PaginateConfig config, Parts parts) {
      return new Paginate(config, parts.upstreams().apply(config.upstream()), parts.vertx());
    }
  }

  /** Fields of a client's request that are about an answer that the upstream does not give. */
  private static final List<CharSequence> DROPPED =
      List.of(
          HttpHeaders.ACCEPT_ENCODING,
          HttpHeaders.CONTENT_LENGTH,
          HttpHeaders.CONTENT_TYPE,
          HttpHeaders.EXPECT,
          HttpHeaders.IF_MATCH,
          HttpHeaders.IF_NONE_MATCH,
          HttpHeaders.IF_MODIFIED_SINCE,
          "if-unmodified-since",
          "if-range",
          "range");

  private final PaginateConfig config;
  private final Upstream upstream;
  private final Vertx vertx;
  private final ForwardedHeaders forwarded;
  private final PageReader reader;
  private final Set<String> origins;

  Paginate(PaginateConfig config, Upstream upstream, Vertx vertx) {
    this.config = config;
    this.upstream = upstream;
    this.vertx = vertx;
    this.forwarded = new ForwardedHeaders(config.forwarded(), config.via());
    this.reader =
        new PageReader(
            JsonPath.of(config.items()),
            cursor(config),
            config.page().flatMap(PaginateConfig.Numbers::total).orElse(null),
            config.pageToken().isPresent());
    this.origins =
        config.link().map(PaginateConfig.Links::origins).orElse(List.of()).stream()
            .map(origin -> Origins.of(URI.create(origin)))
            .collect(Collectors.toUnmodifiableSet());
  }

  private static @Nullable JsonPath cursor(PaginateConfig config) {
    return config
        .cursor()
        .map(PaginateConfig.Cursor::in)
        .or(() -> config.pageToken().map(PaginateConfig.PageToken::in))
        .map(JsonPath::of)
        .orElse(null);
  }

  @Override
  public Future<Response> handle(Exchange exchange) {
    if (exchange.head().method() != HttpMethod.GET) {
      return Future.failedFuture(
          Failure.of(Reason.METHOD_NOT_ALLOWED, "A list of pages can be read only.")
              .header("allow", "GET"));
    }
    ReplyForm form =
        ReplyForm.of(exchange.head().headers().get(HttpHeaders.ACCEPT), config.answer());
    if (form == null) {
      return Future.failedFuture(
          Failure.of(
              Reason.NOT_ACCEPTABLE,
              "The answer is application/x-ndjson, text/event-stream or application/json, none of"
                  + " which the request accepts."));
    }
    UpstreamRequests requests =
        new UpstreamRequests(upstream, exchange.wheel(), config.pageBytes().bytes());
    MultiMap headers = headers(exchange);
    Pages pages =
        new Pages(
            walk(exchange),
            target ->
                requests.begin(
                    exchange, head(exchange, target, headers), Body.none(), config.pageTimeout()),
            reader,
            config,
            form,
            task -> vertx.runOnContext(nothing -> task.run()));
    return pages.begin(exchange).map(answer -> response(answer, pages, form));
  }

  private static Head head(Exchange exchange, String target, MultiMap headers) {
    MultiMap own = HttpHeaders.headers().addAll(headers);
    return new Head(HttpMethod.GET, exchange.head().authority(), target, own);
  }

  private MultiMap headers(Exchange exchange) {
    MultiMap headers = HttpHeaders.headers().addAll(exchange.head().headers());
    HopByHop.strip(headers);
    DROPPED.forEach(headers::remove);
    headers.set(HttpHeaders.ACCEPT, "application/json");
    forwarded.write(exchange, headers);
    return headers;
  }

  private Walk walk(Exchange exchange) {
    String target = exchange.head().target();
    if (config.page().isPresent()) {
      return new NumberWalk(target, config.page().get());
    }
    if (config.cursor().isPresent()) {
      return new CursorWalk(target, config.cursor().get().parameter());
    }
    if (config.pageToken().isPresent()) {
      return new CursorWalk(target, config.pageToken().get().parameter());
    }
    return new LinkWalk(target, origin -> follows(exchange, origin));
  }

  private boolean follows(Exchange exchange, String origin) {
    String scheme = upstream.secure() ? "https" : "http";
    return origins.contains(origin)
        || origin.equals(
            Origins.of(exchange.request().scheme(), exchange.request().head().authority()))
        || origin.equals(Origins.of(scheme, exchange.head().authority()))
        || origin.equals(Origins.of(scheme, exchange.endpoint()));
  }

  private static Response response(UpstreamRequests.Answer answer, Pages pages, ReplyForm form) {
    if (answer.status() != 200 && answer.status() != 204) {
      MultiMap headers = answer.headers();
      HopByHop.strip(headers);
      headers.remove(HttpHeaders.CONTENT_LENGTH);
      return new Response(answer.status(), headers, Body.of(answer.body()));
    }
    MultiMap headers =
        HttpHeaders.headers()
            .set(HttpHeaders.CONTENT_TYPE, form.type())
            .set(HttpHeaders.CACHE_CONTROL, "no-cache")
            .set(HttpHeaders.VARY, "accept");
    return new Response(
        200, headers, new Body.Stream(pages, () -> Body.NO_TRAILERS, pages.lastWords()));
  }
}
