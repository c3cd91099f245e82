package dev.drover.command;

/** What a process of Drover returns to the shell. */
public final class ExitCode {
  /** It did what was asked, or was stopped by a signal. */
  public static final int OK = 0;

  /** The configuration is bad; all problems are on standard error. */
  public static final int BAD_CONFIGURATION = 1;

  /** It cannot start, or was called wrongly; a sentence on standard error says why. */
  public static final int CANNOT_START = 2;

  /** {@code demo --once} only: a call had another answer than it should have. */
  public static final int WRONG_ANSWER = 3;

  /** {@code fetch} only: something has not come; standard error says what. */
  public static final int INCOMPLETE = 4;

  /** No end at all: the node runs until it is stopped. */
  public static final int RUNNING = -1;

  private ExitCode() {}
}
