package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.drover.config.Expansion;
import dev.drover.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents keep their promises: links lead somewhere, complete examples are accepted. */
class DocsTest {
  private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]\\n]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```|`[^`\\n]+`");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern COMPLETE = Pattern.compile("(?ms)^```json complete\\n(.*?)^```$");

  static Stream<String> documents() throws IOException {
    try (Stream<Path> pages = Files.walk(Project.path("docs"))) {
      List<String> names =
          pages
              .map(page -> "docs/" + Project.path("docs").relativize(page))
              .filter(name -> name.endsWith(".md"))
              .sorted()
              .toList();
      return Stream.concat(
          Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md"), names.stream());
    }
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

  static Stream<String> completeConfigurations() throws IOException {
    return documents()
        .flatMap(document -> COMPLETE.matcher(Project.text(document)).results())
        .map(block -> block.group(1));
  }

  @ParameterizedTest
  @MethodSource("completeConfigurations")
  void everyCompleteConfigurationIsAccepted(String json) {
    assertThatCode(() -> Blueprint.parse(json, "example", Expansion.none()))
        .doesNotThrowAnyException();
  }

  @Test
  void theReadmeHasACompleteConfiguration() {
    assertThat(COMPLETE.matcher(Project.text("README.md")).find()).isTrue();
  }
}
