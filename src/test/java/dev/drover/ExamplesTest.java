package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.drover.config.Expansion;
import dev.drover.testing.Project;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples in {@code conf} are accepted, by the gateway and by the schema beside them. */
class ExamplesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Expansion TEST_VALUES =
      new Expansion(
          name -> Optional.of("127.0.0.1:1"),
          path -> {
            throw new NoSuchFileException(path);
          });

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "full", "demo", "bench"})
  void theGatewayAcceptsIt(String name) {
    String file = "conf/" + name + ".json";
    String json = Project.text(file);
    assertThatCode(() -> Blueprint.parse(json, file, TEST_VALUES)).doesNotThrowAnyException();
    assertThatCode(() -> Blueprint.parse(json, file, Expansion.none())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "full", "demo", "bench", "cluster/drover"})
  void theSchemaAcceptsIt(String name) {
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Project.text("conf/drover.schema.json"))
                .validate(Project.text("conf/" + name + ".json"), InputFormat.JSON))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bailey", "Bona", "Campbell", "Clark", "Jaquez"})
  void everyNodeOfTheHerdHasItsPlaceInOneFile(String node) {
    String json = Project.text("conf/herd/herd.json");
    Map<String, String> environment = Map.of("HERD_NODE", node, "HERD_PORT", "0");
    Expansion values =
        new Expansion(
            name -> Optional.ofNullable(environment.get(name)),
            path -> {
              throw new NoSuchFileException(path);
            });
    Blueprint blueprint = Blueprint.parse(json, "conf/herd/herd.json", values);
    assertThat(blueprint.config().herd().orElseThrow().node()).isEqualTo(node);
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Project.text("conf/drover.schema.json"))
                .validate(json, InputFormat.JSON))
        .isEmpty();
  }

  @Test
  void theFullExampleUsesEveryKey() throws IOException {
    JsonNode schema = MAPPER.readTree(Project.text("conf/drover.schema.json"));
    Keys keys = new Keys(schema.path("$defs"));
    keys.walk("", schema, List.of(MAPPER.readTree(Project.text("conf/full.json"))));
    assertThat(keys.unused()).isEmpty();
  }

  /**
   * The keys that a schema knows, by the definition they are in, and whether a document has them.
   */
  private static final class Keys {
    private final JsonNode definitions;
    private final Map<String, Set<String>> known = new HashMap<>();
    private final Map<String, Set<String>> used = new HashMap<>();

    Keys(JsonNode definitions) {
      this.definitions = definitions;
    }

    void walk(String place, JsonNode schema, Collection<JsonNode> values) {
      String reference = schema.path("$ref").asText();
      if (!reference.isEmpty()) {
        String name = reference.substring(reference.lastIndexOf('/') + 1);
        walk(name, definitions.path(name), values);
      }
      Stream.of("anyOf", "oneOf")
          .forEach(any -> schema.path(any).forEach(one -> walk(place, one, values)));
      walk(place, schema.path("items"), values, JsonNode::isArray);
      if (schema.path("additionalProperties").isObject()) {
        walk(place, schema.path("additionalProperties"), values, JsonNode::isObject);
      }
      schema
          .path("properties")
          .properties()
          .forEach(
              property -> {
                String key = property.getKey();
                List<JsonNode> found =
                    values.stream().map(value -> value.get(key)).filter(v -> v != null).toList();
                known.computeIfAbsent(place, any -> new LinkedHashSet<>()).add(key);
                if (!found.isEmpty()) {
                  used.computeIfAbsent(place, any -> new LinkedHashSet<>()).add(key);
                  walk(place + "." + key, property.getValue(), found);
                }
              });
    }

    private void walk(
        String place,
        JsonNode schema,
        Collection<JsonNode> values,
        java.util.function.Predicate<JsonNode> container) {
      if (schema.isObject()) {
        List<JsonNode> inside =
            values.stream()
                .filter(container)
                .<JsonNode>mapMulti((value, all) -> value.forEach(all))
                .toList();
        walk(place, schema, inside);
      }
    }

    Set<String> unused() {
      Set<String> missing = new TreeSet<>();
      known.forEach(
          (place, keys) ->
              keys.stream()
                  .filter(key -> !used.getOrDefault(place, Set.of()).contains(key))
                  .forEach(key -> missing.add(place + "." + key)));
      return missing;
    }
  }
}
