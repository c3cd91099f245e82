package dev.drover.expression;

/** A text that is no expression, or not one of the kind that was asked for. */
public final class InvalidExpression extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message a sentence with the place: line and column, counted from 1
   */
  InvalidExpression(String message) {
    super(message);
  }

  /** The sentence. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
