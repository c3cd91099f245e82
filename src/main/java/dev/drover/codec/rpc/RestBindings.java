package dev.drover.codec.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.schema.Binding;
import dev.drover.schema.Bindings;
import dev.drover.schema.Derived;
import dev.drover.schema.InvalidSchema;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schema;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.http.HttpMethod;
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

  /** Whether a method has a rule for a GET. */
  public boolean gets(String path) {
    RestCall call = calls.get(path);
    return call != null && call.method() == HttpMethod.GET;
  }

  /**
   * What a method's rule has a server asked for by GET: path and query.
   *
   * @throws Failure NOT_BRIDGED or MALFORMED when there is no such rule, or none for this message
   */
  public String target(CallMethod method, byte[] message) {
    RestCall call = calls.get(method.path());
    byte[] text = method.printRequest(message, 0, message.length);
    if (call == null
        || call.method() != HttpMethod.GET
        || !(ConnectError.json(text) instanceof ObjectNode object)) {
      throw Failure.of(Reason.NOT_BRIDGED, method.label() + " has no HTTP rule for a GET.");
    }
    return call.of(object).target();
  }

  /** That of a path {@code /package.Service/Method}, or null. */
  @Nullable RestCall call(String path) {
    return calls.get(path);
  }
}
