package dev.drover.upstream;

import dev.drover.status.GrpcCode;

/** Why a call that the gateway made for itself has no answer; the message is for the operator. */
public final class CallFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final GrpcCode code;

  /**
   * @param code never OK
   * @param message what happened
   */
  public CallFailed(GrpcCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** What the server said, or what gRPC calls it. */
  public GrpcCode code() {
    return code;
  }
}
