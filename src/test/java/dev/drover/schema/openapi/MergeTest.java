package dev.drover.schema.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergeTest {
  private static final OpenApi.Info INFO = new OpenApi.Info("All", "1", "");

  private static ObjectNode document(boolean numbers, String server) {
    ObjectNode document =
        OpenApi.of(
            new OpenApi.Info("Library", "1", ""),
            Library.bindings(),
            new OpenApi.Options(false, false, numbers, false));
    document.putArray("servers").addObject().put("url", server);
    return document;
  }

  private static ObjectNode merge(ObjectNode first, ObjectNode second) {
    Map<String, ObjectNode> documents = new LinkedHashMap<>();
    documents.put("one", first);
    documents.put("two", second);
    return OpenApi.merge(INFO, documents);
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  @Test
  void nothingIsOverwritten() {
    ObjectNode one = document(false, "http://a");
    ObjectNode merged = merge(one, document(true, "http://b"));
    assertThat(merged.path("paths")).hasSize(2 * one.path("paths").size());
    assertThat(names(merged.path("paths")))
        .contains("/v1/search", "/v1/search#two", "/v1/files/{name}#Library_GetFile_4.two");
    assertThat(merged.findValuesAsText("operationId"))
        .doesNotHaveDuplicates()
        .hasSize(2 * Library.bindings().size())
        .contains("Library_GetShelf", "Library_GetShelf_2", "Library_GetShelf_3");
    assertThat(new OpenAPIV3Parser().readContents(merged.toString()).getMessages()).isEmpty();
  }

  @Test
  void schemasThatDifferAreKeptApart() {
    ObjectNode merged = merge(document(false, "http://a"), document(true, "http://a"));
    String isbn = "/properties/isbn/type";
    JsonNode schemas = merged.path("components").path("schemas");
    assertThat(schemas.path("example.library.v1.Book").at(isbn).asText()).isEqualTo("string");
    assertThat(schemas.path("two.example.library.v1.Book").at(isbn).asText()).isEqualTo("integer");
    assertThat(
            merged
                .path("paths")
                .path("/v1/shelves/{shelvesId}/books#two")
                .at("/post/requestBody/content/application~1json/schema/$ref")
                .asText())
        .isEqualTo("#/components/schemas/two.example.library.v1.Book");
  }

  @Test
  void schemasThatAreTheSameAreThereOnce() {
    ObjectNode one = document(false, "http://a");
    ObjectNode merged = merge(one, document(false, "http://a"));
    assertThat(merged.path("components")).isEqualTo(one.path("components"));
    assertThat(merged.path("tags")).isEqualTo(one.path("tags"));
    assertThat(merged.path("servers")).isEqualTo(one.path("servers"));
  }

  @Test
  void pathsOfDifferentServersSayWhichIsTheirs() {
    ObjectNode merged = merge(document(false, "http://a"), document(false, "http://b"));
    assertThat(merged.has("servers")).isFalse();
    assertThat(merged.at("/paths/~1v1~1search/servers/0/url").asText()).isEqualTo("http://a");
    assertThat(merged.at("/paths/~1v1~1search#two/servers/0/url").asText()).isEqualTo("http://b");
  }

  @Test
  void methodsOfOnePathComeTogether() {
    ObjectNode one = document(false, "http://a");
    ObjectNode two = one.deepCopy();
    String path = "/v1/shelves/{shelvesId}/books";
    ((ObjectNode) one.path("paths").path(path)).remove("post");
    ((ObjectNode) two.path("paths").path(path)).remove("get");
    assertThat(names(merge(one, two).path("paths").path(path))).containsExactly("get", "post");
  }

  @Test
  void whatIsMergedIsNotChanged() {
    ObjectNode one = document(false, "http://a");
    ObjectNode two = document(true, "http://b");
    merge(one, two);
    assertThat(one).isEqualTo(document(false, "http://a"));
    assertThat(two).isEqualTo(document(true, "http://b"));
  }
}
