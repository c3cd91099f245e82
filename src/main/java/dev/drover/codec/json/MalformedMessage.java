package dev.drover.codec.json;

/**
 * Wire bytes that are no message of their type, or a message that has no JSON: a Timestamp out of
 * range, an Any of an unknown type. Has no stack trace.
 */
public final class MalformedMessage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final String problem;

  /**
   * @param path of the field such as {@code sub.rs[2]}, empty for the whole message
   * @param problem how the sentence goes on after its subject
   */
  private MalformedMessage(String path, String problem) {
    super(FieldPath.subject(path) + " " + problem + ".", null, false, false);
    this.path = path;
    this.problem = problem;
  }

  static MalformedMessage because(String problem) {
    return new MalformedMessage("", problem);
  }

  /** The same, seen from one level further out. */
  MalformedMessage within(String segment) {
    return new MalformedMessage(FieldPath.join(segment, path), problem);
  }

  /** Where it is, such as {@code sub.rs[2]}; empty when it is the message itself. */
  public String fieldPath() {
    return path;
  }
}
