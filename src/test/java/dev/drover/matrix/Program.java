package dev.drover.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.drover.testing.Project;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program of src/test/clients that runs in a process of its own, and whose lines are read. With
 * {@code -Ddrover.clients=required} whatever it needs must be there; else tests that need it are
 * skipped where it is not.
 */
final class Program implements AutoCloseable {
  private static final int NOT_FOUND = 127;
  private static final int MINUTES = 5;

  private final Process process;
  private final Thread reader;

  private Program(Process process, Consumer<String> lines) {
    this.process = process;
    this.reader = new Thread(() -> read(process, lines), "lines of a program");
    reader.start();
  }

  /** Starts it; what it says on the error stream is seen among the test's own output. */
  static Program start(List<String> command, Consumer<String> lines) {
    try {
      return new Program(
          new ProcessBuilder(command)
              .directory(Project.path("src/test/clients").toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start(),
          lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(Process process, Consumer<String> lines) {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.accept(line);
      }
    } catch (IOException closed) {
      // the process is gone, and its lines with it
    }
  }

  /** Waits until it has ended well. */
  void awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("has ended").isTrue();
    reader.join();
    assertThat(process.exitValue()).isZero();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  // What must be there

  /** Node, and the packages of package.json. */
  static void needsNode() {
    needs(runs("node", "--version"), "Node is not installed.");
    needs(
        Files.isDirectory(Project.path("src/test/clients/node_modules")),
        "The packages are not there: npm ci in src/test/clients brings them.");
  }

  /** Python with grpcio. */
  static void needsPython() {
    needs(
        runs(python(), "-c", "import grpc, google.protobuf"),
        python() + " has no grpcio: Debian's package is python3-grpcio.");
  }

  /** Chromium and its driver. */
  static void needsBrowser() {
    needs(runs("chromedriver", "--version"), "Debian's package chromium-driver is not installed.");
  }

  /** That of the system, for which the system's packages are. */
  static String python() {
    return "/usr/bin/python3";
  }

  private static void needs(boolean there, String otherwise) {
    if ("required".equals(System.getProperty("drover.clients"))) {
      assertThat(there).as(otherwise).isTrue();
    } else {
      assumeThat(there).as(otherwise).isTrue();
    }
  }

  private static boolean runs(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return (process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : NOT_FOUND) == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
