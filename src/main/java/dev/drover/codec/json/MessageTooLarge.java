package dev.drover.codec.json;

/** A message grew beyond what its {@link WireWriter} may hold. Has no stack trace. */
public final class MessageTooLarge extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int limit;

  MessageTooLarge(int limit) {
    super("The message is larger than " + limit + " bytes.", null, false, false);
    this.limit = limit;
  }

  /** The most bytes that were allowed. */
  public int limit() {
    return limit;
  }
}
