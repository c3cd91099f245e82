package dev.drover.filter.shape;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.config.Size;
import dev.drover.exchange.Body;
import dev.drover.exchange.Converted;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.filter.FilterFactory;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.HeavyFactory;
import dev.drover.task.Workers;
import dev.drover.task.Workplace;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Unpacks compressed content of requests (RFC 9110, section 8.4.1), for filters and upstreams that
 * cannot, within bounds that a bomb does not fit. Content of gRPC calls passes as it is. Example:
 * {@code {"decompress": {"bytes": "10MiB"}}}.
 */
public final class Decompress implements Filter {
  /** Its configuration. */
  @Doc("Unpacks gzip and deflate content of requests, within bounds.")
  public record Config(
      @Doc("How long the unpacked content may be.")
          @Default("16MiB")
          @Range(min = "1B", max = "1GiB")
          Size bytes,
      @Doc("How many times as long as the packed content it may be, from 64KiB on.")
          @Default("100")
          @Range(min = "1", max = "1100")
          int ratio,
      @Doc("Where it is done.") Workplace on) {}

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config>, HeavyFactory<Config> {
    @Override
    public String name() {
      return "decompress";
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
      return new Decompress(config, parts.workers(name(), config.on()), parts.refusals(name()));
    }
  }

  private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

  private final Config config;
  private final Workers workers;
  private final Counter refused;

  Decompress(Config config, Workers workers, Counter refused) {
    this.config = config;
    this.workers = workers;
    this.refused = refused;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    MultiMap headers = exchange.head().headers();
    String first = headers.get(HttpHeaders.CONTENT_ENCODING);
    if (first == null || exchange.grpc()) {
      return next.handle(exchange);
    }
    List<String> all = headers.getAll(HttpHeaders.CONTENT_ENCODING);
    String coding = String.join(",", all).strip().toLowerCase(Locale.ROOT);
    if (coding.equals("identity")) {
      return next.handle(exchange);
    }
    if (!GZIP.contains(coding) && !coding.equals("deflate")) {
      refused.increment();
      return Future.failedFuture(
          Failure.of(
                  Reason.UNSUPPORTED_MEDIA_TYPE,
                  "The content is encoded in a way that is not taken here.")
              .header("accept-encoding", "gzip, deflate"));
    }
    return unpacked(exchange, headers, GZIP.contains(coding), next);
  }

  private Future<Response> unpacked(
      Exchange exchange, MultiMap headers, boolean gzip, Handler next) {
    Known length = new Known(Known.length(headers));
    headers.remove(HttpHeaders.CONTENT_ENCODING).remove(HttpHeaders.CONTENT_LENGTH);
    Lent<Inflation> inflation =
        new Lent<>(new Inflation(gzip, config.bytes().bytes(), config.ratio()));
    exchange.onEnd(failure -> inflation.leave());
    Converted.Hands hands =
        workers.hands(exchange, length, false).telling(thrown -> broken(exchange, thrown));
    if (exchange.body() instanceof Body.Stream stream) {
      if (headers.contains(HttpHeaders.EXPECT)) {
        headers.remove(HttpHeaders.EXPECT);
        exchange.interim(100, Body.NO_TRAILERS);
      }
      Converted content = new Converted(stream.source(), inflation, hands);
      exchange.body(new Body.Stream(content, stream.trailers()));
      return content.begin().compose(nothing -> next.handle(exchange));
    }
    if (exchange.body() instanceof Body.Whole whole) {
      return hands
          .take(
              whole.buffer().length(),
              () ->
                  Buffer.buffer()
                      .appendBuffer(inflation.next(whole.buffer()))
                      .appendBuffer(inflation.end()))
          .compose(
              content -> {
                exchange.body(Body.of(content));
                return next.handle(exchange);
              });
    }
    return next.handle(exchange);
  }

  /** What breaks the content ends the exchange, whoever reads it. */
  private void broken(Exchange exchange, Throwable thrown) {
    if (exchange.fail(Failure.from(thrown))) {
      refused.increment();
    }
  }
}
