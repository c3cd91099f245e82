package dev.drover.handler.paginate;

import dev.drover.codec.HopByHop;
import dev.drover.codec.rpc.CallMethod;
import dev.drover.codec.rpc.Metadata;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.handler.Door;
import dev.drover.handler.ForwardedHeaders;
import dev.drover.handler.transcode.ReplyForm;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.upstream.Upstream;
import dev.drover.upstream.UpstreamCalls;
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
 * Walks the pages of a list and answers with their items as one stream: NDJSON, server-sent events,
 * a JSON array or messages of gRPC. What the first page answers instead of a page is given to the
 * client; what goes wrong later is the last line or the status, and breaks an array off. Example:
 * {@code "paginate": {"upstream": "crm", "link": {}}}.
 */
public final class Paginate implements Handler {
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

  /** How large a request by gRPC may be. */
  private static final int MOST_ASKED = 1 << 20;

  private final PaginateConfig config;
  private final Upstream upstream;
  private final Vertx vertx;
  private final Lists lists;
  private final ForwardedHeaders forwarded;
  private final PageReader reader;
  private final Set<String> origins;

  Paginate(PaginateConfig config, Upstream upstream, Vertx vertx, Lists lists) {
    this.config = config;
    this.upstream = upstream;
    this.vertx = vertx;
    this.lists = lists;
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
    if (exchange.protocol().calls()) {
      return Door.open(
          lists.door(),
          exchange,
          MOST_ASKED,
          (method, message) -> called(exchange, method, message));
    }
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
    String target = exchange.head().target();
    if (config.call().isEmpty()) {
      return walked(exchange, walk(exchange, target), source(exchange), Reply.text(form, null));
    }
    ListMethod list = lists.method();
    Source source = source(exchange, list, list.gets().message(target));
    return walked(exchange, CursorWalk.ofTokens(), source, Reply.text(form, list));
  }

  /** The same for a client of gRPC. */
  private Future<Response> called(Exchange exchange, CallMethod method, byte[] message) {
    int most = (int) config.pageBytes().bytes();
    if (config.call().isEmpty()) {
      String target = lists.target(method, message);
      return walked(
          exchange, walk(exchange, target), source(exchange), Reply.messages(method, null, most));
    }
    ListMethod list = lists.method();
    if (!list.mismatch(method).isEmpty()) {
      throw Failure.of(Reason.NO_SCHEMA, "The schemas of this list do not fit together now.")
          .note(list.mismatch(method));
    }
    return walked(
        exchange,
        CursorWalk.ofTokens(),
        source(exchange, list, message),
        Reply.messages(method, list, most));
  }

  private Future<Response> walked(Exchange exchange, Walk walk, Source source, Reply reply) {
    if (exchange.ended()) {
      return Future.failedFuture(Failure.of(Reason.CANCELLED, "The client has gone away."));
    }
    Pages pages =
        new Pages(walk, source, config, reply, task -> vertx.runOnContext(nothing -> task.run()));
    return pages
        .begin(exchange)
        .map(
            given ->
                given instanceof Given.Refusal refusal
                    ? reply.refused(refusal)
                    : reply.begun(pages));
  }

  private Source source(Exchange exchange) {
    MultiMap headers = HttpHeaders.headers().addAll(exchange.head().headers());
    if (exchange.protocol().calls()) {
      Metadata.request(headers);
    } else {
      HopByHop.strip(headers);
    }
    DROPPED.forEach(headers::remove);
    headers.set(HttpHeaders.ACCEPT, "application/json");
    forwarded.write(exchange, headers);
    UpstreamRequests requests =
        new UpstreamRequests(upstream, exchange.wheel(), config.pageBytes().bytes());
    return new RestSource(requests, exchange, headers, reader, config.pageTimeout());
  }

  private Source source(Exchange exchange, ListMethod list, byte[] asked) {
    MultiMap headers = HttpHeaders.headers().addAll(exchange.head().headers());
    Metadata.request(headers);
    headers.set("x-request-id", exchange.id());
    forwarded.write(exchange, headers);
    UpstreamCalls calls =
        new UpstreamCalls(upstream, exchange.wheel(), (int) config.pageBytes().bytes());
    return new CallSource(calls, exchange, headers, list, asked, config.pageTimeout());
  }

  private Walk walk(Exchange exchange, String target) {
    if (config.page().isPresent()) {
      return new NumberWalk(target, config.page().get());
    }
    if (config.cursor().isPresent()) {
      return CursorWalk.ofQuery(target, config.cursor().get().parameter());
    }
    if (config.pageToken().isPresent()) {
      return CursorWalk.ofQuery(target, config.pageToken().get().parameter());
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
}
