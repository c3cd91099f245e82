package dev.drover.upstream;

import dev.drover.codec.CallStatus;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a call that the gateway made for itself has no answer; the message is for the operator. */
public final class CallFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final GrpcCode code;
  private final transient @Nullable CallStatus status;

  /**
   * @param code never OK
   * @param message what happened
   */
  public CallFailed(GrpcCode code, String message) {
    this(code, message, null);
  }

  CallFailed(GrpcCode code, String message, @Nullable Failure cause) {
    super(message, cause, false, false);
    this.code = code;
    this.status = null;
  }

  CallFailed(CallStatus status, String message) {
    super(message, null, false, false);
    this.code = status.code();
    this.status = status;
  }

  /** How the server has ended the call; empty when it has not. */
  public Optional<CallStatus> status() {
    return Optional.ofNullable(status);
  }

  /** Why there was no answer at all; empty when the server has answered, if only wrongly. */
  public Optional<Failure> failure() {
    return Optional.ofNullable((Failure) getCause());
  }

  /** What the server said, or what gRPC calls it. */
  public GrpcCode code() {
    return code;
  }
}
