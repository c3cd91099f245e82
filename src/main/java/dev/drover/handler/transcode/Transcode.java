package dev.drover.handler.transcode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.codec.ContentCoding;
import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.GrpcHead;
import dev.drover.config.Size;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Head;
import dev.drover.exchange.MessageCheck;
import dev.drover.exchange.Outbound;
import dev.drover.exchange.Response;
import dev.drover.handler.Forwarded;
import dev.drover.handler.ForwardedHeaders;
import dev.drover.handler.GrpcServing;
import dev.drover.schema.BindingTable;
import dev.drover.schema.Derived;
import dev.drover.schema.LiveSchema;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves the methods of a gRPC upstream as REST, by the HTTP rules of a schema that is known only
 * at run time (google/api/http.proto). One route serves whole services. Streams of messages are
 * streams of JSON, in both directions, item by item.
 *
 * <p>Example: {@code "transcode": "greeter"}, or {@code "transcode": {"upstream": "greeter",
 * "services": ["helloworld.Greeter"]}}.
 */
public final class Transcode implements Handler, GrpcServing {
  private static final CharSequence GRPC = HttpHeaders.createOptimized("application/grpc");

  private final TranscodeConfig config;
  private final Upstream upstream;
  private final LiveSchema schema;
  private final Derived<Transcoding> transcoding;
  private final MetadataRules metadata;
  private final ForwardedHeaders forwarded;

  /**
   * @param upstream has the services of the schema
   */
  public Transcode(TranscodeConfig config, Upstream upstream, LiveSchema schema) {
    this(
        config,
        upstream,
        schema,
        schema.derive(config, version -> Transcoding.of(config, version)));
  }

  private Transcode(
      TranscodeConfig config,
      Upstream upstream,
      LiveSchema schema,
      Derived<Transcoding> transcoding) {
    this.config = config;
    this.upstream = upstream;
    this.schema = schema;
    this.transcoding = transcoding;
    this.metadata = new MetadataRules(config.metadata());
    this.forwarded = new ForwardedHeaders(config.forwarded(), config.via());
  }

  /**
   * What a route offers, as an OpenAPI document; empty while its schema is not known.
   *
   * @param title what the document is called
   */
  public static Optional<Supplier<ObjectNode>> api(
      TranscodeConfig config, LiveSchema schema, String title) {
    return Optional.ofNullable(
            schema.derive(config, version -> Transcoding.of(config, version)).value())
        .map(transcoding -> () -> transcoding.document(title, config));
  }

  /**
   * One that serves all methods by their gRPC paths: {@code POST /package.Service/Method} with the
   * message as content, and GET with its fields in the query where the answer is a stream, or
   * nothing is changed.
   */
  public static Transcode ofCalls(
      Upstream upstream, LiveSchema schema, Size most, Forwarded.Form forwarded, boolean via) {
    TranscodeConfig config = TranscodeConfig.ofCalls(upstream.name(), most, forwarded, via);
    return new Transcode(
        config,
        upstream,
        schema,
        schema.derive(Transcode.class, version -> Transcoding.ofCalls(config, version)));
  }

  @Override
  public Future<Response> handle(Exchange exchange) {
    exchange.errors(config.errors());
    Transcoding current = transcoding.value();
    if (current == null) {
      schema.refresh();
      throw absent();
    }
    String target = exchange.head().target();
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? null : target.substring(mark + 1);
    String verb = exchange.head().method().name();
    BindingTable.Match match = current.table().match(verb, path);
    if (match instanceof BindingTable.Found found) {
      return call(exchange, current, current.method(found.binding()), found.values(), query);
    }
    throw refusal(match, verb, path);
  }

  @Override
  public Set<String> services() {
    Transcoding current = transcoding.value();
    return current == null ? Set.of() : current.services();
  }

  private Failure absent() {
    String problem = transcoding.problem();
    String why = problem.isEmpty() ? schema.state().problem() : problem;
    return Failure.of(
            Reason.NO_SCHEMA,
            "The schema \"" + schema.name() + "\" of this route is not there yet.")
        .note(why);
  }

  private static Failure refusal(BindingTable.Match match, String verb, String path) {
    if (match instanceof BindingTable.OtherVerb other) {
      String allow = String.join(", ", other.allow());
      return Failure.of(
              Reason.METHOD_NOT_ALLOWED, path + " does not take " + verb + ", only " + allow + ".")
          .header("Allow", allow);
    }
    return match instanceof BindingTable.Malformed malformed
        ? Failure.of(Reason.MALFORMED, malformed.reason())
        : Failure.of(Reason.NO_ROUTE, "No method is bound to " + verb + " " + path + ".");
  }

  private Future<Response> call(
      Exchange exchange,
      Transcoding current,
      BoundMethod method,
      List<String> values,
      @Nullable String query) {
    MultiMap headers = exchange.head().headers();
    MediaTypes types = MediaTypes.of(headers, method);
    GrpcHead.limit(exchange); // the client may set a deadline in the words of gRPC
    if (headers.contains(HttpHeaders.EXPECT)) {
      exchange.interim(100, Body.NO_TRAILERS);
    }
    String length = headers.get(HttpHeaders.CONTENT_LENGTH);
    long declared = length == null ? 0 : Long.parseLong(length); // has been checked
    return new RequestBody(method, config, values, query, types.request(), declared)
        .of(exchange.body())
        .compose(body -> MessageCheck.of(exchange, method.path().substring(1), body))
        .compose(body -> upstream.send(exchange, outbound(exchange, method, headers, body)))
        .compose(
            response ->
                new Reply(exchange, current, method, types, config, metadata, schema).of(response));
  }

  private Outbound outbound(Exchange exchange, BoundMethod method, MultiMap headers, Body body) {
    metadata.request(headers);
    headers.set(HttpHeaders.CONTENT_TYPE, GRPC);
    headers.set(GrpcDeframer.ACCEPTED, ContentCoding.ALL);
    GrpcHead.write(exchange, headers);
    forwarded.write(exchange, headers);
    Head head = new Head(HttpMethod.POST, exchange.head().authority(), method.path(), headers);
    return new Outbound(head, body, true, method.path().substring(1));
  }
}
