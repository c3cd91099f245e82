package dev.drover.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.drover.admin.ApiDocument;
import dev.drover.admin.Apis;
import dev.drover.admin.ListenerView;
import dev.drover.config.Expansion;
import dev.drover.config.GatewayConfig;
import dev.drover.config.Loaded;
import dev.drover.config.Vocabulary;
import dev.drover.schema.openapi.OpenApi;
import dev.drover.testing.Project;
import io.vertx.core.Deployable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DroverTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private List<ApiDocument> apis = List.of();
  @TempDir private Path folder = Path.of("");

  @Test
  void withoutArgumentsItPrintsWhatThereIs() {
    assertThat(execute()).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .startsWith("Usage: drover")
        .contains("demo ", "run ", "validate ", "routes ", "openapi ", "schema ", "version ");
  }

  @Test
  void everyCommandTellsWhatItTakesAndNothingIsCutShort() {
    for (String command :
        List.of("run", "worker", "reload", "validate", "spans", "fetch", "demo", "bench")) {
      out.getBuffer().setLength(0);
      assertThat(execute(command, "--help")).as(command).isEqualTo(ExitCode.OK);
      assertThat(out.toString()).startsWith("Usage: drover " + command).contains("--help");
    }
    out.getBuffer().setLength(0);
    execute();
    assertThat(out.toString().split("Commands:")[1].split("\\n\\s*\\n")[0].strip())
        .doesNotContainPattern("[^.]\\n  [a-z]")
        .endsWith(".");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void runNamesTheFileFirst() {
    execute("run", "--help");
    assertThat(out.toString()).startsWith("Usage: drover run FILE [-instances N] [-cluster]");
  }

  @Test
  void versionNamesEverythingThatRuns() {
    assertThat(execute("version")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains("drover ", "Vert.x 5.", "Java " + Runtime.version().feature());
    assertThat(execute("--version")).isEqualTo(ExitCode.OK);
  }

  @Test
  void schemaPrintsTheSchema() {
    assertThat(execute("schema")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).isEqualToIgnoringNewLines("{\"type\":\"object\"}");
  }

  @Test
  void validateCountsWhatItFound() throws IOException {
    String file = file("{\"listeners\":[{},{\"port\":8443}]}");
    assertThat(execute("validate", file)).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .isEqualToIgnoringNewLines(file + ": valid: 2 listeners, 0 upstreams, 0 routes");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aConfigurationMayBeNamedAsRunNamesIt() throws IOException {
    String text = "{\"listeners\":[{}]}";
    String file = file(text);
    assertThat(execute("validate", "-conf", file)).isEqualTo(ExitCode.OK);
    assertThat(execute("validate", "--conf", text)).isEqualTo(ExitCode.OK);
    assertThat(out.toString().lines())
        .containsExactly(
            file + ": valid: 1 listener, 0 upstreams, 0 routes",
            "-conf: valid: 1 listener, 0 upstreams, 0 routes");
    assertThat(execute("validate", file, "-conf", file)).isEqualTo(ExitCode.CANNOT_START);
    assertThat(err.toString()).contains("FILE").contains("-conf");
  }

  @Test
  void validateListsEveryProblemWithItsPlace() throws IOException {
    String file = file("{\"listeners\":[{\"prt\":1}],\"routs\":[]}");
    assertThat(execute("validate", file)).isEqualTo(ExitCode.BAD_CONFIGURATION);
    assertThat(err.toString().lines())
        .containsExactly(
            file + ": /listeners/0/prt: unknown key \"prt\"; did you mean \"port\"?",
            file + ": /routs: unknown key \"routs\"; did you mean \"routes\"?");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsABadConfiguration() {
    String file = folder.resolve("none.json").toString();
    for (String[] arguments :
        new String[][] {{"validate", file}, {"routes", file}, {"run", "-conf", file}}) {
      assertThat(execute(arguments)).isEqualTo(ExitCode.BAD_CONFIGURATION);
    }
    assertThat(err.toString().lines()).hasSize(3).containsOnly(file + ": there is no such file.");
  }

  @Test
  void routesListsNothingButItsHeadWhenThereAreNone() throws IOException {
    assertThat(execute("routes", file("{\"listeners\":[{}]}"))).isEqualTo(ExitCode.OK);
    assertThat(out.toString().lines()).containsExactly("ROUTE  MATCH  FILTERS  HANDLER  TIMEOUT");
  }

  @Test
  void openapiPrintsTheDocumentOfARoute() throws IOException {
    apis = List.of(api("books"), api("shelves"));
    String file = file("{\"listeners\":[{}]}");
    assertThat(execute("openapi", file, "--route", "shelves")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains("\"title\" : \"shelves\"", "\"url\" : \"http://localhost:8080\"")
        .doesNotContain("books");
    assertThat(execute("openapi", file)).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("\"title\" : \"All APIs\"", "\"/books\"", "\"/shelves\"");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void openapiSaysWhenThereIsNothingToPrint() throws IOException {
    String file = file("{\"listeners\":[{}]}");
    assertThat(execute("openapi", file)).isEqualTo(ExitCode.CANNOT_START);
    apis = List.of(api("books"), api("shelves"));
    assertThat(execute("openapi", file, "--route", "bocks")).isEqualTo(ExitCode.CANNOT_START);
    assertThat(err.toString().lines())
        .containsExactly(
            "The configuration has no transcoding routes whose schema is in files; a running gateway"
                + " has the others at /openapi.json of its admin port.",
            "No transcoding route is called \"bocks\"; there are: books, shelves.");
    assertThat(execute("openapi", file("{\"routs\":[]}"))).isEqualTo(ExitCode.BAD_CONFIGURATION);
    assertThat(out.toString()).isEmpty();
  }

  private static ApiDocument api(String id) {
    return new ApiDocument(
        id,
        id,
        "",
        () -> {
          ObjectNode document =
              OpenApi.of(new OpenApi.Info(id, "1", ""), List.of(), OpenApi.Options.CANONICAL);
          document.withObjectProperty("paths").putObject("/" + id);
          return document;
        });
  }

  @Test
  void runChecksTheConfigurationBeforeAnythingStarts() {
    for (String[] arguments :
        new String[][] {
          {"run", "-conf", "{\"routs\":[]}"},
          {"run", "--conf", "{\"routs\":[]}"},
          {"run", "{\"routs\":[]}", "-instances", "2"},
          {"run", "-cluster", "{\"routs\":[]}"},
          {"worker", "{\"routs\":[]}"},
          {"-conf", "{\"routs\":[]}"},
          {"--conf", "{\"routs\":[]}", "-instances", "2", "-cluster"},
          {"dev.drover.GatewayVerticle", "-conf", "{\"routs\":[]}"},
        }) {
      assertThat(execute(arguments)).as(String.join(" ", arguments)).isEqualTo(1);
    }
    assertThat(err.toString()).contains("-conf: /routs: unknown key \"routs\"");
  }

  @Test
  void theFileOfAClusterFollowsItsOption() throws IOException {
    String bad = file("{\"routs\":[]}");
    String cluster = Project.path("conf/cluster/tcp-ip.xml").toString();
    for (String[] arguments :
        new String[][] {
          {"run", bad, "-cluster", cluster},
          {"run", "-cluster", cluster, bad, "-cluster-host", "10.0.0.1"},
          {"run", "-cluster", bad, "-instances", "2"},
          {"worker", bad, "--cluster", cluster},
          {"-conf", bad, "-cluster", cluster, "-cluster-port", "7000"},
          {"-cluster", "dev.drover.WorkerVerticle", "-conf", bad},
        }) {
      err.getBuffer().setLength(0);
      assertThat(execute(arguments)).as(String.join(" ", arguments)).isEqualTo(1);
      assertThat(err.toString())
          .as(String.join(" ", arguments))
          .contains(bad + ": /routs: unknown key \"routs\"");
    }
  }

  @Test
  void aClusterThatCannotBeJoinedIsRefusedBeforeAnythingStarts() throws IOException {
    String good = file("{\"listeners\":[{}]}");
    assertThat(execute("run", good, "-cluster", "none.xml")).isEqualTo(1);
    assertThat(err.toString()).isEqualToIgnoringNewLines("none.xml: there is no such file.");
    String infinispan = Project.path("conf/cluster/infinispan.xml").toString();
    assertThat(execute("run", good, "-cluster", infinispan)).isEqualTo(ExitCode.CANNOT_START);
    assertThat(err.toString())
        .contains(infinispan + " is for io.vertx:vertx-infinispan, which is not on the class path");
    assertThat(execute("run", good, "-cluster", "-cluster-hst", "x"))
        .isEqualTo(ExitCode.CANNOT_START);
    assertThat(err.toString()).contains("-cluster-hst");
  }

  @Test
  void theLauncherNeedsAConfiguration() {
    assertThat(execute("-instances", "2")).isEqualTo(ExitCode.CANNOT_START);
    assertThat(err.toString())
        .startsWith("drover: There is no configuration; name its file: drover run");
  }

  @Test
  void aWrongOptionIsRefused() {
    assertThat(execute("-conf", "{}", "-instanes", "2")).isEqualTo(ExitCode.CANNOT_START);
    assertThat(err.toString()).contains("-instanes").contains("drover -help");
    assertThat(execute("-conf", "{}", "-instances", "0")).isEqualTo(ExitCode.CANNOT_START);
    assertThat(err.toString()).contains("-instances must be at least 1, not 0.");
    assertThat(execute("frobnicate")).isEqualTo(ExitCode.CANNOT_START);
    assertThat(execute("run")).isEqualTo(ExitCode.CANNOT_START);
  }

  @Test
  void aVerticleThatIsNotThereCannotStart() {
    assertThat(execute("com.example.None")).isEqualTo(ExitCode.CANNOT_START);
    assertThat(err.toString())
        .contains("drover: Cannot start: there is no class com.example.None; correct its name");
  }

  private int execute(String... arguments) {
    Configurations configurations =
        new Configurations() {
          @Override
          public Loaded<GatewayConfig> check(String json, String source) {
            return GatewayConfig.parse(json, source, Vocabulary.empty(), Expansion.none());
          }

          @Override
          public Supplier<Deployable> gateway(String json, String source) {
            check(json, source);
            return () -> {
              throw new UnsupportedOperationException("Nothing is started.");
            };
          }

          @Override
          public Supplier<Deployable> worker(String json, String source) {
            check(json, source);
            return () -> {
              throw new UnsupportedOperationException("Nothing is started.");
            };
          }

          @Override
          public Apis apis(String json, String source) {
            return new Apis(
                apis,
                List.of(
                    new ListenerView(
                        "0.0.0.0", check(json, source).config().listeners().get(0).port(), false)),
                "localhost");
          }

          @Override
          public String schema() {
            return "{\"type\":\"object\"}\n";
          }
        };
    return new Drover(configurations, new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments);
  }

  private String file(String json) throws IOException {
    return Files.writeString(folder.resolve("drover.json"), json).toString();
  }

  /** An admin port that answers one question. */
  private int reload(int status, String answer) throws IOException {
    HttpServer admin = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    admin.createContext(
        "/reload",
        exchange -> {
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    admin.start();
    try {
      String url = "http://127.0.0.1:" + admin.getAddress().getPort();
      return execute("reload", file("{}"), "--admin", url);
    } finally {
      admin.stop(0);
    }
  }

  @Test
  void reloadPrintsWhatHasChanged() throws IOException {
    assertThat(reload(200, "{\"changes\": [\"Route a is new.\"]}")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).isEqualToIgnoringNewLines("Route a is new.");
  }

  @Test
  void reloadPrintsWhatIsWrong() throws IOException {
    int code =
        reload(
            422,
            """
            {"error": "It cannot be used.", "source": "node b",
             "problems": [{"pointer": "/routes/0", "message": "it is wrong"}]}""");
    assertThat(code).isEqualTo(ExitCode.BAD_CONFIGURATION);
    assertThat(err.toString()).contains("It cannot be used.", "node b: /routes/0: it is wrong");
    assertThat(reload(409, "{\"error\": \"Wait.\"}")).isEqualTo(ExitCode.CANNOT_START);
    assertThat(err.toString()).contains("drover: Wait.");
  }

  @Test
  void reloadNeedsAnAdminPort() throws IOException {
    String file = file("{}");
    assertThat(execute("reload", file, "--admin", "http://127.0.0.1:1"))
        .isEqualTo(ExitCode.CANNOT_START);
    assertThat(execute("reload", file, "--admin", "no port")).isEqualTo(ExitCode.CANNOT_START);
    assertThat(err.toString())
        .contains("http://127.0.0.1:1 cannot be reached", "\"no port\" is no address");
  }
}
