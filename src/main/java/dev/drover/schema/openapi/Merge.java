package dev.drover.schema.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One document of several; see {@link OpenApi#merge}. */
final class Merge {
  private static final String COMPONENTS = "#/components/";

  private final ObjectNode merged;
  private final ArrayNode tags;
  private final ObjectNode paths;
  private final ObjectNode components;
  private final Map<String, String> shapes = new HashMap<>();
  private final Set<String> tagNames = new HashSet<>();
  private final Set<String> ids = new HashSet<>();

  Merge(OpenApi.Info info) {
    this.merged = Document.head(info);
    this.tags = merged.putArray("tags");
    this.paths = merged.putObject("paths");
    this.components = merged.putObject("components");
  }

  ObjectNode of(Map<String, ObjectNode> documents) {
    Set<JsonNode> servers = new HashSet<>();
    documents.values().forEach(document -> servers.add(document.path("servers")));
    documents.forEach(
        (id, document) ->
            add(id.replaceAll("[^A-Za-z0-9._-]", "_"), document.deepCopy(), servers.size() > 1));
    JsonNode all = servers.size() == 1 ? servers.iterator().next() : merged.path("");
    if (!all.isMissingNode()) {
      merged.set("servers", all);
    }
    return merged;
  }

  private void add(String id, ObjectNode document, boolean ownServers) {
    document.path("components").properties().forEach(kind -> add(id, document, kind.getKey()));
    for (JsonNode tag : document.path("tags")) {
      if (tagNames.add(tag.path("name").asText())) {
        tags.add(tag);
      }
    }
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      ObjectNode item = (ObjectNode) path.getValue();
      if (ownServers && document.has("servers")) {
        item.set("servers", document.get("servers"));
      }
      operations(item).forEach(this::rename);
      add(id, path.getKey(), item);
    }
  }

  /** Components of one kind: those that differ from others of their name are renamed. */
  private void add(String id, ObjectNode document, String kind) {
    ObjectNode known = components.withObjectProperty(kind);
    ObjectNode added = (ObjectNode) document.path("components").path(kind);
    List<String> both = new ArrayList<>();
    boolean differ = false;
    for (Map.Entry<String, JsonNode> each : added.properties()) {
      if (known.has(each.getKey())) {
        both.add(each.getKey());
        differ |= !each.getValue().equals(known.get(each.getKey()));
      }
    }
    if (differ) {
      Map<String, String> references = new HashMap<>();
      for (String name : both) {
        String other = Unique.of(id + "." + name, Set.copyOf(names(known)));
        references.put(COMPONENTS + kind + "/" + name, COMPONENTS + kind + "/" + other);
        added.set(other, added.remove(name));
      }
      redirect(document, references);
    }
    added.properties().forEach(each -> known.set(each.getKey(), each.getValue()));
  }

  private static List<String> names(ObjectNode node) {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static void redirect(JsonNode node, Map<String, String> references) {
    String other = references.get(node.path("$ref").asText());
    if (other != null) {
      ((ObjectNode) node).put("$ref", other);
    }
    node.forEach(child -> redirect(child, references));
  }

  private void add(String id, String path, ObjectNode item) {
    String known = shapes.putIfAbsent(ApiPath.shape(path), path);
    if (known == null) {
      paths.set(path, item);
      return;
    }
    ObjectNode there = (ObjectNode) paths.path(known);
    boolean fits =
        known.equals(path)
            && there.path("servers").equals(item.path("servers"))
            && names(item).stream().noneMatch(name -> there.has(name) && !name.equals("servers"));
    if (fits) {
      there.setAll(item);
    } else {
      String free =
          Unique.of(path + (path.contains("#") ? "." : "#") + id, Set.copyOf(names(paths)));
      paths.set(free, item);
    }
  }

  private static List<ObjectNode> operations(ObjectNode item) {
    List<ObjectNode> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : item.properties()) {
      if (Document.METHODS.contains(each.getKey().toUpperCase(Locale.ROOT))) {
        operations.add((ObjectNode) each.getValue());
      }
    }
    item.path(Document.OTHER_METHODS).forEach(each -> operations.add((ObjectNode) each));
    return operations;
  }

  private void rename(ObjectNode operation) {
    String id = Unique.of(operation.path("operationId").asText(), ids);
    ids.add(id);
    operation.put("operationId", id);
  }
}
