package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.Expansion;
import dev.drover.config.GatewayConfig;
import dev.drover.config.InvalidConfig;
import dev.drover.config.RouteConfig;
import dev.drover.testing.Fence;
import dev.drover.testing.Project;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every block of JSON in the documents is what it claims to be: a configuration that is accepted, a
 * part of one that is accepted in a frame, or something else that says so.
 */
class ExampleBlocksTest {
  /** What is behind the fence, and what such a block must be. */
  private final Map<String, Check> kinds =
      Map.of(
          "json complete", ExampleBlocksTest::accept,
          "json", text -> accept(framed(text)),
          "json plan", text -> accept(planned(text)),
          "json consumers", this::consumers,
          "json answer", text -> assertThat(text.lines().map(JsonObject::new)).isNotEmpty());

  /** Blocks that are no configuration: drawings, programs, commands and what they print. */
  private static final Set<String> OTHERS =
      Set.of("mermaid", "java", "proto", "python", "sh", "text", "xml");

  /** What a part of a configuration may lean on: the names that the pages use. */
  private static final Map<String, String> FRAME =
      Map.of(
          "listeners",
          "[ { \"port\": 8080 } ]",
          "upstreams",
          """
          { "orders": { "protocol": "grpc", "endpoints": ["127.0.0.1:50051"] },
            "orders-http": { "protocol": "http", "endpoints": ["127.0.0.1:8081"] },
            "canary": { "protocol": "http", "endpoints": ["127.0.0.1:8082"] },
            "admin": { "protocol": "http", "endpoints": ["127.0.0.1:8083"] },
            "oauth2-proxy": { "protocol": "http", "endpoints": ["127.0.0.1:4180"] } }""",
          "schemas",
          "{ \"shop\": { \"proto\": [\"conf/proto/greeter.proto\"] } }");

  private static final Set<String> SECTIONS = components(GatewayConfig.class);
  private static final Set<String> ROUTE = components(RouteConfig.class);
  private static final Set<String> FILTERS =
      Extensions.load().vocabulary().kinds().getOrDefault("filters", Map.of()).keySet();

  /** Files that the pages name, and such files here. */
  private static final Map<String, String> FILES =
      Map.of(
          "/etc/drover/", "conf/auth/",
          "\"greeter.proto\"", "\"conf/proto/greeter.proto\"",
          "\"issuer.pub\"", "\"conf/auth/partner.pem\"");

  private static final Pattern INDENTED_JSON =
      Pattern.compile("(?m)^\\n {4}(\\{ ?\"|\"\\w+\": ).*");

  private final Path folder;

  ExampleBlocksTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private interface Check {
    void accept(String text) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> everyBlockIsWhatItClaimsToBe() {
    return json().map(block -> DynamicTest.dynamicTest(block.toString(), () -> check(block)));
  }

  private void check(Fence block) throws IOException {
    Check check = block.file().isEmpty() ? kinds.get(block.info()) : kinds.get("json complete");
    assertThat(check)
        .as("a kind of block: one of %s, or a file's name", kinds.keySet())
        .isNotNull();
    Optional.ofNullable(check).orElseThrow().accept(block.text());
  }

  @Test
  void noBlockIsLeftOut() {
    long fences =
        Fence.documents().stream()
            .flatMap(document -> Project.text(document).lines())
            .filter(line -> line.strip().startsWith("```json"))
            .count();
    assertThat(json().count()).isEqualTo(fences).isGreaterThan(50);
    assertThat(blocks().filter(block -> !block.language().equals("json")))
        .allSatisfy(block -> assertThat(OTHERS).as(block.toString()).contains(block.language()));
  }

  @Test
  void noJsonHidesInAnIndentedBlock() {
    for (String document : Fence.documents()) {
      String text = Project.text(document).replaceAll("(?ms)^ *```.*?^ *```", "");
      assertThat(INDENTED_JSON.matcher(text).results().map(found -> found.group().strip()))
          .as("indented JSON in %s, which belongs between fences", document)
          .isEmpty();
    }
  }

  @Test
  void aBlockThatIsWrongIsFound() {
    assertThatThrownBy(() -> accept(framed("{ \"rateLimit\": { \"limit\": [] } }")))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("/routes/0/filters/0/rateLimit");
    assertThatThrownBy(() -> accept(framed("\"shop\": { \"protocol\": \"grcp\" }")))
        .isInstanceOf(InvalidConfig.class);
    assertThatThrownBy(() -> framed("{ \"what\": 1 }")).hasMessageContaining("what");
  }

  private static Stream<Fence> blocks() {
    return Fence.documents().stream().flatMap(document -> Fence.of(document).stream());
  }

  private static Stream<Fence> json() {
    return blocks().filter(block -> block.language().equals("json"));
  }

  private static void accept(String json) {
    String here = json;
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      here = here.replace(file.getKey(), file.getValue());
    }
    Expansion values = new Expansion(name -> Optional.empty(), path -> "secret");
    Blueprint.parse(here, "example", values);
  }

  /** The smallest configuration around a part of one. */
  private static String framed(String text) {
    String part = text.strip();
    String members = part.startsWith("{") ? part.substring(1, part.length() - 1) : part;
    JsonObject known = new JsonObject("{" + members + "}");
    String first = known.fieldNames().iterator().next();
    if (SECTIONS.containsAll(known.fieldNames())) {
      return framed(known, members);
    }
    if (FILTERS.contains(first)) {
      return framed("\"routes\": [ { \"filters\": [ {" + members + "} ], \"respond\": {} } ]");
    }
    if (ROUTE.contains(first)) {
      return framed("\"routes\": [ {" + members + ", \"respond\": {} } ]");
    }
    if (known.getValue(first) instanceof JsonObject upstream && upstream.containsKey("protocol")) {
      return framed("\"upstreams\": {" + members + "}");
    }
    throw new AssertionError(
        "\""
            + first
            + "\" is no section, filter, part of a route or upstream; does the block lack"
            + " a kind, such as \"json answer\"?");
  }

  private static String framed(JsonObject known, String members) {
    Map<String, String> sections = new LinkedHashMap<>(FRAME);
    sections.keySet().removeAll(known.fieldNames());
    return sections.entrySet().stream()
        .map(section -> "\"" + section.getKey() + "\": " + section.getValue() + ",")
        .collect(Collectors.joining("\n", "{\n", members + "}"));
  }

  /** A plan of {@code drover fetch}: upstreams, and the rest is a route. */
  private static String planned(String text) {
    JsonObject plan = new JsonObject(text);
    JsonObject upstreams = (JsonObject) plan.remove("upstreams");
    return framed(
        "\"upstreams\": " + upstreams.encode() + ", \"routes\": [ " + plan.encode() + " ]");
  }

  private void consumers(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("consumers.json"), text);
    accept(framed("{ \"apiKey\": { \"consumers\": \"" + file + "\" } }"));
  }

  private static Set<String> components(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(RecordComponent::getName)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Test
  void theFrameItselfIsAccepted() {
    accept(framed("\"routes\": []"));
    assertThat(List.copyOf(FILTERS)).contains("jwt", "rateLimit");
  }
}
