package dev.drover.filter;

import dev.drover.config.FileStamp;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a small text file means, read again on a worker when its time, its size or the file itself
 * has changed. What cannot be used changes nothing and is logged once. Safe for use by any thread.
 *
 * @param <T> what it means; immutable
 */
public final class WatchedFile<T> implements AutoCloseable {
  /** Finds out what a text means. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * What it means.
     *
     * @throws Unusable when it means nothing; the message is a sentence without secrets
     */
    T read(String text) throws Unusable;
  }

  /** Why a file cannot be used, as a sentence. */
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    public Unusable(String message) {
      super(message, null, false, false);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
  private static final long MOST_BYTES = 16 << 20;

  private final Vertx vertx;
  private final Path file;
  private final Duration every;
  private final Reader<T> reader;
  private volatile FileStamp seen;
  private volatile T current;
  private volatile long timer = -1;
  private volatile boolean closed;

  private WatchedFile(
      Vertx vertx, Path file, Duration every, Reader<T> reader, FileStamp seen, T now) {
    this.vertx = vertx;
    this.file = file;
    this.every = every;
    this.reader = reader;
    this.seen = seen;
    this.current = now;
  }

  /**
   * Reads a file and begins to watch it. Blocks for as long as the file takes to read: for the
   * start.
   *
   * @param every how often it is looked at; zero for never
   * @throws IllegalStateException when it cannot be used
   */
  public static <T> WatchedFile<T> open(
      Vertx vertx, String path, Duration every, Reader<T> reader) {
    Path file = Path.of(path);
    try {
      FileStamp stamp = FileStamp.of(file);
      WatchedFile<T> watched =
          new WatchedFile<>(vertx, file, every, reader, stamp, read(path, reader));
      watched.later();
      return watched;
    } catch (IOException | Unusable wrong) {
      throw new IllegalStateException(sentence(file, wrong), wrong);
    }
  }

  /**
   * What a file means now. Blocks.
   *
   * @throws Unusable when it cannot be used
   */
  public static <T> T read(String path, Reader<T> reader) throws Unusable {
    Path file = Path.of(path);
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new Unusable("It is larger than 16 MiB.");
      }
      return reader.read(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new Unusable(sentence(file, unreadable));
    } catch (Unusable wrong) {
      throw new Unusable("The file " + file + " cannot be used: " + wrong.getMessage());
    }
  }

  /** What it meant when it could last be used. */
  public T current() {
    return current;
  }

  private void later() {
    if (!every.isZero() && !closed) {
      timer = vertx.setTimer(Math.max(1, every.toMillis()), fired -> look());
    }
  }

  private void look() {
    vertx
        .executeBlocking(this::check, false)
        .onFailure(
            wrong -> LOG.warn("{} What was read before stays in use.", sentence(file, wrong)))
        .onComplete(done -> later());
  }

  /** Looks at most once at a state of the file, usable or not. One look at a time. */
  private boolean check() throws IOException, Unusable {
    FileStamp stamp;
    try {
      stamp = FileStamp.of(file);
    } catch (IOException gone) {
      stamp = FileStamp.NONE;
      if (!stamp.equals(seen)) {
        seen = stamp;
        throw gone;
      }
    }
    if (stamp.equals(seen)) {
      return false;
    }
    seen = stamp;
    T read = read(file.toString(), reader);
    if (read.equals(current)) {
      return false;
    }
    current = read;
    LOG.info("The file {} has changed and is in use.", file);
    return true;
  }

  private static String sentence(Path file, Throwable wrong) {
    if (wrong instanceof Unusable) {
      return String.valueOf(wrong.getMessage());
    }
    String why =
        wrong instanceof NoSuchFileException
            ? "there is no such file"
            : wrong instanceof CharacterCodingException
                ? "it is not UTF-8"
                : wrong.getClass().getSimpleName();
    return "The file " + file.toAbsolutePath() + " cannot be read: " + why + ".";
  }

  @Override
  public void close() {
    closed = true;
    vertx.cancelTimer(timer);
  }
}
