package dev.drover.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The table that the seed tests write: what was claimed, what was expected, what was measured. It
 * is {@code target/seed-report.md}; rows come in the order in which the tests ran.
 */
public final class SeedReport {
  private static final String HEADER =
      "| seed | claim | expected | measured |\n|---|---|---|---|\n";

  private SeedReport() {}

  /** Adds a row to the report and prints it. Threads and processes may add at the same time. */
  public static synchronized void row(String seed, String claim, String expected, String measured) {
    String line =
        "| " + String.join(" | ", cell(seed), cell(claim), cell(expected), cell(measured)) + " |";
    append(Path.of(System.getProperty("drover.project", "."), "target", "seed-report.md"), line);
    System.out.println("seed " + line);
  }

  private static void append(Path file, String line) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          FileLock lock = channel.lock()) {
        String text = channel.size() == 0 ? HEADER + line : line;
        ByteBuffer bytes = UTF_8.encode(text + "\n");
        while (lock.isValid() && bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace('\n', ' ');
  }
}
