package dev.drover.handler.transcode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.drover.codec.json.JsonOptions;
import dev.drover.codec.json.ProtoJson;
import dev.drover.codec.json.StatusJson;
import dev.drover.exchange.ErrorForm;
import dev.drover.schema.Binding;
import dev.drover.schema.BindingTable;
import dev.drover.schema.Bindings;
import dev.drover.schema.InvalidSchema;
import dev.drover.schema.Schema;
import dev.drover.schema.openapi.OpenApi;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a route makes of one version of its schema: its bindings, and how their messages are written
 * as JSON. Immutable but for caches, and shared by all event loops.
 */
final class Transcoding {
  private final String version;
  private final BindingTable table;
  private final List<Binding> bindings;
  private final Map<Binding, BoundMethod> methods = new IdentityHashMap<>();
  private final ProtoJson json;

  private Transcoding(String version, List<Binding> bindings, ProtoJson json) {
    this.version = version;
    this.bindings = bindings;
    this.table = BindingTable.of(bindings);
    this.json = json;
    FieldNames names = new FieldNames();
    for (Binding binding : bindings) {
      methods.put(binding, new BoundMethod(binding, json, names));
    }
  }

  /** Of a version of the schema. */
  static Transcoding of(TranscodeConfig config, Schema schema) throws InvalidSchema {
    List<HttpRule> rules = RuleConfig.rules(config.rules());
    List<Binding> bindings = Bindings.of(schema, config.services(), rules, config.rpcPaths());
    if (bindings.isEmpty()) {
      throw new InvalidSchema(
          "",
          "",
          "no method of schema \""
              + schema.name()
              + "\" has an HTTP rule; add google.api.http annotations, \"rules\", or"
              + " \"rpcPaths\": true");
    }
    JsonOptions options = config.json().options();
    return new Transcoding(
        schema.version(), bindings, new ProtoJson(options, name -> type(schema, name)));
  }

  /** Of a version of the schema, each method by its gRPC path instead of its annotations. */
  static Transcoding ofCalls(TranscodeConfig config, Schema schema) throws InvalidSchema {
    List<HttpRule> rules = new ArrayList<>();
    for (ServiceDescriptor service : schema.services()) {
      for (MethodDescriptor method : service.getMethods()) {
        rules.add(rule(method));
      }
    }
    List<String> services = schema.services().stream().map(ServiceDescriptor::getFullName).toList();
    List<Binding> bindings = Bindings.of(schema, services, rules, false);
    JsonOptions options = config.json().options();
    return new Transcoding(
        schema.version(), bindings, new ProtoJson(options, name -> type(schema, name)));
  }

  private static HttpRule rule(MethodDescriptor method) {
    String path = "/" + method.getService().getFullName() + "/" + method.getName();
    HttpRule.Builder rule =
        HttpRule.newBuilder().setSelector(method.getFullName()).setPost(path).setBody("*");
    boolean safe = method.getOptions().getIdempotencyLevel() == IdempotencyLevel.NO_SIDE_EFFECTS;
    if (!method.isClientStreaming() && (safe || method.isServerStreaming())) {
      rule.addAdditionalBindings(HttpRule.newBuilder().setGet(path));
    }
    return rule.build();
  }

  /** Details of errors are mostly of google.rpc, which few schemas have. */
  private static @Nullable Descriptor type(Schema schema, String name) {
    Descriptor known = schema.message(name);
    return known != null ? known : StatusJson.type(name);
  }

  /** The OpenAPI document of all that is served. */
  ObjectNode document(String title, TranscodeConfig config) {
    JsonOptions json = config.json().options();
    OpenApi.Options options =
        new OpenApi.Options(
            json.protoNames(),
            json.enumsAsNumbers(),
            json.int64AsNumbers(),
            config.errors() == ErrorForm.PROBLEM);
    return OpenApi.of(new OpenApi.Info(title, version, ""), bindings, options);
  }

  /** The full names of the services that have bindings. */
  Set<String> services() {
    return bindings.stream()
        .map(binding -> binding.method().getService().getFullName())
        .collect(Collectors.toUnmodifiableSet());
  }

  BindingTable table() {
    return table;
  }

  /** The method of one of its own bindings. */
  BoundMethod method(Binding binding) {
    return Objects.requireNonNull(methods.get(binding));
  }

  ProtoJson json() {
    return json;
  }
}
