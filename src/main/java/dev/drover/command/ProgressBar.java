package dev.drover.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How far something is, on one line that is written again and again. */
final class ProgressBar {
  private static final int WIDTH = 40;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final PrintWriter out;
  private final boolean shown;
  private final LongSupplier clock;
  private final long began;
  private long last;
  private boolean drawn;

  /**
   * @param shown whether there is anybody to see it
   * @param clock nanoseconds from any beginning
   */
  ProgressBar(PrintWriter out, boolean shown, LongSupplier clock) {
    this.out = out;
    this.shown = shown;
    this.clock = clock;
    this.began = clock.getAsLong();
    this.last = began - PAUSE_NANOS;
  }

  /** Whether standard error is a terminal, as far as Linux says. */
  static boolean seen() {
    Path error = Path.of("/proc/self/fd/2");
    try {
      if (!Files.isSymbolicLink(error)) {
        return false;
      }
      String target = Files.readSymbolicLink(error).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException unknown) {
      return false;
    }
  }

  /**
   * So much is done.
   *
   * @param total how much there is; 0 when that is not known
   */
  void show(long done, long total) {
    long now = clock.getAsLong();
    if (shown && (done == total || now - last >= PAUSE_NANOS)) {
      last = now;
      drawn = true;
      out.print("\r" + line(done, total, now - began));
      out.flush();
    }
  }

  /** The line, without its end. */
  static String line(long done, long total, long nanos) {
    String time = String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    if (total <= 0) {
      return done + " lines  " + time;
    }
    int full = (int) Math.min(WIDTH, WIDTH * done / total);
    return "["
        + "#".repeat(full)
        + "-".repeat(WIDTH - full)
        + "] "
        + done
        + "/"
        + total
        + "  "
        + time;
  }

  /** Nothing more comes. */
  void end() {
    if (drawn) {
      out.println();
      out.flush();
    }
  }
}
