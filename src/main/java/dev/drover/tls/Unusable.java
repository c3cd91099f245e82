package dev.drover.tls;

/** Why a file of certificates or keys cannot be used; the message is a sentence with its name. */
public final class Unusable extends Exception {
  private static final long serialVersionUID = 1L;

  Unusable(String message) {
    super(message, null, false, false);
  }
}
