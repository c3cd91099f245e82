package dev.drover.handler;

import dev.drover.codec.rpc.CallMethod;
import dev.drover.codec.rpc.CallTypes;
import dev.drover.schema.Derived;
import dev.drover.schema.LiveSchema;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A method by its name: what it is, the newest version of its schema says. Safe for all threads.
 *
 * @param path {@code /package.Service/Method}
 */
public record SchemaMethod(LiveSchema schema, Derived<CallTypes> types, String path) {
  /**
   * That of a schema.
   *
   * @param name {@code package.Service/Method}
   */
  public static SchemaMethod of(LiveSchema schema, String name) {
    return new SchemaMethod(schema, CallTypes.of(schema), "/" + name);
  }

  /** What it is now; null when the schema is not there yet, or has no such method. */
  public @Nullable CallMethod known() {
    CallTypes current = types.value();
    return current == null ? null : current.method(path);
  }

  /** Whether the schema is there, and has no such method. */
  public boolean missing() {
    return types.value() != null && known() == null;
  }

  /**
   * What it is now.
   *
   * @throws Failure NO_SCHEMA when nobody knows
   */
  public CallMethod now() {
    CallTypes current = types.value();
    if (current == null) {
      schema.refresh();
      throw Failure.of(Reason.NO_SCHEMA, "The schema \"" + schema.name() + "\" is not there yet.")
          .note(schema.state().problem());
    }
    CallMethod method = current.method(path);
    if (method == null) {
      throw Failure.of(Reason.NO_SCHEMA, "The schema has no method " + path.substring(1) + ".");
    }
    return method;
  }
}
