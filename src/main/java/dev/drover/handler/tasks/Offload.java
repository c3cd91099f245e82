package dev.drover.handler.tasks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.drover.codec.Accept;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.config.Shorthand;
import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.handler.HandlerFactory;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.Dispatch;
import dev.drover.task.Form;
import dev.drover.task.Job;
import dev.drover.task.Kind;
import dev.drover.task.Order;
import dev.drover.task.Priority;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has a task done by a worker: the request is its input, the result is the answer. A client that
 * goes away cancels the job. Example: {@code "task": "primes"}.
 */
public final class Offload implements Handler {
  /** Where the input comes from. */
  public enum Source {
    /** The body; where there is none, the query. */
    ANY,
    BODY,
    QUERY
  }

  /** How the client is told how far the job is. */
  public enum Steps {
    /** As its {@code accept} header asks. */
    ASKED,
    NEVER,
    NDJSON,
    EVENTS
  }

  /** Its configuration. */
  @Doc("Has a task done by a worker: the request is its input, the result is the answer.")
  @Shorthand("name")
  public record Config(
      @Doc("The name of the task.") String name,
      @Doc("Where the input comes from; parameters of a query are the members of an object.")
          @Default("any")
          Source input,
      @Doc("How urgent its jobs are; of all classes they are started 16 : 4 : 1.")
          @Default("normal")
          Priority priority,
      @Doc("How long a job may take, where the task's own limit is not shorter.")
          @Range(min = "1ms", max = "1d")
          Optional<Duration> timeout,
      @Doc("How many parts a divisible task is done in; 0 for as many as make sense.")
          @Default("0")
          @Range(min = "0", max = "10000")
          int parts,
      @Doc(
              "Whether the answer tells how far the job is, line by line: as NDJSON, as Server-Sent"
                  + " Events, never, or as the accept header asks.")
          @Default("asked")
          Steps progress) {}

  /** Makes them. */
  public static final class Factory implements HandlerFactory<Config> {
    @Override
    public String name() {
      return "task";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public List<String> tasks(Config config) {
      return List.of(config.name());
    }

    @Override
    public Handler create(Config config, Parts parts) {
      Kind kind = parts.dispatch().kind(config.name());
      if (kind == null) {
        throw new IllegalStateException("No task is called \"" + config.name() + "\".");
      }
      return new Offload(config, kind, parts.dispatch());
    }
  }

  private static final String NDJSON = "application/x-ndjson";
  private static final String EVENTS = "text/event-stream";
  private static final int MOST_PARAMETERS = 100;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Config config;
  private final Kind kind;
  private final Dispatch dispatch;

  Offload(Config config, Kind kind, Dispatch dispatch) {
    this.config = config;
    this.kind = kind;
    this.dispatch = dispatch;
  }

  @Override
  public Future<Response> handle(Exchange exchange) {
    if (exchange.head().headers().contains(HttpHeaders.EXPECT)) {
      exchange.interim(100, Body.NO_TRAILERS);
    }
    String steps = steps(exchange.head().headers().get(HttpHeaders.ACCEPT));
    return input(exchange).compose(input -> begin(exchange, input, steps));
  }

  /** The media type in which the client is told how far the job is; empty for not at all. */
  private String steps(@Nullable String accept) {
    return switch (config.progress()) {
      case NEVER -> "";
      case NDJSON -> NDJSON;
      case EVENTS -> EVENTS;
      case ASKED -> {
        List<String> offers = List.of(kind.mediaType(), NDJSON, EVENTS);
        int best = accept == null ? 0 : Accept.choose(accept, offers);
        yield best <= 0 ? "" : offers.get(best);
      }
    };
  }

  private Future<Buffer> input(Exchange exchange) {
    String query = exchange.request().query();
    boolean bare = exchange.request().body() instanceof Body.None;
    if (config.input() == Source.QUERY || (config.input() == Source.ANY && bare && query != null)) {
      return Future.succeededFuture(parameters(query == null ? "" : query));
    }
    return Collected.of(
        exchange.request().body(), dispatch.tasks().config().payloadBytes().bytes());
  }

  private static Buffer parameters(String query) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    try {
      new QueryStringDecoder(query, StandardCharsets.UTF_8, false, MOST_PARAMETERS)
          .parameters()
          .forEach((name, values) -> object.put(name, values.get(values.size() - 1)));
    } catch (IllegalArgumentException malformed) {
      throw Failure.of(Reason.MALFORMED, "The query of this request cannot be decoded.");
    }
    return Buffer.buffer(object.toString());
  }

  private Future<Response> begin(Exchange exchange, Buffer input, String steps) {
    if (exchange.ended()) {
      return Future.failedFuture(Failure.of(Reason.CANCELLED, "The client has gone away."));
    }
    long nanos =
        Math.min(
            exchange.remaining(), config.timeout().map(Duration::toNanos).orElse(Exchange.NEVER));
    Order order =
        Order.of(kind.name(), input, Order.caller(exchange))
            .at(config.priority())
            .within(nanos)
            .inParts(config.parts());
    return steps.isEmpty() ? whole(exchange, order) : streamed(exchange, order, steps);
  }

  private Future<Response> whole(Exchange exchange, Order order) {
    Job job = dispatch.submit(order);
    exchange.onEnd(failure -> job.cancel());
    return job.result().map(result -> Response.of(200, kind.mediaType(), result));
  }

  /** Answers when there is something to tell, so that a refusal is still one. */
  private Future<Response> streamed(Exchange exchange, Order order, String type) {
    ProgressStream stream = new ProgressStream();
    MultiMap headers =
        HttpHeaders.headers()
            .set(HttpHeaders.CONTENT_TYPE, type)
            .set(HttpHeaders.CACHE_CONTROL, "no-store");
    Response response =
        new Response(
            200,
            headers,
            new Body.Stream(stream, () -> Body.NO_TRAILERS, failure -> error(type, failure)));
    Promise<Response> begun = Promise.promise();
    Job job =
        dispatch.submit(
            order.telling(
                (done, note) -> {
                  ObjectNode step = JsonNodeFactory.instance.objectNode();
                  stream.step(line(type, "progress", step.put("progress", done).put("note", note)));
                  begun.tryComplete(response);
                }));
    exchange.onEnd(failure -> job.cancel());
    job.result()
        .onSuccess(
            result -> {
              stream.end(
                  line(
                      type,
                      "result",
                      JsonNodeFactory.instance.objectNode().set("result", value(result))));
              begun.tryComplete(response);
            })
        .onFailure(
            cause -> {
              if (!begun.tryFail(cause)) {
                stream.fail(Failure.from(cause));
              }
            });
    return begun.future();
  }

  private JsonNode value(Buffer result) {
    if (kind.traits().gives() == Form.JSON) {
      try {
        return MAPPER.readTree(result.getBytes());
      } catch (IOException none) {
        throw new IllegalStateException("The result of " + kind.name() + " is no JSON.", none);
      }
    }
    return TextNode.valueOf(Base64.getEncoder().encodeToString(result.getBytes()));
  }

  private static Buffer error(String type, Failure failure) {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error
        .putObject("error")
        .put("reason", failure.reason().name())
        .put("status", failure.reason().http())
        .put("detail", failure.text());
    return line(type, "error", error);
  }

  private static Buffer line(String type, String event, JsonNode content) {
    try {
      String json = MAPPER.writeValueAsString(content);
      return Buffer.buffer(
          type.equals(EVENTS) ? "event: " + event + "\ndata: " + json + "\n\n" : json + "\n");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A line cannot be written.", impossible);
    }
  }
}
