package dev.drover.schema;

/**
 * Why descriptors cannot be used. The message is a sentence that names the file, the symbol and the
 * reason, as far as they are known.
 */
public final class InvalidSchema extends Exception {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final String symbol;

  /**
   * @param file the .proto or descriptor file; empty when not known
   * @param symbol the full name of what is wrong; empty when not known
   * @param reason what is wrong, as a clause without a full stop
   */
  public InvalidSchema(String file, String symbol, String reason) {
    super(
        (file.isEmpty() ? "" : file + ": ")
            + (symbol.isEmpty() ? "" : symbol + ": ")
            + reason
            + ".");
    this.file = file;
    this.symbol = symbol;
  }

  /** The file; empty when not known. */
  public String file() {
    return file;
  }

  /** The full name of what is wrong; empty when not known. */
  public String symbol() {
    return symbol;
  }
}
