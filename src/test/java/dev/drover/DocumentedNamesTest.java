package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Fence;
import dev.drover.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents about the code call by name is there, where they say that it is. */
class DocumentedNamesTest {
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern SPAN =
      Pattern.compile("`([A-Za-z]\\w*(?:\\.[A-Za-z]\\w*)*)(?:\\(\\))?`");
  private static final Pattern NAME =
      Pattern.compile("(?:[a-z]+\\.)*[A-Z]\\w*[a-z]\\w*(?:\\.[a-z]\\w*)?");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");
  private static final Pattern WORD = Pattern.compile("\\w+");

  /** The code by file, {@code server.Intake}, without comments. */
  private static final Map<String, String> FILES = files();

  private static final Set<String> WORDS =
      FILES.values().stream().flatMap(DocumentedNamesTest::words).collect(Collectors.toSet());

  private static Map<String, String> files() {
    Map<String, String> files = new HashMap<>();
    for (String folder : List.of("src/main/java/dev/drover", "src/test/java/dev/drover")) {
      Path root = Project.path(folder);
      try (Stream<Path> all = Files.walk(root)) {
        for (Path file : all.filter(one -> one.toString().endsWith(".java")).toList()) {
          String name = root.relativize(file).toString().replace('/', '.');
          String text = Files.readString(file);
          files.put(name.substring(0, name.length() - 5), COMMENT.matcher(text).replaceAll(""));
        }
      } catch (IOException unreadable) {
        throw new AssertionError(unreadable);
      }
    }
    return files;
  }

  private static Stream<String> words(String text) {
    return WORD.matcher(text).results().map(MatchResult::group);
  }

  private static Set<String> packages() {
    Set<String> packages = new TreeSet<>();
    for (String file : FILES.keySet()) {
      packages.add(file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : "");
    }
    return packages;
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/architecture.md", "docs/decisions.md"})
  void everyNameIsThatOfSomething(String document) {
    Set<String> names = new HashSet<>();
    String text = FENCE.matcher(Project.text(document)).replaceAll("");
    SPAN.matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(name -> !name.equals(name.toLowerCase(Locale.ROOT)))
        .filter(name -> !name.matches("(io|java|org)\\..*|XxxTest"))
        .forEach(names::add);
    for (Fence fence : Fence.of(document)) {
      NAME.matcher(fence.text()).results().map(MatchResult::group).forEach(names::add);
    }
    assertThat(names).hasSizeGreaterThan(50);
    assertThat(names).filteredOn(name -> !known(name)).isEmpty();
  }

  /** A name that says a package must be there; else it is a type, a method, or a word of ours. */
  private static boolean known(String name) {
    String[] parts = name.split("\\.");
    int types = 0;
    while (types < parts.length && Character.isLowerCase(parts[types].charAt(0))) {
      types++;
    }
    boolean qualified = types > 0 && types < parts.length;
    String file = String.join(".", List.of(parts).subList(0, Math.min(types + 1, parts.length)));
    String text = FILES.get(file);
    if (qualified && packages().contains(String.join(".", List.of(parts).subList(0, types)))) {
      return text != null
          && List.of(parts).subList(types, parts.length).stream()
              .allMatch(part -> words(text).anyMatch(part::equals));
    }
    return WORDS.containsAll(List.of(parts));
  }

  @Test
  void everyPackageIsInTheArchitecture() {
    String text = Project.text("docs/architecture.md");
    assertThat(packages())
        .filteredOn(name -> !name.isEmpty())
        .filteredOn(name -> Files.isDirectory(main(name)))
        .allMatch(
            name ->
                text.contains("`" + name + "`")
                    || text.contains("`" + name.substring(name.lastIndexOf('.') + 1) + "`"));
  }

  private static Path main(String name) {
    return Project.path("src/main/java/dev/drover/" + name.replace('.', '/'));
  }
}
