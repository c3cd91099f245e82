package dev.drover.codec.json;

public final class InvalidJson extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String fieldPath;

  public InvalidJson(String fieldPath, String message) {
    super(message);
    this.fieldPath = fieldPath;
  }

  public String fieldPath() {
    return fieldPath;
  }
}
