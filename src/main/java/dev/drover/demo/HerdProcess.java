package dev.drover.demo;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node of the demo's herd in a process of its own. */
final class HerdProcess {
  private static final int PATIENCE_MILLIS = 10_000;

  private final String node;
  private final int lines;
  private final Address address;
  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();

  private HerdProcess(String node, int lines, Address address, Process process) {
    this.node = node;
    this.lines = lines;
    this.address = address;
    this.process = process;
  }

  /**
   * Starts it on the Java of this process.
   *
   * @param classPath where Drover is
   * @param lines its port for lines, as in the configuration
   * @param environment more than the node and its ports
   */
  static HerdProcess start(
      String classPath,
      Path folder,
      String node,
      int lines,
      Address address,
      Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "dev.drover.Main",
                "-conf",
                folder.resolve("herd.json").toString(),
                "-instances",
                "1")
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve(node + ".log").toFile()));
    builder.environment().putAll(environment);
    builder.environment().put("HERD_NODE", node);
    builder.environment().put("HERD_PORT", Integer.toString(address.listener()));
    builder.environment().put("HERD_ADMIN_PORT", Integer.toString(address.admin()));
    return new HerdProcess(node, lines, address, builder.start());
  }

  String node() {
    return node;
  }

  int lines() {
    return lines;
  }

  Address address() {
    return address;
  }

  /** As a machine that fails. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As an operator. */
  void stop() {
    process.destroy();
  }

  void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  /** Its page {@code /herd}; empty while it does not answer. */
  Optional<JsonObject> state() throws InterruptedException {
    URI page = URI.create("http://127.0.0.1:" + address.admin() + "/herd");
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(2)).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? Optional.of(new JsonObject(answer.body()))
          : Optional.empty();
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  /** How many of its links are up, as it sees it. */
  long links() throws InterruptedException {
    return state()
        .map(
            state ->
                state.getJsonArray("links").stream()
                    .filter(link -> ((JsonObject) link).getBoolean("up"))
                    .count())
        .orElse(-1L);
  }

  long count(String name) throws InterruptedException {
    return state().map(state -> state.getJsonObject("counts").getLong(name)).orElse(0L);
  }

  /** Says a line and gives the first line of the answer. */
  String ask(String line) throws IOException {
    return answer(line, false).get(0);
  }

  /** Says a line and gives the answer up to an empty line. */
  List<String> askForPlaces(String line) throws IOException {
    return answer(line, true);
  }

  private List<String> answer(String line, boolean whole) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), lines);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      List<String> answer = new ArrayList<>();
      String next = in.readLine();
      while (next != null && !next.isEmpty()) {
        answer.add(next);
        next = whole && !answer.get(0).startsWith("? ") ? in.readLine() : null;
      }
      if (answer.isEmpty()) {
        throw new IOException(node + " has not answered \"" + line + "\".");
      }
      return answer;
    }
  }
}
