package dev.drover.herd.places;

import dev.drover.status.GrpcCode;

/** There is no answer to a question about places. The message is a sentence for the client. */
public final class PlacesRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final GrpcCode code;

  PlacesRefused(GrpcCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public GrpcCode code() {
    return code;
  }
}
