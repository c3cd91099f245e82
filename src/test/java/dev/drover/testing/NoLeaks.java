package dev.drover.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test after which something is wrong that no client has noticed: an event loop was
 * blocked, Netty has found a leaked buffer, or Vert.x or Netty has logged an error, such as an
 * exception nobody handled.
 */
public final class NoLeaks implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  /** On a test that blocks an event loop on purpose. */
  public static final String BLOCKS = "blocks-event-loop";

  private final Complaints complaints = new Complaints();

  @Override
  public void beforeAll(ExtensionContext context) {
    complaints.setContext(root().getLoggerContext());
    complaints.start();
    root().addAppender(complaints);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getTags().contains(BLOCKS)) {
      complaints.found.removeIf(text -> text.startsWith(Complaints.BLOCKED));
    }
    check();
  }

  /** Netty tells of a lost buffer when it has been collected and the next one is allocated. */
  @Override
  public void afterAll(ExtensionContext context) {
    System.gc();
    System.runFinalization();
    for (int i = 0; i < 32; i++) {
      PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
    }
    root().detachAppender(complaints);
    check();
  }

  private void check() {
    List<String> found = List.copyOf(complaints.found);
    complaints.found.clear();
    if (!found.isEmpty()) {
      throw new AssertionError("The log has complaints:\n" + String.join("\n", found));
    }
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private static final class Complaints extends AppenderBase<ILoggingEvent> {
    static final String BLOCKED = "io.vertx.core.impl.BlockedThreadChecker";

    /**
     * Vert.x 5.0 gives trailers no promise, and trips over that when a connection closes before
     * they are written. It is the last it does for a stream, so nothing is left undone, as
     * BrokenClientTest shows.
     */
    static final String TRAILERS = "because \"this.val$promise\" is null";

    final List<String> found = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      String logger = event.getLoggerName();
      boolean ours = logger.startsWith("io.vertx.") || logger.startsWith("io.netty.");
      IThrowableProxy thrown = event.getThrowableProxy();
      if (thrown != null && String.valueOf(thrown.getMessage()).endsWith(TRAILERS)) {
        return;
      }
      if (logger.equals(BLOCKED) || (ours && event.getLevel().isGreaterOrEqual(Level.ERROR))) {
        found.add(
            logger
                + ": "
                + event.getFormattedMessage()
                + (thrown == null ? "" : " " + describe(thrown)));
      }
    }

    private static String describe(IThrowableProxy thrown) {
      StringBuilder text = new StringBuilder(thrown.getClassName());
      text.append(": ").append(thrown.getMessage());
      for (int i = 0; i < Math.min(8, thrown.getStackTraceElementProxyArray().length); i++) {
        text.append("\n    ").append(thrown.getStackTraceElementProxyArray()[i]);
      }
      return text.toString();
    }
  }
}
