package dev.drover.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.drover.codec.rpc.CallKind;
import dev.drover.codec.rpc.CallMethod;
import dev.drover.handler.HandlerFactory;
import dev.drover.handler.SchemaMethod;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schemas;
import dev.drover.task.Kind;
import dev.drover.task.Workers;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** How calls are made, by what their configuration says. */
final class Forms {
  private Forms() {}

  /**
   * That of a call.
   *
   * @param most how many bytes an answer may have
   */
  static Sender.Form of(CallConfig call, Compiler compiler, Schemas schemas, long most) {
    Map<String, Template> headers = compiler.texts("/headers", call.headers());
    if (call.path().isPresent()) {
      return http(call, headers, compiler, most);
    }
    if (call.call().isPresent()) {
      return grpc(call, headers, compiler, schemas, (int) most);
    }
    Template input = compiler.template("/input", call.input().orElse(empty()));
    String task = call.task().orElseThrow();
    return parts -> {
      Kind kind = parts.dispatch().kind(task);
      if (kind == null) {
        throw new IllegalStateException("No task is called \"" + task + "\".");
      }
      return new TaskSender(parts.dispatch(), kind, input, most, workers(parts, call));
    };
  }

  private static JsonNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static Sender.Form http(
      CallConfig call, Map<String, Template> headers, Compiler compiler, long most) {
    CallPath path =
        compiler.path("/path", call.path().orElseThrow(), compiler.texts("/query", call.query()));
    Optional<Template> body = call.body().map(json -> compiler.template("/body", json));
    HttpMethod method = HttpMethod.valueOf(call.method());
    String upstream = call.upstream().orElseThrow();
    return parts ->
        new HttpSender(
            parts.upstreams().apply(upstream),
            method,
            path,
            headers,
            body,
            call.read(),
            most,
            workers(parts, call));
  }

  /** For the content of its answers. */
  private static Workers workers(HandlerFactory.Parts parts, CallConfig call) {
    return parts.workers(AggregateFactory.NAME, call.on());
  }

  private static Sender.Form grpc(
      CallConfig call,
      Map<String, Template> metadata,
      Compiler compiler,
      Schemas schemas,
      int most) {
    String upstream = call.upstream().orElseThrow();
    Template message = compiler.template("/message", call.message().orElse(empty()));
    Optional<LiveSchema> schema = schemas.of(call.schema(), upstream);
    if (schema.isEmpty()) {
      compiler
          .problems()
          .accept(
              "/schema",
              "expected the name of a schema, since there are several and none is the reflection"
                  + " of \""
                  + upstream
                  + "\"");
      return parts -> {
        throw new IllegalStateException("There is no schema of " + upstream + ".");
      };
    }
    SchemaMethod method = SchemaMethod.of(schema.get(), call.call().orElseThrow());
    check(method, "/call", compiler.problems());
    return parts ->
        new GrpcSender(
            parts.upstreams().apply(upstream),
            method,
            message,
            metadata,
            most,
            workers(parts, call));
  }

  /** What is wrong with the method of a call, as far as its schema is known. */
  private static void check(SchemaMethod called, String at, BiConsumer<String, String> problems) {
    CallMethod method = called.known();
    if (called.missing()) {
      problems.accept(at, "the schema has no method " + called.path().substring(1));
    } else if (method != null && method.kind() != CallKind.UNARY) {
      problems.accept(
          at, "expected a unary method, but " + method.label() + " " + method.kind().words());
    }
  }
}
