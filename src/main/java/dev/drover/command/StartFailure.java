package dev.drover.command;

import java.io.IOException;
import java.net.BindException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in a sentence why something did not start. */
final class StartFailure {
  private static final Logger LOG = LoggerFactory.getLogger("dev.drover.Start");

  private StartFailure() {}

  /** The sentence; the stack trace of an exception that nobody expected goes to the log. */
  static String sentence(Throwable thrown) {
    Throwable cause = root(thrown);
    String message =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    if (cause instanceof BindException || message.contains("Address already in use")) {
      return "Cannot start: "
          + (thrown.getMessage() == null ? message : thrown.getMessage())
          + "; stop what uses the address, or choose another port.";
    }
    if (cause instanceof ClassNotFoundException) {
      return "Cannot start: there is no class " + message + "; correct its name or the class path.";
    }
    if (!(cause instanceof IOException)) {
      LOG.error("The start failed.", thrown);
    }
    return "Cannot start: " + message;
  }

  private static Throwable root(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
