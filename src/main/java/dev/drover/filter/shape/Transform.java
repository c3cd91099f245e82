package dev.drover.filter.shape;

import dev.drover.codec.ContentCoding;
import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import dev.drover.expression.HeaderFields;
import dev.drover.expression.InvalidExpression;
import dev.drover.expression.RequestVariables;
import dev.drover.expression.Transformation;
import dev.drover.filter.FilterFactory;
import dev.drover.schema.Schemas;
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
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes other JSON of the JSON of requests, before they go anywhere, and of answers. Example:
 * {@code {"transform": {"response": "{ \"names\": people.name }"}}}.
 */
public final class Transform implements Filter {
  /** Makes them. */
  public static final class Factory
      implements FilterFactory<TransformConfig>, HeavyFactory<TransformConfig> {
    @Override
    public String name() {
      return "transform";
    }

    @Override
    public Class<TransformConfig> config() {
      return TransformConfig.class;
    }

    @Override
    public Map<String, Workplace> places(TransformConfig config) {
      return Map.of("/on", config.on());
    }

    @Override
    public void check(
        TransformConfig config, Schemas schemas, BiConsumer<String, String> problems) {
      check("/request", config.request(), problems);
      check("/response", config.response(), problems);
    }

    private static void check(
        String place, Optional<String> text, BiConsumer<String, String> problems) {
      try {
        text.ifPresent(Transformation::of);
      } catch (InvalidExpression wrong) {
        problems.accept(place, wrong.text());
      }
    }

    @Override
    public Filter create(TransformConfig config, Parts parts) {
      Sides sides = parts.shared().once(() -> Sides.of(config));
      return new Transform(
          config, sides, parts.workers(name(), config.on()), parts.refusals(name()));
    }
  }

  /** What is done with requests, and with answers; null for nothing. */
  private record Sides(@Nullable Reshape request, @Nullable Reshape response) {
    static Sides of(TransformConfig config) {
      return new Sides(
          config
              .request()
              .map(text -> Reshape.ofRequests(Transformation.of(text), config))
              .orElse(null),
          config
              .response()
              .map(text -> Reshape.ofAnswers(Transformation.of(text), config))
              .orElse(null));
    }
  }

  private final TransformConfig config;
  private final @Nullable Reshape request;
  private final @Nullable Reshape response;
  private final Workers workers;
  private final Counter refused;

