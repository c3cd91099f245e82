package dev.drover.config;

/** A text that is never shown: only {@link #reveal} gives it. */
public final class Secret {
  static final String HIDDEN = "***";

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /** A secret of this text. */
  public static Secret of(String text) {
    return new Secret(text);
  }

  /** The text itself. Do not log it. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Three stars, whatever the secret is. */
  @Override
  public String toString() {
    return HIDDEN;
  }
}
