package dev.drover.schema.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.drover.schema.Binding;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One document under construction. */
final class Document {
  static final String VERSION = "3.1.0";

  /** The HTTP methods that a path item of OpenAPI 3.1 knows. */
  static final Set<String> METHODS =
      Set.of("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE");

  /** Where other methods are; OpenAPI 3.2 has it without the prefix. */
  static final String OTHER_METHODS = "x-additionalOperations";

  private final Comments comments = new Comments();
  private final Schemas schemas;
  private final Operations operations;
  private final Map<String, ApiPath> shapes = new HashMap<>();
  private final Set<String> ids = new HashSet<>();

  Document(OpenApi.Options options) {
    this.schemas = new Schemas(options, comments);
    this.operations = new Operations(options, schemas, comments);
  }

  ObjectNode of(OpenApi.Info info, List<Binding> bindings) {
    ObjectNode document = head(info);
    tags(bindings, document.putArray("tags"));
    ObjectNode paths = document.putObject("paths");
    bindings.forEach(binding -> add(binding, paths));
    ObjectNode components = document.putObject("components");
    ObjectNode error = operations.error();
    components.set("schemas", schemas.components());
    components.putObject("responses").set("Error", error);
    return document;
  }

  static ObjectNode head(OpenApi.Info info) {
    ObjectNode document = Json.object().put("openapi", VERSION);
    ObjectNode about = document.putObject("info");
    about.put("title", info.title()).put("version", info.version());
    Json.putText(about, "description", info.description());
    return document;
  }

  private void tags(List<Binding> bindings, ArrayNode tags) {
    Set<ServiceDescriptor> services =
        bindings.stream()
            .map(binding -> binding.method().getService())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (ServiceDescriptor service : services) {
      ObjectNode tag = tags.addObject().put("name", service.getFullName());
      Json.putText(tag, "description", comments.of(service));
    }
  }

  private void add(Binding binding, ObjectNode paths) {
    ApiPath own = ApiPath.of(binding, place -> schemas.name(binding.variables().get(place)));
    ApiPath known = shapes.putIfAbsent(own.shape(), own);
    ApiPath path = known == null ? own : own.named(known);
    String id = id(binding);
    ObjectNode taken = (ObjectNode) paths.get(path.text());
    boolean collides = taken != null && operation(taken, binding.verb()) != null;
    String text = collides ? path.text() + "#" + id : path.text();
    put(paths.withObjectProperty(text), binding.verb(), operations.of(binding, path, id));
  }

  private static @Nullable ObjectNode operation(ObjectNode item, String verb) {
    return (ObjectNode)
        (METHODS.contains(verb)
            ? item.get(verb.toLowerCase(Locale.ROOT))
            : item.path(OTHER_METHODS).get(verb));
  }

  private static void put(ObjectNode item, String verb, ObjectNode operation) {
    if (METHODS.contains(verb)) {
      item.set(verb.toLowerCase(Locale.ROOT), operation);
    } else {
      item.withObjectProperty(OTHER_METHODS).set(verb, operation);
    }
  }

  private String id(Binding binding) {
    String name = binding.method().getService().getName() + "_" + binding.method().getName();
    String id = Unique.of(name, ids);
    ids.add(id);
    return id;
  }
}
