package dev.drover.config;

/**
 * One thing that is wrong in a document.
 *
 * @param pointer the JSON pointer (RFC 6901) of the value, also where it should be but is not;
 *     empty for the whole document and for a syntax error
 * @param line the line of the value, or of the nearest object around it, from 1
 * @param column the column of the same, from 1
 * @param message what was expected, what was found, what next; never an expanded or secret value
 */
public record Problem(String pointer, int line, int column, String message) {
  /** A member's name as a part of a JSON pointer (RFC 6901, section 3). */
  public static String segment(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** The place and the message: {@code /routes/0/timeout: expected ...}. */
  @Override
  public String toString() {
    return pointer.isEmpty() ? message : pointer + ": " + message;
  }
}
