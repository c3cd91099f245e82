package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Project;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/licences.md has what the jar's bill of materials says. With {@code -Ddrover.write=true} it
 * is written; else it is compared.
 */
class LicencesTest {
  private static final String BILL = "META-INF/sbom/drover.cdx.json";
  private static final String PAGE = "docs/licences.md";

  /** Those that let a jar under Apache-2.0 carry what they are on; that of Go is BSD-3-Clause. */
  private static final Set<String> FINE =
      Set.of(
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-1.0",
          "EPL-2.0",
          "Go License",
          "ISC",
          "MIT",
          "MIT-0");

  private static Stream<JsonObject> components() {
    try (InputStream bill = LicencesTest.class.getClassLoader().getResourceAsStream(BILL)) {
      Objects.requireNonNull(bill, BILL + " is written by Maven, before the tests.");
      String text = new String(bill.readAllBytes(), StandardCharsets.UTF_8);
      return objects(new JsonObject(text), "components");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Stream<JsonObject> objects(JsonObject owner, String name) {
    return owner.getJsonArray(name, new JsonArray()).stream().map(JsonObject.class::cast);
  }

  private static Set<String> licences(JsonObject component) {
    return objects(component, "licenses")
        .map(
            entry -> {
              JsonObject licence = entry.getJsonObject("license");
              return licence == null
                  ? entry.getString("expression")
                  : licence.getString("id", licence.getString("name"));
            })
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String page() {
    TreeMap<String, Set<String>> groups = new TreeMap<>();
    components()
        .forEach(
            component ->
                groups
                    .computeIfAbsent(
                        String.join(" or ", licences(component)), licence -> new TreeSet<>())
                    .add(component.getString("group") + ":" + component.getString("name")));
    StringBuilder page =
        new StringBuilder(
            """
            # Licences
            What the jar carries, and under which licence, as its bill of materials says: CycloneDX, \
            `META-INF/sbom/drover.cdx.json`
            in the jar, with versions and hashes. Why each is there: [decisions](decisions.md).
            This page is written by a test.

            | licence | libraries |
            |---|---|
            """);
    groups.forEach(
        (licence, names) ->
            page.append("| ")
                .append(licence)
                .append(" | ")
                .append(String.join(", ", names))
                .append(" |\n"));
    return page.toString();
  }

  @Test
  void thePageHasWhatTheJarCarries() {
    if (Boolean.getBoolean("drover.write")) {
      Project.write(PAGE, page());
    } else {
      assertThat(Project.text(PAGE)).isEqualTo(page());
    }
  }

  @Test
  void everyLibraryMayBeCarried() {
    assertThat(components()).hasSizeGreaterThan(50);
    assertThat(components().filter(one -> licences(one).stream().noneMatch(FINE::contains)))
        .extracting(one -> one.getString("name") + " " + licences(one))
        .isEmpty();
  }
}
