package dev.drover.expression;

/**
 * An expression had no value this time: a key that is not there, a division by zero, a bound that
 * was passed. Cheap to throw: it has no stack trace.
 */
public final class ExpressionFailed extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param why for the log; it may tell what was asked for, but no values
   */
  ExpressionFailed(String why) {
    super(why, null, false, false);
  }
}
