package dev.drover.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.RawOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The fat jar as a user runs it. */
class JarIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder = Path.of("");
  private final List<Process> running = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    running.forEach(Process::destroyForcibly);
  }

  @Test
  void theVersionIsThatOfTheProject() throws Exception {
    Process version = start("version");
    assertThat(exit(version)).isZero();
    assertThat(out()).contains("drover 0.", "Vert.x 5.").doesNotContain("development");
  }

  @Test
  void aBadConfigurationIsExitOneAndEveryProblem() throws Exception {
    for (List<String> arguments :
        List.of(
            List.of("validate", bad()), List.of("run", "-conf", bad()), List.of("-conf", bad()))) {
      Process process = start(arguments.toArray(String[]::new));
      assertThat(exit(process)).as(arguments.toString()).isEqualTo(1);
      assertThat(err().lines())
          .hasSize(2)
          .allSatisfy(line -> assertThat(line).startsWith(bad() + ": /"));
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theOptionsOfTheVertxLauncherStartANodeThatStopsWithExitZero() throws Exception {
    int port = RawOrigin.refusedPort();
    Process node = start("-conf", hello(port), "-instances", "2");
    assertThat(answer(node, port)).isEqualTo("moo");
    assertThat(err()).contains("2 x dev.drover.GatewayVerticle started");
    node.destroy();
    assertThat(exit(node)).isZero();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void runDoesTheSame() throws Exception {
    int port = RawOrigin.refusedPort();
    Process node = start("run", "--conf", hello(port), "-instances", "1");
    assertThat(answer(node, port)).isEqualTo("moo");
    assertThat(err()).contains("1 x dev.drover.GatewayVerticle started");
    node.destroy();
    assertThat(exit(node)).isZero();
  }

  @Test
  void aLevelOfTheLogThatIsNoneIsTold() throws Exception {
    int port = RawOrigin.refusedPort();
    Process node = start(Map.of("DROVER_LOG", "LOUD"), "run", hello(port));
    assertThat(answer(node, port)).isEqualTo("moo");
    assertThat(err()).contains(" WARN  StandardLog: DROVER_LOG is \"LOUD\", which is none of ");
  }

  @Test
  void aPortThatIsTakenIsExitTwoAndASentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Process node = start("-conf", hello(taken.getLocalPort()));
      assertThat(exit(node)).isEqualTo(2);
      assertThat(err()).contains("drover: Cannot start: ").doesNotContain("\tat ");
    }
  }

  @Test
  void aCollectorOfTracesThatIsNotThereIsOneLineInTheLog() throws Exception {
    int port = RawOrigin.refusedPort();
    Process node = start("run", traced(port, RawOrigin.refusedPort()));
    assertThat(answer(node, port)).isEqualTo("moo");
    await(node, () -> err().contains("does not take spans"));
    assertThat(err())
        .containsPattern(
            " WARN +Collector: The collector at \\S+ does not take spans: it cannot be ")
        .doesNotContain("SEVERE", "ERROR", "\tat ");
  }

  @Test
  void everyCallOfTheDemoHasTheRightAnswer() throws Exception {
    Process demo = start("demo", "--once", "--port", "0", "--admin-port", "0");
    int code = exit(demo);
    assertThat(out().lines()).isNotEmpty().allSatisfy(line -> assertThat(line).startsWith("ok "));
    assertThat(code).isZero();
  }

  @Test
  @EnabledIf("thereIsCurl")
  void everyCommandOfTheDemoWorksAsPrinted() throws Exception {
    Process demo = start("demo", "--port", "0", "--admin-port", "0");
    await(demo, () -> out().contains("Ctrl-C stops it."));
    List<String> commands =
        out().lines().filter(line -> line.matches("(curl|printf|for) .*")).toList();
    assertThat(commands).hasSizeGreaterThan(20);
    for (String command : commands) {
      Process shell =
          new ProcessBuilder("sh", "-c", command)
              .redirectOutput(folder.resolve("answer").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      running.add(shell);
      assertThat(exit(shell)).as(command).isIn(0, CURL_TIMED_OUT);
      assertThat(folder.resolve("answer")).as(command).isNotEmptyFile();
    }
    demo.destroy();
    assertThat(exit(demo)).isZero();
  }

  /** What curl returns for the WebSocket, which does not end by itself. */
  private static final int CURL_TIMED_OUT = 28;

  static boolean thereIsCurl() throws Exception {
    try {
      Process curl = new ProcessBuilder("curl", "--version").start();
      String features = new String(curl.getInputStream().readAllBytes(), UTF_8);
      return curl.waitFor() == 0 && features.contains("HTTP2");
    } catch (IOException missing) {
      return false;
    }
  }

  private Process start(String... arguments) throws IOException {
    return start(Map.of(), arguments);
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", System.getProperty("drover.jar")));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    running.add(process);
    return process;
  }

  private static int exit(Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private String answer(Process node, int port) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port)).build();
    await(node, () -> err().contains(" started in "));
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  /** Looks again every 50 ms; a child process offers nothing to wait for. */
  private void await(Process process, Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(err()).isLessThan(end);
      assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).as(err()).isFalse();
    }
  }

  private String out() throws IOException {
    return Files.readString(folder.resolve("out"));
  }

  private String err() throws IOException {
    return Files.readString(folder.resolve("err"));
  }

  private String bad() throws IOException {
    return Files.writeString(
            folder.resolve("bad.json"), "{\"listeners\":[{\"prt\":1}],\"routs\":[]}")
        .toString();
  }

  private String hello(int port) throws IOException {
    String json =
        """
        {"listeners": [{"host": "127.0.0.1", "port": %d}],
         "routes": [{"respond": {"body": "moo"}}]}
        """;
    return Files.writeString(folder.resolve("hello.json"), json.formatted(port)).toString();
  }

  private String traced(int port, int collector) throws IOException {
    String json =
        """
        {"listeners": [{"host": "127.0.0.1", "port": %d}],
         "tracing": {"endpoint": "http://127.0.0.1:%d", "delay": "10ms", "timeout": "1s"},
         "routes": [{"respond": {"body": "moo"}}]}
        """;
    return Files.writeString(folder.resolve("traced.json"), json.formatted(port, collector))
        .toString();
  }
}
