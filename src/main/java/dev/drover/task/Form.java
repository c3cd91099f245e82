package dev.drover.task;

/** What bytes are: the input of a task, or its result. */
public enum Form {
  JSON("application/json"),
  PROTOBUF("application/x-protobuf"),
  BYTES("application/octet-stream");

  private final String mediaType;

  Form(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The media type where nothing more exact is known. */
  public String mediaType() {
    return mediaType;
  }
}
