package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.admin.Apis;
import dev.drover.command.Configurations;
import dev.drover.command.Drover;
import dev.drover.command.ExitCode;
import dev.drover.config.Expansion;
import dev.drover.config.GatewayConfig;
import dev.drover.config.Loaded;
import dev.drover.testing.Eventually;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.ScriptedOrigin;
import io.vertx.core.Deployable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code drover fetch} as it is used, against an origin. */
class FetchCommandTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Configurations CONFIGURATIONS =
      new Configurations() {
        @Override
        public Loaded<GatewayConfig> check(String json, String source) {
          Blueprint blueprint = Blueprint.parse(json, source, Expansion.none());
          return new Loaded<>(blueprint.config(), blueprint.effective());
        }

        @Override
        public Supplier<Deployable> gateway(String json, String source) {
          throw new UnsupportedOperationException("Nothing is started.");
        }

        @Override
        public Supplier<Deployable> worker(String json, String source) {
          throw new UnsupportedOperationException("Nothing is started.");
        }

        @Override
        public Apis apis(String json, String source) {
          throw new UnsupportedOperationException("Nobody asks for APIs.");
        }

        @Override
        public String schema() {
          throw new UnsupportedOperationException("Nobody asks for the schema.");
        }
      };

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Path folder;

  FetchCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private int execute(String... arguments) {
    return new Drover(CONFIGURATIONS, new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments);
  }

  private String plan(int port, String handler) throws IOException {
    String upstreams =
        "\"upstreams\": {\"site\": {\"protocol\": \"http\", \"endpoints\": [\"127.0.0.1:%d\"]}}"
            .formatted(port);
    return Files.writeString(folder.resolve("plan.json"), "{" + upstreams + ", " + handler + "}")
        .toString();
  }

  /** A list of three, whose pages are asked for one by one. */
  private static String aggregate(String policy) {
    return """
        "aggregate": {"policy": "%s", "calls": {
          "list": {"upstream": "site", "path": "/list", "query": {"of": "=query.user"}},
          "page": {"upstream": "site", "path": "/pages/{id}", "part": "=result.body",
                   "foreach": {"in": "list.body.ids", "as": "id"}}}}
        """
        .formatted(policy);
  }

  private static void site(ScriptedOrigin.Call call) {
    switch (call.path()) {
      case "/list" -> call.answer(200, "{\"ids\": [1, 2, 3]}", "content-type", "application/json");
      case "/pages/3" -> call.answer(404, "{\"detail\": \"gone\"}");
      default ->
          call.answer(
              200, "{\"path\": \"" + call.path() + "\"}", "content-type", "application/json");
    }
  }

  @Test
  void aLineIsWrittenForEachPage() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.start(
            call ->
                call.answer(
                    200,
                    call.query() != null && call.query().contains("page=1")
                        ? "{\"items\": [1, 2.50]}"
                        : "{\"items\": [\"ü\"]}"))) {
      String plan =
          plan(origin.port(), "\"paginate\": {\"upstream\": \"site\", \"page\": {\"size\": 2}}");
      assertThat(execute("fetch", plan)).as(err.toString()).isEqualTo(ExitCode.OK);
      assertThat(out.toString().lines()).containsExactly("1", "2.50", "\"ü\"");
      assertThat(err.toString()).isEmpty();
    }
  }

  @Test
  void aFailedCallIsNamedAndTheOthersAreWritten() throws IOException {
    Path lines = folder.resolve("lines.ndjson");
    try (ScriptedOrigin origin = ScriptedOrigin.start(FetchCommandTest::site)) {
      int code =
          execute(
              "fetch",
              plan(origin.port(), aggregate("partial")),
              "--set",
              "user=a&b ä",
              "-o",
              lines.toString());
      assertThat(code).isEqualTo(ExitCode.INCOMPLETE);
      assertThat(origin.calls().get(0).query()).isEqualTo("of=a%26b%20%C3%A4");
    }
    assertThat(Files.readString(lines))
        .contains("{\"path\":\"/pages/1\"}", "{\"path\":\"/pages/2\"}", "{\"error\":");
    assertThat(err.toString()).startsWith("drover: page[2]: ").contains("404");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void whatIsRefusedAsAWholeIsASentence() throws IOException {
    String plan =
        plan(RawOrigin.refusedPort(), "\"paginate\": {\"upstream\": \"site\", \"link\": {}}");
    assertThat(execute("fetch", plan)).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(err.toString()).startsWith("drover: Page 1 could not be used: ");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aListThatBreaksOffIsIncomplete() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.start(
            call -> {
              if (call.number() == 1) {
                call.answer(200, "{\"items\": [1, 2]}");
              } else {
                call.answer(500, "no");
              }
            })) {
      String plan =
          plan(origin.port(), "\"paginate\": {\"upstream\": \"site\", \"page\": {\"size\": 2}}");
      assertThat(execute("fetch", plan)).isEqualTo(ExitCode.INCOMPLETE);
      assertThat(out.toString()).startsWith("1").contains("{\"error\":");
      assertThat(err.toString()).contains("Page 2 could not be used");
    }
  }

  @Test
  void aBadPlanIsNotBegun() throws IOException {
    String none = folder.resolve("none.json").toString();
    assertThat(execute("fetch", none)).isEqualTo(ExitCode.BAD_CONFIGURATION);
    assertThat(err.toString()).isEqualToIgnoringNewLines(none + ": there is no such file.");

    String text = Files.writeString(folder.resolve("text.json"), "{\"a\": ").toString();
    assertThat(execute("fetch", text)).isEqualTo(ExitCode.BAD_CONFIGURATION);
    assertThat(err.toString())
        .contains(text + ": expected a JSON object")
        .doesNotContain("REDACTED");

    String plan = plan(1, "\"paginate\": {\"upstream\": \"sight\", \"link\": {}}, \"x\": 1");
    assertThat(execute("fetch", plan)).isEqualTo(ExitCode.BAD_CONFIGURATION);
    assertThat(err.toString())
        .contains(plan + ": /paginate/upstream: no upstream", plan + ": /x: unknown key");

    String wrong = plan(1, "\"paginate\": {\"upstream\": \"site\", \"lnk\": {}}");
    assertThat(execute("fetch", wrong)).isEqualTo(ExitCode.BAD_CONFIGURATION);
    assertThat(err.toString()).contains(wrong + ": /paginate/lnk", "did you mean \"link\"?");

    assertThat(execute("fetch")).isEqualTo(ExitCode.CANNOT_START);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() throws IOException {
    String file = folder.resolve("none/lines.ndjson").toString();
    try (ScriptedOrigin origin = ScriptedOrigin.start(FetchCommandTest::site)) {
      String plan = plan(origin.port(), aggregate("partial"));
      assertThat(execute("fetch", plan, "--set", "user=a", "-o", file))
          .isEqualTo(ExitCode.CANNOT_START);
    }
    assertThat(err.toString()).contains("drover: ", file);
  }

  /** As Ctrl-C does it. */
  @Test
  void whatHasComeIsInTheFileWhenItIsStopped() throws Exception {
    Path lines = folder.resolve("lines.ndjson");
    try (ScriptedOrigin origin =
        ScriptedOrigin.start(
            call -> {
              if (call.number() == 1) {
                call.answer(200, "{\"items\": [1, 2]}");
              }
            })) {
      String plan =
          plan(origin.port(), "\"paginate\": {\"upstream\": \"site\", \"page\": {\"size\": 2}}");
      Process process = process("fetch", plan, "-o", lines.toString());
      Eventually.await(() -> origin.count() == 2, SOON, "The second page is not asked for.");
      Eventually.await(() -> written(lines).size() == 2, SOON, "The lines are not there.");
      process.destroy();
      assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isNotZero();
      Eventually.await(() -> origin.cancelled() == 1, SOON, "The second page is not taken back.");
    }
    assertThat(written(lines)).containsExactly("1", "2");
  }

  private Process process(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("-Xmx128m");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "")));
    command.add("dev.drover.Main");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said.txt").toFile())
        .start();
  }

  private static List<String> written(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
