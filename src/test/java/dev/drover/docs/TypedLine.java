package dev.drover.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A line of a page that runs in a process of its own, with all that it says in a file. */
final class TypedLine implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int LOOK_MILLIS = 50;
  private static final int SHOWN = 6_000;

  private final Process process;
  private final Path said;

  private TypedLine(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /**
   * Starts it; the shell gives its process to the command, which signals then reach.
   *
   * @param line a command, after assignments to its environment
   * @param folder where it is typed
   * @param environment variables beside those of this process
   */
  static TypedLine start(String line, Path folder, Map<String, String> environment)
      throws IOException {
    Path said = Files.createTempFile(folder, "line", ".log");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", line.replaceFirst("^((?:\\w+=\\S+\\s+)*)", "$1exec "))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().putAll(environment);
    return new TypedLine(builder.start(), said);
  }

  /** What holds, or will. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }

  /** Waits until the condition holds; fails when it does not in time, or the process ends first. */
  void await(Condition condition, String otherwise) throws Exception {
    await(condition, () -> otherwise);
  }

  /** The same, with what is to be said otherwise as it is then. */
  void await(Condition condition, Supplier<String> otherwise) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(() -> otherwise.get() + "\n" + said()).isLessThan(end);
      assertThat(process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS))
          .as(() -> otherwise.get() + " It has ended:\n" + said())
          .isFalse();
    }
  }

  /** The last of what it has said so far. */
  String said() {
    try {
      String all = Files.readString(said);
      return all.substring(Math.max(0, all.length() - SHOWN));
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  /** Waits for its end, and gives its exit code. */
  int awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as(() -> "It does not end:\n" + said())
        .isTrue();
    return process.exitValue();
  }

  /** Sends it SIGTERM, and gives its exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    return awaitEnd();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
