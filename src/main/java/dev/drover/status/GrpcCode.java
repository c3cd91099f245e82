package dev.drover.status;

/**
 * The gRPC status codes, each with the HTTP status that google.rpc.Code gives it.
 *
 * <p>The two directions between gRPC and HTTP are not inverses of each other, and each has its own
 * authority: {@link #httpStatus()} follows the comments of <a
 * href="https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto">google/rpc/code.proto</a>,
 * {@link #fromHttpStatus(int)} follows <a
 * href="https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md">gRPC's
 * http-grpc-status-mapping</a>.
 */
public enum GrpcCode {
  OK(200),
  CANCELLED(499),
  UNKNOWN(500),
  INVALID_ARGUMENT(400),
  DEADLINE_EXCEEDED(504),
  NOT_FOUND(404),
  ALREADY_EXISTS(409),
  PERMISSION_DENIED(403),
  RESOURCE_EXHAUSTED(429),
  FAILED_PRECONDITION(400),
  ABORTED(409),
  OUT_OF_RANGE(400),
  UNIMPLEMENTED(501),
  INTERNAL(500),
  UNAVAILABLE(503),
  DATA_LOSS(500),
  UNAUTHENTICATED(401);

  private static final GrpcCode[] CODES = values();

  private final int httpStatus;
  private final String text;

  GrpcCode(int httpStatus) {
    this.httpStatus = httpStatus;
    this.text = Integer.toString(ordinal());
  }

  /** The number on the wire, 0 to 16. */
  public int number() {
    return ordinal();
  }

  /** The number as decimal text, as {@code grpc-status} carries it. */
  public String text() {
    return text;
  }

  /** The HTTP status an HTTP client is given for this code (google.rpc.Code). */
  public int httpStatus() {
    return httpStatus;
  }

  /** The code of that number; a number outside 0 to 16 is {@link #UNKNOWN}, as gRPC asks. */
  public static GrpcCode of(int number) {
    return number >= 0 && number < CODES.length ? CODES[number] : UNKNOWN;
  }

  /** The code a {@code grpc-status} value names; anything that is not such a number is UNKNOWN. */
  public static GrpcCode parse(CharSequence text) {
    int number = 0;
    int length = text.length();
    if (length == 0 || length > 2) {
      return UNKNOWN;
    }
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return UNKNOWN;
      }
      number = number * 10 + digit;
    }
    return of(number);
  }

  /**
   * The code for an HTTP answer that came without {@code grpc-status} (http-grpc-status-mapping):
   * 404 is UNIMPLEMENTED there, not NOT_FOUND.
   */
  public static GrpcCode fromHttpStatus(int status) {
    return switch (status) {
      case 400 -> INTERNAL;
      case 401 -> UNAUTHENTICATED;
      case 403 -> PERMISSION_DENIED;
      case 404 -> UNIMPLEMENTED;
      case 429, 502, 503, 504 -> UNAVAILABLE;
      default -> UNKNOWN;
    };
  }
}
