package dev.drover.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.drover.admin.Apis;
import dev.drover.config.Expansion;
import dev.drover.config.GatewayConfig;
import dev.drover.config.Loaded;
import dev.drover.config.Vocabulary;
import dev.drover.testing.Fence;
import dev.drover.testing.Project;
import io.vertx.core.Deployable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** Every call of {@code drover} that the documents show is one that it understands. */
class DocumentedCommandsTest {
  private static final Pattern CALL =
      Pattern.compile("(?m)(?:\\.\\.?/|^ {4}|`)drover(?:\\.jar)? +([a-z][^`#\\n>&|,;)]*)");

  private record Shown(String document, String call) {
    String[] arguments() {
      return call.strip().split("\\s+");
    }
  }

  @TestFactory
  Stream<DynamicTest> everyCallIsUnderstood() {
    return calls().stream()
        .map(shown -> DynamicTest.dynamicTest(shown.toString(), () -> understand(shown)));
  }

  private static void understand(Shown shown) {
    CommandLine commands = commands();
    String[] arguments = shown.arguments();
    assertThat(commands.getSubcommands()).containsKey(arguments[0]);
    if (arguments.length > 1) {
      assertThatCode(() -> commands.parseArgs(arguments)).doesNotThrowAnyException();
    }
  }

  @Test
  void theDocumentsShowMostCommands() {
    assertThat(calls()).hasSizeGreaterThan(30);
  }

  @Test
  void everyCommandHasItsRow() {
    String page = Project.text("docs/running.md");
    assertThat(commands().getSubcommands().keySet())
        .allMatch(
            name -> page.contains("\n| `" + name + "`") || page.contains("\n| `" + name + " "));
  }

  private static List<Shown> calls() {
    return Fence.documents().stream()
        .flatMap(
            document ->
                CALL.matcher(Project.text(document))
                    .results()
                    .map(found -> new Shown(document, found.group(1))))
        .distinct()
        .toList();
  }

  private static CommandLine commands() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    Configurations none =
        new Configurations() {
          @Override
          public Loaded<GatewayConfig> check(String json, String source) {
            return GatewayConfig.parse(json, source, Vocabulary.empty(), Expansion.none());
          }

          @Override
          public Supplier<Deployable> gateway(String json, String source) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Supplier<Deployable> worker(String json, String source) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Apis apis(String json, String source) {
            throw new UnsupportedOperationException();
          }

          @Override
          public String schema() {
            throw new UnsupportedOperationException();
          }
        };
    return new Drover(none, nowhere, nowhere).commands();
  }
}
