package dev.drover.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.schema.openapi.OpenApi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The OpenAPI documents of a gateway: one for each route that has an API, and one of all. They say
 * where the gateway listens.
 */
public final class Apis {
  private final List<ApiDocument> all;
  private final Optional<ListenerView> listener;
  private final String machine;

  /**
   * @param all in the order of the routes
   * @param machine a name of this machine that the reader reaches it by
   */
  public Apis(List<ApiDocument> all, List<ListenerView> listeners, String machine) {
    this.all = List.copyOf(all);
    this.listener = ListenerView.easiest(listeners).filter(known -> known.port() != 0);
    this.machine = machine;
  }

  /** The routes that have one, in their order. */
  public List<String> routes() {
    return all.stream().map(ApiDocument::id).toList();
  }

  /** The document of a route, when it has one. */
  public Optional<ObjectNode> of(String route) {
    return all.stream().filter(api -> api.id().equals(route)).findFirst().map(this::document);
  }

  /** The document of all routes; that of the only one as it is. Empty when there is none. */
  public Optional<ObjectNode> merged() {
    if (all.size() <= 1) {
      return all.stream().findFirst().map(this::document);
    }
    Map<String, ObjectNode> documents = new LinkedHashMap<>();
    TreeSet<String> versions = new TreeSet<>();
    for (ApiDocument api : all) {
      ObjectNode document = document(api);
      documents.put(api.id(), document);
      versions.add(document.path("info").path("version").asText());
    }
    OpenApi.Info info = new OpenApi.Info("All APIs", String.join(", ", versions), "");
    return Optional.of(OpenApi.merge(info, documents));
  }

  private ObjectNode document(ApiDocument api) {
    ObjectNode document = api.document().get().deepCopy();
    listener.ifPresent(
        known -> {
          String url =
              api.host().isEmpty()
                  ? known.url(machine)
                  : new ListenerView(api.host(), known.port(), known.tls()).url(machine);
          document.putArray("servers").addObject().put("url", url);
        });
    return document;
  }
}
