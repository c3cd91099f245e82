package dev.drover.telemetry;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file that is appended to and may be moved away: it is opened anew within a second, as logrotate
 * expects. Confined to one thread.
 */
final class LogFile extends OutputStream {
  private static final long CHECK = TimeUnit.SECONDS.toNanos(1);

  private final Path path;
  private OutputStream out;
  private @Nullable Object key;
  private long checked;

  LogFile(Path path) throws IOException {
    this.path = path;
    this.out = open();
    this.key = key();
    this.checked = System.nanoTime();
  }

  /** The process's standard output, unbuffered; closing it does nothing. */
  static OutputStream stdout() {
    return new FileOutputStream(FileDescriptor.out) {
      @Override
      public void close() {}
    };
  }

  private OutputStream open() throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** What identifies the file that has the path now; null when there is none. */
  private @Nullable Object key() {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    long now = System.nanoTime();
    if (now - checked >= CHECK) {
      checked = now;
      reopenIfMoved();
    }
    out.write(bytes, offset, length);
  }

  /** Opens the path anew if it leads to another file, or to none, by now. */
  void reopenIfMoved() throws IOException {
    Object present = key();
    if (!Files.exists(path) || !Objects.equals(present, key)) {
      OutputStream reopened = open();
      out.close();
      out = reopened;
      key = key();
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
