package dev.drover.codec.rpc;

import dev.drover.schema.Binding;
import dev.drover.schema.Bindings;
import dev.drover.schema.Derived;
import dev.drover.schema.InvalidSchema;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The first binding of each method of a schema: what a REST server is asked for. Immutable. */
public final class RestBindings {
  private final Map<String, RestCall> calls = new HashMap<>();

  private RestBindings(Schema schema) throws InvalidSchema {
    for (Binding binding : Bindings.of(schema, List.of(), List.of(), false)) {
      calls.putIfAbsent("/" + binding.rpc(), new RestCall(binding));
    }
  }

  /** Those of the newest version; the same object for all that ask. */
  public static Derived<RestBindings> of(LiveSchema schema) {
    return schema.derive(RestBindings.class, RestBindings::new);
  }

  /** That of a path {@code /package.Service/Method}, or null. */
  @Nullable RestCall call(String path) {
    return calls.get(path);
  }
}
