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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code docs/cluster.md} before a reader: its commands, and the files that they name, with free
 * ports in the place of those that stand there. Closing it ends all that was started.
 */
final class ClusterPage implements AutoCloseable {
  static final String PAGE = "docs/cluster.md";
  static final String FILES = "conf/cluster";

  /** Ports of their own, and rows of ports. */
  private static final List<Integer> SINGLE =
      List.of(8080, 8081, 8082, 9901, 9902, 9903, 2181, 54327);

  private static final List<Integer> HAZELCAST = List.of(5701, 5702, 5703);
  private static final List<Integer> JGROUPS = List.of(7800, 7801);
  private static final Pattern NUMBER = Pattern.compile("\\b\\d{4,5}\\b");

  private final Path folder;
  private final Map<String, String> ports = new HashMap<>();
  private final List<AutoCloseable> started = new ArrayList<>();

  /** Lays the files out. */
  ClusterPage(Path folder) throws IOException {
    needed(
        Files.exists(Project.path("target/drover.jar")),
        "There is no jar: ./mvnw package makes it.");
    this.folder = folder;
    SINGLE.forEach(port -> row(List.of(port)));
    row(HAZELCAST);
    row(JGROUPS);
    for (String name : List.of("drover", "mvnw", ".mvn", "target")) {
      Files.createSymbolicLink(folder.resolve(name), Project.path(name));
    }
    Files.createDirectories(folder.resolve(FILES));
    try (Stream<Path> files = Files.list(Project.path(FILES))) {
      for (Path file : files.toList()) {
        write(FILES + "/" + file.getFileName(), Files.readString(file));
      }
    }
  }

  private void row(List<Integer> named) {
    int first;
    do {
      first = ThreadLocalRandom.current().nextInt(20_000, 32_000);
    } while (!free(first, named.size()) || ports.containsValue(Integer.toString(first)));
    for (int port : named) {
      ports.put(Integer.toString(port), Integer.toString(first + port - named.get(0)));
    }
  }

  private static boolean free(int first, int count) {
    for (int port = first; port < first + count; port++) {
      try (ServerSocket any = new ServerSocket(port)) {
        assertThat(any.isBound()).isTrue();
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }

  /** The port that stands for one that the page names. */
  int port(int named) {
    return Integer.parseInt(here(Integer.toString(named)));
  }

  /** A text with the ports of here. */
  String here(String text) {
    return NUMBER
        .matcher(text)
        .replaceAll(found -> ports.getOrDefault(found.group(), found.group()));
  }

  /** Writes a file with the ports of here. */
  void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), here(text));
  }

  /** The text of a file that was laid out. */
  String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  /** The one command of the page in which all of these stand. */
  static String command(String... words) {
    List<String> commands =
        Fence.of(PAGE).stream()
            .filter(block -> block.language().equals("sh"))
            .map(Fence::text)
            .filter(text -> Stream.of(words).allMatch(text::contains))
            .toList();
    assertThat(commands).as("commands with " + List.of(words)).hasSize(1);
    return commands.get(0);
  }

  /** Types a command and leaves it running. */
  TypedLine run(String command, String... javaOptions) throws IOException {
    String java = System.getProperty("java.home");
    TypedLine line =
        TypedLine.start(
            here(command),
            folder,
            Map.of(
                "PATH",
                Path.of(java, "bin") + ":" + System.getenv("PATH"),
                "JAVA_HOME",
                java,
                "JAVA_TOOL_OPTIONS",
                "-Xmx192m -XX:TieredStopAtLevel=1 " + String.join(" ", javaOptions)));
    started.add(line);
    return line;
  }

  /** Types a command that starts a node, and waits until it is ready. */
  TypedNode node(String command) throws Exception {
    return node(command, "127.0.0.1");
  }

  /** The same for one whose pages for operators are at that address. */
  TypedNode node(String command, String host, String... javaOptions) throws Exception {
    TypedNode node =
        new TypedNode(
            run(command, javaOptions),
            host,
            assigned("PORT", command, 8080),
            assigned("ADMIN_PORT", command, 9901));
    node.awaitReady();
    return node;
  }

  private int assigned(String name, String command, int otherwise) {
    Matcher found = Pattern.compile("\\b" + name + "=(\\d+)").matcher(command);
    return port(found.find() ? Integer.parseInt(found.group(1)) : otherwise);
  }

  /** Types a command and gives what it says. */
  String type(String command) throws Exception {
    TypedLine line = run(command);
    assertThat(line.awaitEnd()).as(() -> command + line.said()).isZero();
    return line.said();
  }

  /** Brings the jars for another cluster manager as the page says, where they are not there yet. */
  void bring(String cluster) throws Exception {
    String version = Project.text(FILES + "/jars.xml").split("</?vertx.cluster.version>", -1)[1];
    String jar = "target/cluster/" + cluster + "/vertx-" + cluster + "-" + version + ".jar";
    if (!Files.exists(Project.path(jar))) {
      TypedLine maven = run(command("./mvnw", cluster));
      needed(maven.awaitEnd() == 0, "The jars cannot be had: " + maven.said());
    }
    assertThat(Project.path(jar)).exists();
  }

  /** With {@code -Ddrover.clients=required} it must be there; else the test is skipped. */
  static void needed(boolean there, String otherwise) {
    if ("required".equals(System.getProperty("drover.clients"))) {
      assertThat(there).as(otherwise).isTrue();
    } else {
      assumeThat(there).as(otherwise).isTrue();
    }
  }

  /** This machine, by the name that it has. */
  static String machine() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : started) {
      each.close();
    }
  }
}
