package dev.drover.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.Project;
import dev.drover.testing.TestGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Clients that others have written, in other languages, through the gateway to grpc-java. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealClientsTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Marks marks = new Marks();
  private final GrpcEcho origin = new GrpcEcho(marks);
  private final TestGateway gateway;
  private final Path descriptors;

  RealClientsTest(@TempDir Path folder) {
    descriptors = Descriptors.write(folder);
    JsonObject config = new JsonObject(Upstreams.config(Server.GRPC, origin.port()));
    config
        .getJsonArray("routes")
        .add(page("/descriptors.binpb", folder.toString()))
        .add(page("/clients/**", Project.path("src/test/clients").toString()).put("id", "page"));
    gateway = TestGateway.start(config.encode());
  }

  private static JsonObject page(String path, String root) {
    JsonObject files = new JsonObject().put("root", root);
    return new JsonObject()
        .put("match", new JsonObject().put("path", path))
        .put("static", path.endsWith("**") ? files.put("strip", "/clients") : files);
  }

  @AfterAll
  void close() {
    gateway.close();
    origin.close();
  }

  @TestFactory
  Stream<DynamicTest> javaScript() throws Exception {
    Program.needsNode();
    return of(
        program("node", "clients.mjs"),
        Map.ofEntries(
            Map.entry("grpc-js", 24),
            Map.entry("connect-node gRPC", 24),
            Map.entry("connect-node gRPC-Web, HTTP/1.1", 18),
            Map.entry("connect-node gRPC-Web, HTTP/2", 24),
            Map.entry("connect-node Connect, HTTP/1.1", 18),
            Map.entry("connect-node Connect, HTTP/2", 24),
            Map.entry("connect-node Connect JSON, HTTP/2", 24),
            Map.entry("connect-node Connect GET, HTTP/1.1", 5),
            Map.entry("connect-web gRPC-Web", 10),
            Map.entry("connect-web Connect", 10),
            Map.entry("connect-web Connect JSON", 10)));
  }

  @TestFactory
  Stream<DynamicTest> python() throws Exception {
    Program.needsPython();
    return of(program(Program.python(), "clients.py"), Map.of("grpcio", 24));
  }

  @TestFactory
  Stream<DynamicTest> aPageInABrowser() throws Exception {
    Program.needsNode();
    Program.needsBrowser();
    int before = marks.cancelled.get();
    try (Browser browser = Browser.start()) {
      browser.open(gateway.url("/clients/browser.html"));
      Eventually.await(
          () -> !browser.run("return window.finished || ''").equals(""),
          Duration.ofMinutes(2),
          "The page has not finished.");
      assertThat(browser.run("return window.finished")).isEqualTo("well");
      JsonArray told = (JsonArray) browser.run("return window.told");
      List<Told> all =
          told.stream().map(JsonObject.class::cast).map(Told::of).collect(Collectors.toList());
      return of(
          new Run(all, before),
          Map.of(
              "browser connect-web gRPC-Web", 10,
              "browser connect-web Connect", 10,
              "browser grpc-web binary", 5,
              "browser grpc-web text", 10,
              "browser EventSource", 3,
              "browser WebSocket JSON", 16,
              "browser WebSocket protobuf", 16));
    }
  }

  /** What was told, and how many calls had been given up before. */
  private record Run(List<Told> told, int before) {}

  private Run program(String... command) throws Exception {
    int before = marks.cancelled.get();
    List<String> lines = new CopyOnWriteArrayList<>();
    List<String> all = new ArrayList<>(Arrays.asList(command));
    all.add(Integer.toString(gateway.port()));
    all.add(descriptors.toString());
    try (Program program = Program.start(all, lines::add)) {
      program.awaitEnd();
    }
    return new Run(lines.stream().map(Told::of).toList(), before);
  }

  /**
   * A test for each call.
   *
   * @param counts how many calls each client makes
   */
  private Stream<DynamicTest> of(Run run, Map<String, Integer> counts) {
    Map<String, Integer> made = new TreeMap<>();
    run.told().forEach(each -> made.merge(each.client(), 1, Integer::sum));
    int givenUp = (int) run.told().stream().filter(Told::givenUp).count();
    Stream<DynamicTest> whole =
        Stream.of(
            DynamicTest.dynamicTest(
                "all calls were made", () -> assertThat(made).isEqualTo(counts)),
            DynamicTest.dynamicTest(
                "the server is told of each call that was given up",
                () ->
                    Eventually.await(
                        () -> marks.cancelled.get() - run.before() == givenUp,
                        SOON,
                        () -> marks.cancelled.get() - run.before() + " of " + givenUp)));
    return Stream.concat(run.told().stream().map(Told::test), whole);
  }
}
