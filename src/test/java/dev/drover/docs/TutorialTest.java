package dev.drover.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.drover.testing.Fence;
import dev.drover.testing.Project;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reader of {@code docs/tutorial.md}: saves its files, types its commands into one shell, one
 * after another, and sees what it says is seen. Its ports are replaced by free ones.
 */
class TutorialTest {
  private static final String PAGE = "docs/tutorial.md";

  /** The ports that the tutorial names; Hazelcast's are a row. */
  private static final List<Integer> PORTS =
      List.of(50051, 8000, 8080, 8180, 8280, 8380, 8400, 9901, 9902, 9903, 9904, 4318);

  /** Commands that have a port by default, and the same with the port. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "drover reload", "drover reload --admin http://127.0.0.1:9901",
          "drover spans", "drover spans --port 4318");

  private static final int FIRST_OF_CLUSTER = 5701;
  private static final int CLUSTER = 3;
  private static final Pattern NUMBER = Pattern.compile("\\b\\d{4,5}\\b");
  private static final Pattern PORT = Pattern.compile("(?<=:|port\": )\\d{4,5}\\b");

  private final Path project;
  private final Path folder;
  private final Map<String, String> ports;

  TutorialTest(@TempDir Path project) throws IOException {
    this.project = project;
    this.folder = Files.createDirectory(project.resolve("tutorial"));
    this.ports = new TreeMap<>();
    List<ServerSocket> taken = new ArrayList<>();
    for (int port : PORTS) {
      ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      taken.add(any);
      ports.put(Integer.toString(port), Integer.toString(any.getLocalPort()));
    }
    int row = freeRow();
    for (int i = 0; i < CLUSTER; i++) {
      ports.put(Integer.toString(FIRST_OF_CLUSTER + i), Integer.toString(row + i));
    }
    for (ServerSocket any : taken) {
      any.close();
    }
  }

  @Test
  @Tag("slow")
  void everyStepWorksAsItIsWritten() throws Exception {
    needs(jar(), "There is no jar: ./mvnw package makes it.");
    layOut();
    try (Shell shell = Shell.start(folder, environment())) {
      Iterator<Fence> blocks = Fence.of(PAGE).iterator();
      int commands = 0;
      Fence last = null;
      while (blocks.hasNext()) {
        Fence block = blocks.next();
        if (!block.file().isEmpty()) {
          Files.writeString(folder.resolve(block.file()), here(block.text()));
        } else if (block.language().equals("sh")) {
          commands++;
          int code = shell.run(here(block.text()));
          if (block.text().contains("pip install")) {
            needs(code == 0, "The packages of " + block + " cannot be installed.");
          }
          assertThat(code).as("exit code of " + block).isZero();
        } else {
          assertThat(last).as("what comes before " + block).isNotNull();
          assertThat(block.language()).as(block.toString()).isIn("text", "json");
          shell.awaitOutput(here(block.text()));
        }
        last = block;
      }
      assertThat(commands).isGreaterThan(20);
    }
  }

  @Test
  @Tag("slow")
  void theFirstCallOfTheReadmeIsAnsweredAsItSays() throws Exception {
    needs(jar(), "There is no jar: ./mvnw package makes it.");
    layOut();
    List<Fence> blocks = Fence.of("README.md");
    assertThat(blocks.get(0).text()).startsWith("./drover demo ");
    try (Shell shell = Shell.start(project, environment())) {
      shell.run(here("./drover demo --port 8080 --admin-port 9901 &\n"));
      shell.awaitOutput("Ctrl-C stops it.\n");
      assertThat(shell.run(here(blocks.get(1).text()))).isZero();
      shell.awaitOutput(
          blocks.get(2).text().replaceAll("(?m)^x-request-id: .*", "x-request-id: …"));
    }
  }

  private static boolean jar() {
    return Files.exists(Project.path("target/drover.jar"));
  }

  private static Map<String, String> environment() {
    String java = System.getProperty("java.home");
    return Map.of(
        "PATH",
        Path.of(java, "bin") + ":" + System.getenv("PATH"),
        "JAVA_HOME",
        java,
        "DROVER_HEAP",
        "96m");
  }

  /** What a reader has after a clone, as far as the tutorial uses it. */
  private void layOut() throws IOException {
    Files.createSymbolicLink(project.resolve("drover"), Project.path("drover"));
    Files.createSymbolicLink(project.resolve("target"), Project.path("target"));
    Path files = Files.createDirectories(project.resolve("conf/cluster"));
    Files.writeString(files.resolve("tcp-ip.xml"), here(Project.text("conf/cluster/tcp-ip.xml")));
  }

  private String here(String text) {
    String said = text;
    for (Map.Entry<String, String> command : DEFAULTS.entrySet()) {
      said = said.replace(command.getKey(), command.getValue());
    }
    return NUMBER
        .matcher(said)
        .replaceAll(found -> ports.getOrDefault(found.group(), found.group()));
  }

  @Test
  void theTutorialNamesNoOtherPort() {
    List<String> known = PORTS.stream().map(port -> Integer.toString(port)).toList();
    assertThat(
            Fence.of(PAGE).stream()
                .flatMap(block -> PORT.matcher(block.text()).results())
                .map(MatchResult::group))
        .isSubsetOf(known);
  }

  @Test
  void theNameOfEachFileStandsBeforeIt() {
    Stream<Fence> files = Fence.of(PAGE).stream().filter(block -> !block.file().isEmpty());
    assertThat(files.toList())
        .isNotEmpty()
        .allSatisfy(block -> assertThat(block.before()).contains("`" + block.file() + "`"));
  }

  @Test
  void anEllipsisStandsForAnything() {
    assertThat("a\nb 1 c\nd\n").containsPattern(Shell.pattern("a\nb … c\n"));
    assertThat("a\nx\nb 1 c\nd\n").containsPattern(Shell.pattern("a\n…\nd\n"));
    assertThat("a2026-11-23T00:59:54.530Z WARN\nd\n").containsPattern(Shell.pattern("a\nd\n"));
    assertThat("a2\n").doesNotContainPattern(Shell.pattern("a\n"));
    assertThat("a\nd\n").doesNotContainPattern(Shell.pattern("a\nb … c\n"));
    assertThat("xa\n").doesNotContainPattern(Shell.pattern("a\n"));
  }

  private static int freeRow() throws IOException {
    for (int first = 20_000; first < 32_000; first += 40) {
      if (free(first) && free(first + 1) && free(first + 2)) {
        return first;
      }
    }
    throw new IOException("There are no three free ports in a row.");
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private static void needs(boolean there, String otherwise) {
    if ("required".equals(System.getProperty("drover.clients"))) {
      assertThat(there).as(otherwise).isTrue();
    } else {
      assumeThat(there).as(otherwise).isTrue();
    }
  }
}
