package dev.drover.handler.paginate;

import dev.drover.codec.rpc.CallMethod;
import dev.drover.codec.rpc.RestBindings;
import dev.drover.handler.Door;
import dev.drover.schema.Derived;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schemas;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What schemas say of one list: of the gRPC method that has its pages, and of the one that it is
 * itself. Safe for all threads.
 *
 * @param schema of the method that has the pages; null when that is none of gRPC
 * @param door null when the list is no method
 */
record Lists(@Nullable LiveSchema schema, Derived<ListMethod> list, @Nullable Door door) {
  /**
   * Those of a configuration.
   *
   * @param problems told what is wrong, as far as the schemas are known
   */
  static Lists of(PaginateConfig config, Schemas schemas, BiConsumer<String, String> problems) {
    Door door = Door.of(config.grpc(), schemas, problems).orElse(null);
    CallMethod served = door == null ? null : door.method().known();
    if (served != null && !served.descriptor().isServerStreaming()) {
      problems.accept("/grpc/method", "expected a method that answers with a stream of items");
    }
    if (config.call().isEmpty()) {
      if (door != null) {
        checkRule(door, served, problems);
      }
      return new Lists(null, Derived.none(), door);
    }
    PaginateConfig.ListCall call = config.call().get();
    Optional<LiveSchema> schema = schemas.of(call.schema(), config.upstream());
    if (schema.isEmpty()) {
      problems.accept(
          "/call/schema",
          "expected the name of a schema, since there are several and none is the reflection of \""
              + config.upstream()
              + "\"");
      return new Lists(null, Derived.none(), door);
    }
    Derived<ListMethod> list = schema.get().derive(call, version -> ListMethod.of(version, call));
    ListMethod known = list.value();
    if (!list.problem().isEmpty()) {
      problems.accept("/call", list.problem());
    } else if (served != null && known != null && !known.mismatch(served).isEmpty()) {
      problems.accept("/grpc/method", known.mismatch(served));
    }
    return new Lists(schema.get(), list, door);
  }

  private static void checkRule(
      Door door, @Nullable CallMethod served, BiConsumer<String, String> problems) {
    RestBindings known = RestBindings.of(door.method().schema()).value();
    if (served != null && known != null && !known.gets(door.method().path())) {
      problems.accept(
          "/grpc/method",
          "expected a method with an HTTP rule for a GET, which says what is asked for");
    }
  }

  /**
   * The method that has the pages.
   *
   * @throws Failure NO_SCHEMA
   */
  ListMethod method() {
    ListMethod known = list.value();
    if (known == null) {
      String why = list.problem();
      if (schema != null) {
        schema.refresh();
        why = why.isEmpty() ? schema.state().problem() : why;
      }
      throw Failure.of(Reason.NO_SCHEMA, "The schema of this list is not there yet.").note(why);
    }
    return known;
  }

  /**
   * What is asked for by GET for a client of gRPC.
   *
   * @throws Failure NO_SCHEMA, NOT_BRIDGED or MALFORMED
   */
  String target(CallMethod called, byte[] message) {
    RestBindings bindings = door == null ? null : RestBindings.of(door.method().schema()).value();
    if (bindings == null) {
      throw Failure.of(Reason.NO_SCHEMA, "The schema of this list is not there yet.");
    }
    return bindings.target(called, message);
  }
}
