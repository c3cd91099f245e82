package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Fence;
import dev.drover.testing.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The links of the documents lead somewhere; what they show is in {@link ExampleBlocksTest}. */
class DocsTest {
  private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]\\n]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```|`[^`\\n]+`");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  static List<String> documents() {
    return Fence.documents();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkLeadsSomewhere(String document) {
    Path folder = Optional.ofNullable(Path.of(document).getParent()).orElse(Path.of(""));
    List<String> broken = new ArrayList<>();
    String text = CODE.matcher(Project.text(document)).replaceAll("");
    for (MatchResult link : LINK.matcher(text).results().toList()) {
      String target = link.group(1);
      if (!target.contains("://") && !leadsSomewhere(document, folder, target)) {
        broken.add(target);
      }
    }
    assertThat(broken).as("links of %s without a target", document).isEmpty();
  }

  private static boolean leadsSomewhere(String document, Path folder, String target) {
    int hash = target.indexOf('#');
    String file = hash < 0 ? target : target.substring(0, hash);
    String page = file.isEmpty() ? document : folder.resolve(file).normalize().toString();
    return Files.exists(Project.path(page))
        && (hash < 0 || anchors(page).contains(target.substring(hash + 1)));
  }

  private static List<String> anchors(String page) {
    return HEADING
        .matcher(Project.text(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void theReadmeHasAConfigurationAndTheTutorial() {
    assertThat(Fence.of("README.md")).anyMatch(block -> block.info().equals("json complete"));
    assertThat(Project.text("README.md")).contains("](docs/tutorial.md)");
  }

  @Test
  void everyFeatureOfTheReadmeHasItsPageAndItsTest() {
    String readme = Project.text("README.md");
    String table = readme.substring(readme.indexOf("| feature |"));
    List<String> rows = table.substring(0, table.indexOf("\n\n")).lines().skip(2).toList();
    assertThat(rows)
        .hasSizeGreaterThan(40)
        .allMatch(row -> row.matches("\\| .+ \\| .*\\]\\(docs/.+ \\| .*\\]\\(src/test/.+ \\|"));
  }

  @Test
  void everyPageIsReachedFromAnother() {
    String all = documents().stream().map(Project::text).collect(Collectors.joining());
    assertThat(documents())
        .filteredOn(document -> document.startsWith("docs/"))
        .allMatch(
            document ->
                all.matches("(?s).*\\]\\([^)]*" + Path.of(document).getFileName() + "[)#].*"));
  }
}