  private Transform(TransformConfig config, Sides sides, Workers workers, Counter refused) {
    this.config = config;
    this.request = sides.request();
    this.response = sides.response();
    this.workers = workers;
    this.refused = refused;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    if (exchange.protocol() != Protocol.HTTP) {
      return next.handle(exchange);
    }
    Reshape asked = request;
    if (asked == null || exchange.body() instanceof Body.None) {
      return answered(exchange, next);
    }
    MultiMap headers = exchange.head().headers();
    if (!JsonContent.is(headers) || headers.contains(HttpHeaders.CONTENT_ENCODING)) {
      return config.others() ? answered(exchange, next) : refuse(unsupported());
    }
    if (headers.contains(HttpHeaders.EXPECT)) {
      headers.remove(HttpHeaders.EXPECT);
      exchange.interim(100, Body.NO_TRAILERS);
    }
    return Collected.of(exchange.body(), asked.bytes())
        .compose(content -> asked(exchange, asked, content))
        .recover(thrown -> refuse(Failure.from(thrown)))
        .compose(
            content -> {
              OtherBytes.mark(headers);
              headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.length()));
              exchange.body(Body.of(content));
              return answered(exchange, next);
            });
  }

  private static Failure unsupported() {
    return Failure.of(Reason.UNSUPPORTED_MEDIA_TYPE, "Only JSON is taken here, uncompressed.")
        .header("accept", "application/json");
  }

  private <T> Future<T> refuse(Failure failure) {
    refused.increment();
    return Future.failedFuture(failure);
  }

  private Future<Buffer> asked(Exchange exchange, Reshape reshape, Buffer content) {
    byte[] bytes = content.getBytes();
    Map<String, Object> variables = variables(exchange, reshape);
    return workers.want(bytes.length)
        ? workers.call(
            exchange, work -> Buffer.buffer(reshape.of(bytes, null, variables, work::check)))
        : Future.succeededFuture(here(reshape, bytes, null, variables));
  }

  private Buffer here(
      Reshape reshape,
      byte[] content,
      @Nullable ContentCoding coding,
      Map<String, Object> variables) {
    Runnable wanted = Reshape.until(config.time().toNanos());
    return Buffer.buffer(reshape.of(content, coding, variables, wanted));
  }

  private static Map<String, Object> variables(Exchange exchange, Reshape reshape) {
    return RequestVariables.ALL.tree(exchange, reshape.transformation()::mentions);
  }

  private Future<Response> answered(Exchange exchange, Handler next) {
    Reshape given = response;
    if (given == null) {
      return next.handle(exchange);
    }
    MultiMap headers = exchange.head().headers();
    headers.set(HttpHeaders.ACCEPT_ENCODING, ContentCoding.IDENTITY);
    headers.remove("range").remove("if-range");
    boolean headOnly = exchange.head().method() == HttpMethod.HEAD;
    return next.handle(exchange)
        .compose(
            answer -> {
              if (!wants(answer)) {
                return Future.succeededFuture(answer);
              }
              if (headOnly) {
                OtherBytes.mark(answer.headers());
                return Future.succeededFuture(answer);
              }
              return transformed(exchange, given, answer);
            });
  }

  private boolean wants(Response answer) {
    int status = answer.status();
    return status >= 200
        && (status < 300 || config.errors())
        && JsonContent.is(answer.headers())
        && (answer.body() instanceof Body.Whole || answer.body() instanceof Body.Stream);
  }

  private Future<Response> transformed(Exchange exchange, Reshape reshape, Response answer) {
    MultiMap headers = answer.headers();
    String packed = headers.get(HttpHeaders.CONTENT_ENCODING);
    ContentCoding coding = ContentCoding.of(packed);
    if (answer.status() == 206
        || (packed != null && coding == null && !packed.equals(ContentCoding.IDENTITY))) {
      return Future.failedFuture(
          Failure.of(
              Reason.PROTOCOL,
              "The content of the server's answer is a part, or packed in a way that is not known"
                  + " here, and cannot be transformed."));
    }
    return Collected.of(answer.body(), reshape.bytes())
        .recover(thrown -> Future.failedFuture(broken(reshape, thrown)))
        .compose(
            content ->
                content.length() == 0
                    ? Future.succeededFuture(content)
                    : content(exchange, reshape, answer, coding, content))
        .map(
            content -> {
              OtherBytes.mark(headers);
              headers.remove(HttpHeaders.CONTENT_ENCODING);
              return new Response(answer.status(), headers, Body.of(content));
            });
  }

  private static Failure broken(Reshape reshape, Throwable thrown) {
    Failure why = Failure.from(thrown);
    return why.reason() == Reason.TOO_LARGE ? reshape.tooLong() : why;
  }

  /** What has been done is not refused any more: its answer waits for a worker. */
  private Future<Buffer> content(
      Exchange exchange,
      Reshape reshape,
      Response answer,
      @Nullable ContentCoding coding,
      Buffer content) {
    byte[] bytes = content.getBytes();
    Map<String, Object> variables = variables(exchange, reshape);
    if (reshape.transformation().mentions("response")) {
      Map<String, Object> known = new LinkedHashMap<>();
      known.put("status", answer.status());
      known.put("headers", new LinkedHashMap<>(new HeaderFields(answer.headers())));
      variables.put("response", known);
    }
    return workers.want(coding == null ? bytes.length : reshape.bytes())
        ? workers.insist(
            exchange, work -> Buffer.buffer(reshape.of(bytes, coding, variables, work::check)))
        : Future.succeededFuture(here(reshape, bytes, coding, variables));
  }
}
