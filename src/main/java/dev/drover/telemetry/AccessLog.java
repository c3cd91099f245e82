package dev.drover.telemetry;

import dev.drover.exchange.Exchange;
import dev.drover.status.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON line for each exchange, at its end; {@code docs/access-log.md} explains the fields.
 *
 * <p>Event loops never wait for it: each puts its lines into a bounded queue, which one thread
 * empties. A line that finds its queue full is dropped and counted, and the log says how many are
 * missing.
 */
public final class AccessLog implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(AccessLog.class);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int BATCH = 64 * 1024;

  /** The lines of one event loop. */
  final class Feed {
    private final Ring<AccessLine> ring = new Ring<>(queue);
    private final Cells dropped = new Cells(1);

    /** Only the event loop may call it. */
    void add(Exchange exchange, @Nullable Failure failure) {
      if (!ring.offer(AccessLine.of(exchange, failure, System.currentTimeMillis()))) {
        dropped.add(0, 1);
      }
    }
  }

  private final int queue;
  private final OutputStream out;
  private final ByteArrayOutputStream batch = new ByteArrayOutputStream(BATCH + 4096);
  private final AccessFormat format;
  private final List<Feed> feeds = new CopyOnWriteArrayList<>();
  private final Cells lost = new Cells(1);
  private final Thread writer;
  private volatile boolean closing;
  private long told;
  private int lines;
  private boolean broken;

  /**
   * Opens the log.
   *
   * @param target {@code stdout}, or the path of a file, which is appended to and may be rotated
   * @param queue how many lines of each event loop may wait, rounded up to a power of two
   * @throws UncheckedIOException if the file cannot be opened
   */
  public static AccessLog open(String target, int queue) {
    try {
      return new AccessLog(
          target.equals("stdout") ? LogFile.stdout() : new LogFile(Path.of(target)), queue);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The access log " + target + " cannot be opened; check its folder and permissions.", e);
    }
  }

  AccessLog(OutputStream out, int queue) throws IOException {
    this.out = out;
    this.queue = queue;
    this.format = new AccessFormat(batch);
    this.writer = new Thread(this::run, "drover-access-log");
    writer.setDaemon(true);
    writer.start();
  }

  /** A queue for one more event loop. */
  Feed feed() {
    Feed feed = new Feed();
    feeds.add(feed);
    return feed;
  }

  /** How many lines are missing from the log. */
  public long dropped() {
    long sum = lost.get(0);
    for (Feed feed : feeds) {
      sum += feed.dropped.get(0);
    }
    return sum;
  }

  private void run() {
    boolean last = false;
    while (!last) {
      last = closing;
      boolean more = true;
      while (more) {
        more = drain();
        write();
      }
      if (!last) {
        LockSupport.parkNanos(PAUSE);
      }
    }
  }

  /** Formats what waits, up to a batch; whether there may be more. */
  private boolean drain() {
    for (Feed feed : feeds) {
      AccessLine line = feed.ring.poll();
      while (line != null) {
        append(line);
        if (batch.size() >= BATCH) {
          return true;
        }
        line = feed.ring.poll();
      }
    }
    return false;
  }

  private void append(AccessLine line) {
    try {
      format.write(line);
      lines++;
    } catch (IOException | RuntimeException e) {
      lost.add(0, 1);
      LOGGER.error("The access log line of exchange {} cannot be written.", line.id(), e);
    }
  }

  private void write() {
    long dropped = dropped();
    try {
      if (dropped > told) {
        format.writeDropped(System.currentTimeMillis(), dropped - told);
      }
      if (batch.size() > 0) {
        batch.writeTo(out);
        out.flush();
        told = dropped;
        broken = false;
      }
    } catch (IOException | RuntimeException e) {
      lost.add(0, lines);
      if (!broken) {
        LOGGER.error("The access log cannot be written; its lines are lost until it can.", e);
      }
      broken = true;
    }
    lines = 0;
    batch.reset();
  }

  /** Writes what waits, for at most five seconds, and closes the file. Not for an event loop. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(writer);
    try {
      writer.join(TimeUnit.SECONDS.toMillis(5));
      out.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOGGER.warn("The access log cannot be closed.", e);
    }
  }
}
