package dev.drover.filter.shape;

import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.GrpcFrame;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.config.Ref;
import dev.drover.config.Shorthand;
import dev.drover.config.Size;
import dev.drover.exchange.Body;
import dev.drover.exchange.Converted;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.MessageCheck;
import dev.drover.exchange.Response;
import dev.drover.filter.FilterFactory;
import dev.drover.schema.Derived;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schemas;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.HeavyFactory;
import dev.drover.task.Workers;
import dev.drover.task.Workplace;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.IntToLongFunction;

/**
 * Looks at the messages of calls before they go upstream: that they keep to the rules of
 * buf.validate in the newest version of a schema. Holds of gRPC clients, and of those whose
 * requests a handler makes into calls. Example: {@code {"validateProto": "greeter"}}.
 */
public final class ProtoBody implements Filter, MessageCheck {
  /** Its configuration. */
  @Doc("Looks at the messages of calls before they go upstream, by the rules of buf.validate.")
  @Shorthand("schema")
  public record Config(
      @Doc("The schema with the rules.") @Ref("schemas") String schema,
      @Doc("How long a message may be.") @Default("256KiB") @Range(min = "1B", max = "4MiB")
          Size bytes,
      @Doc("Whether calls of methods that the schema does not have pass.") @Default("false")
          boolean others,
      @Doc("Where messages are looked at; it is the length of a message that counts.")
          Workplace on) {}

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config>, HeavyFactory<Config> {
    @Override
    public String name() {
      return "validateProto";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Map<String, Workplace> places(Config config) {
      return Map.of("/on", config.on());
    }

    /** The rules of schemas that are known by now are compiled here, where it may take its time. */
    @Override
    public void check(Config config, Schemas schemas, BiConsumer<String, String> problems) {
      Derived<MessageRules> rules = live(config, schemas).derive(RULES, MessageRules::of);
      if (!rules.problem().isEmpty()) {
        problems.accept("/schema", rules.problem());
      }
    }

    @Override
    public Filter create(Config config, Parts parts) {
      return new ProtoBody(
          config,
          live(config, parts.schemas()),
          parts.workers(name(), config.on()),
          parts.refusals(name()));
    }

    private static LiveSchema live(Config config, Schemas schemas) {
      return schemas
          .of(Optional.of(config.schema()), "")
          .orElseThrow(() -> new IllegalStateException("No schema " + config.schema() + "."));
    }
  }

  private static final String RULES = "buf.validate";

  private final Config config;
  private final LiveSchema schema;
  private final Derived<MessageRules> rules;
  private final Workers workers;
  private final Counter refused;

  ProtoBody(Config config, LiveSchema schema, Workers workers, Counter refused) {
    this.config = config;
    this.schema = schema;
    this.rules = schema.derive(RULES, MessageRules::of);
    this.workers = workers;
    this.refused = refused;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    if (!exchange.grpc()) {
      exchange.put(MessageCheck.KEY, this);
      return next.handle(exchange);
    }
    String method = exchange.request().path().substring(1);
    return check(exchange, method, exchange.body())
        .compose(
            body -> {
              exchange.body(body);
              return next.handle(exchange);
            });
  }

  @Override
  public Future<Body> check(Exchange exchange, String name, Body frames) {
    MessageRules current = rules.value();
    if (current == null) {
      schema.refresh();
      return Future.failedFuture(absent());
    }
    MessageRules.Method method = current.method(name);
    if (method == null) {
      return config.others()
          ? Future.succeededFuture(frames)
          : refuse(Failure.of(Reason.NO_ROUTE, "This method is not known here."));
    }
    Checking checking = new Checking(current, method);
    Converted.Hands hands =
        workers.hands(exchange, checking, false).telling(thrown -> broken(exchange, thrown));
    if (frames instanceof Body.Whole whole) {
      return hands.take(whole.buffer().length(), () -> checking.next(whole.buffer())).map(frames);
    }
    if (!(frames instanceof Body.Stream stream)) {
      return Future.succeededFuture(frames);
    }
    Converted checked = new Converted(stream.source(), checking, hands);
    Body body = new Body.Stream(checked, stream.trailers(), stream.lastWords());
    return method.streams() ? Future.succeededFuture(body) : checked.begin().map(body);
  }

  private Failure absent() {
    String problem = rules.problem();
    return Failure.of(
            Reason.NO_SCHEMA,
            "The schema \"" + schema.name() + "\" of this route is not there yet.")
        .note(problem.isEmpty() ? schema.state().problem() : problem);
  }

  private <T> Future<T> refuse(Failure failure) {
    refused.increment();
    return Future.failedFuture(failure);
  }

  /** The exchange ends, whoever reads the messages. */
  private void broken(Exchange exchange, Throwable thrown) {
    if (exchange.fail(Failure.from(thrown))) {
      refused.increment();
    }
  }

  /** Lets whole messages pass, each when it has been looked at. */
  private final class Checking implements Converted.Conversion, IntToLongFunction {
    private final MessageRules current;
    private final MessageRules.Method method;
    private final GrpcDeframer deframer =
        new GrpcDeframer((int) config.bytes().bytes(), Reason.TOO_LARGE);
    private long pending;

    Checking(MessageRules current, MessageRules.Method method) {
      this.current = current;
      this.method = method;
    }

    /** How much has come of the messages that have not been looked at. */
    @Override
    public long applyAsLong(int further) {
      return pending + further;
    }

    @Override
    public Buffer next(Buffer content) {
      Buffer checked = Buffer.buffer();
      try {
        deframer.feed(
            content,
            (bytes, offset, length) -> {
              current.check(method, bytes, offset, length);
              checked.appendBuffer(
                  GrpcFrame.of(Arrays.copyOfRange(bytes, offset, offset + length)));
            });
      } catch (Failure failure) {
        throw failure.reason() == Reason.PROTOCOL
            ? Failure.of(Reason.UNSUPPORTED_MEDIA_TYPE, "Compressed messages are not taken here.")
            : failure;
      }
      pending = deframer.empty() ? 0 : Math.max(0, pending + content.length() - checked.length());
      return checked;
    }

    @Override
    public Buffer end() {
      if (!deframer.empty()) {
        throw Failure.of(Reason.MALFORMED, "The last message is not whole.");
      }
      return Buffer.buffer();
    }
  }
}
