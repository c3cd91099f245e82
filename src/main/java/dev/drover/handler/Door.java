package dev.drover.handler;

import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.GrpcFrame;
import dev.drover.codec.rpc.CallMethod;
import dev.drover.codec.rpc.ClientCall;
import dev.drover.codec.rpc.ClientProtocol;
import dev.drover.config.Doc;
import dev.drover.config.Pattern;
import dev.drover.config.Ref;
import dev.drover.config.Shorthand;
import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Protocol;
import dev.drover.exchange.Response;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schemas;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The gRPC method that a handler of HTTP requests is, too: whichever protocol a client calls it by,
 * the handler gets one message, and answers in the form of gRPC. Safe for all threads.
 *
 * @param method takes one message
 */
public record Door(SchemaMethod method) {
  /** The form of a method's name. */
  public static final String METHOD = "[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*/[A-Za-z_]\\w*";

  private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final Failure NONE = Failure.of(Reason.NO_ROUTE, "This route is no method.");

  /** A gRPC method that is served. */
  @Doc("The gRPC method that this is, too.")
  @Shorthand("method")
  public record Config(
      @Doc("Its full name.")
          @Pattern(value = METHOD, expected = "a method such as \"pkg.Service/Method\"")
          String method,
      @Doc("The schema that has it; the only one when absent.") @Ref("schemas")
          Optional<String> schema) {}

  /** Answers a call. */
  @FunctionalInterface
  public interface Answering {
    /**
     * @param method what it is now
     * @param message the bytes of the request
     * @return in the form of gRPC
     */
    Future<Response> answer(CallMethod method, byte[] message);
  }

  /**
   * That of a configuration.
   *
   * @param problems told the JSON pointer below the handler's configuration, and a sentence
   * @return empty when there is none, or no schema for it
   */
  public static Optional<Door> of(
      Optional<Config> config, Schemas schemas, BiConsumer<String, String> problems) {
    if (config.isEmpty()) {
      return Optional.empty();
    }
    Collection<LiveSchema> all = schemas.all();
    Optional<LiveSchema> schema =
        config
            .get()
            .schema()
            .flatMap(name -> all.stream().filter(one -> one.name().equals(name)).findFirst())
            .or(() -> all.size() == 1 ? all.stream().findFirst() : Optional.empty());
    if (schema.isEmpty()) {
      problems.accept("/grpc/schema", "expected the name of a schema, since there is not just one");
      return Optional.empty();
    }
    SchemaMethod method = SchemaMethod.of(schema.get(), config.get().method());
    CallMethod found = method.known();
    if (method.missing()) {
      problems.accept("/grpc/method", "the schema has no method " + config.get().method());
    } else if (found != null && found.descriptor().isClientStreaming()) {
      problems.accept(
          "/grpc/method",
          "expected a method that takes one message, but "
              + found.label()
              + " "
              + found.kind().words());
    }
    return Optional.of(new Door(method));
  }

  /**
   * Has a call answered.
   *
   * @param door null when the handler is no method
   * @param most how many bytes the message may have
   * @throws Failure NO_ROUTE when there is no such method, or it cannot be called so
   */
  public static Future<Response> open(
      @Nullable Door door, Exchange exchange, int most, Answering answering) {
    if (door == null) {
      throw NONE;
    }
    CallMethod method = door.method.now();
    if (exchange.protocol() == Protocol.GRPC) {
      return call(exchange, method, exchange.body(), most, answering);
    }
    ClientProtocol codec = ClientProtocol.of(exchange.protocol());
    if (codec == null) {
      throw Failure.of(Reason.NO_ROUTE, "This method cannot be called so.");
    }
    return codec.carry(
        new ClientCall(
            exchange,
            method,
            NONE,
            most,
            PING_NANOS,
            body -> call(exchange, method, body, most, answering)));
  }

  private static Future<Response> call(
      Exchange exchange, CallMethod method, Body body, int most, Answering answering) {
    GrpcDeframer frames = GrpcDeframer.ofRequest(exchange.head().headers(), most);
    return Collected.of(body, most + (long) GrpcFrame.PREFIX)
        .compose(content -> answering.answer(method, frames.only(content)));
  }
}
