package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.GatewayConfig;
import dev.drover.config.JsonSchemaWriter;
import dev.drover.config.ReferenceWriter;
import dev.drover.config.Vocabulary;
import dev.drover.testing.Project;
import org.junit.jupiter.api.Test;

/** What is generated from the records of the configuration is as new as they are. */
class ConfigurationDocsTest {
  private static final String PAGE = "docs/configuration.md";
  private static final String SCHEMA = "conf/drover.schema.json";
  private static final String MARKER = "<!-- Generated from here on; see CONTRIBUTING.md. -->\n";
  private static final String STALE =
      "%s is not up to date; write it again with"
          + " ./mvnw -B test -Dtest=ConfigurationDocsTest -Ddrover.write=true";

  private static final Vocabulary VOCABULARY = Extensions.load().vocabulary();

  @Test
  void theReferenceIsUpToDate() {
    String page = Project.text(PAGE);
    int end = page.indexOf(MARKER);
    assertThat(end).as("the place of the marker in %s", PAGE).isPositive();
    String reference = ReferenceWriter.write(GatewayConfig.class, VOCABULARY);
    check(PAGE, page.substring(0, end) + MARKER + "\n" + reference);
  }

  @Test
  void theSchemaIsUpToDate() {
    check(
        SCHEMA, JsonSchemaWriter.write(GatewayConfig.class, VOCABULARY).toPrettyString() + "\n");
  }

  private static void check(String file, String expected) {
    if (Boolean.getBoolean("drover.write")) {
      Project.write(file, expected);
    }
    assertThat(Project.text(file)).as(STALE, file).isEqualTo(expected);
  }
}
