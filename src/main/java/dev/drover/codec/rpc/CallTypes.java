package dev.drover.codec.rpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.drover.codec.json.JsonOptions;
import dev.drover.codec.json.ProtoJson;
import dev.drover.codec.json.StatusJson;
import dev.drover.schema.Derived;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schema;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The methods of one version of a schema, as bridges use them. Safe for all threads. */
public final class CallTypes {
  private final Schema schema;
  private final ProtoJson json;
  private final Map<String, CallMethod> methods = new ConcurrentHashMap<>();

  private CallTypes(Schema schema) {
    this.schema = schema;
    this.json = new ProtoJson(JsonOptions.CANONICAL, this::type);
  }

  /** Those of the newest version; the same object for all that ask. */
  public static Derived<CallTypes> of(LiveSchema schema) {
    return schema.derive(CallTypes.class, CallTypes::new);
  }

  private @Nullable Descriptor type(String name) {
    Descriptor known = schema.message(name);
    return known != null ? known : StatusJson.type(name);
  }

  /** The method of a path {@code /package.Service/Method}, or null. */
  public @Nullable CallMethod method(String path) {
    CallMethod known = methods.get(path);
    if (known != null) {
      return known;
    }
    MethodDescriptor method = path.isEmpty() ? null : schema.method(path.substring(1));
    if (method == null) {
      return null;
    }
    CallMethod made = new CallMethod(method, json);
    methods.put(path, made);
    return made;
  }
}
