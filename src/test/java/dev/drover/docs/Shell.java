package dev.drover.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A shell as a reader has it: blocks of commands go in, and what they and the programs they have
 * left running say comes out, standard error too. Closing it ends all that was started in it.
 */
final class Shell implements AutoCloseable {
  private static final Pattern DONE = Pattern.compile("(?m)^=done (\\d+)=\\n");
  private static final String END = "(?:\\d{4}-\\d\\d-\\d\\dT.*)?\\n";
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration SHOWN = Duration.ofMinutes(2);
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Process process;
  private final Path script;
  private final Thread reader;

  @SuppressWarnings("JdkObsolete") // one thread appends while another looks
  private final StringBuffer said = new StringBuffer();

  private Shell(Process process, Path script) {
    this.process = process;
    this.script = script;
    this.reader = new Thread(this::read, "what a shell says");
    reader.start();
  }

  /**
   * Starts one.
   *
   * @param folder where it begins
   * @param environment variables beside its own
   */
  static Shell start(Path folder, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "--norc").directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new Shell(builder.start(), Files.createTempFile("block", ".sh"));
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
      }
    } catch (IOException closed) {
      // the shell is gone, and its lines with it
    }
  }

  /**
   * Does a block of commands, and waits until it is done.
   *
   * @return the exit code of its last command
   * @throws AssertionError when it is not done in time
   */
  int run(String commands) {
    said.setLength(0);
    try {
      Files.writeString(script, commands);
      process.outputWriter(StandardCharsets.UTF_8).write(". " + script + " < /dev/null\n");
      process.outputWriter(StandardCharsets.UTF_8).write("printf '\\n=done %d=\\n' $?\n");
      process.outputWriter(StandardCharsets.UTF_8).flush();
    } catch (IOException gone) {
      throw new UncheckedIOException("The shell is gone; it said: " + said, gone);
    }
    Matcher done = await(DONE, PATIENCE, commands);
    return Integer.parseInt(done.group(1));
  }

  /**
   * Waits until the lines were said, in that order, whatever else was said between them; an
   * ellipsis stands for anything in a line, and alone for any lines.
   *
   * @throws AssertionError when that takes too long
   */
  void awaitOutput(String lines) {
    await(pattern(lines), SHOWN, lines);
  }

  /**
   * The lines as a pattern that finds them. An answer that does not end its line may have the log
   * of something in the background behind it.
   */
  static Pattern pattern(String lines) {
    return Pattern.compile(
        lines
            .lines()
            .filter(line -> !line.equals("…"))
            .map(
                line ->
                    List.of(line.split("…", -1)).stream()
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*", "(?m:^)", END)))
            .collect(Collectors.joining("(?:.*\\n)*?")));
  }

  private Matcher await(Pattern pattern, Duration patience, String wanted) {
    Eventually.await(
        () -> pattern.matcher(said).find() || !process.isAlive(),
        patience,
        () -> "Expected:\n" + wanted + "\nwas said:\n" + said);
    Matcher matcher = pattern.matcher(said.toString());
    assertThat(matcher.find()).as("The shell is gone; it said:\n" + said).isTrue();
    return matcher;
  }

  /** Ends all that was started in it, each by its id, gently first. */
  @Override
  public void close() throws InterruptedException {
    List<ProcessHandle> started = process.descendants().toList();
    started.forEach(ProcessHandle::destroy);
    try {
      Eventually.await(
          () -> started.stream().noneMatch(ProcessHandle::isAlive), GRACE, "Something still runs.");
    } finally {
      started.forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      reader.join();
    }
  }
}
