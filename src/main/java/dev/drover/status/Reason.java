package dev.drover.status;

import static dev.drover.status.Reason.Party.CLIENT;
import static dev.drover.status.Reason.Party.LOCAL;
import static dev.drover.status.Reason.Party.UPSTREAM;

/**
 * The table of errors: every reason why an exchange has no normal answer, who caused it, and what a
 * gRPC and an HTTP client are told. {@code docs/errors.md} shows the same table to users.
 */
public enum Reason {
  NO_ROUTE(CLIENT, GrpcCode.UNIMPLEMENTED, 404, "Not Found"),
  METHOD_NOT_ALLOWED(CLIENT, GrpcCode.UNIMPLEMENTED, 405, "Method Not Allowed"),
  MALFORMED(CLIENT, GrpcCode.INVALID_ARGUMENT, 400, "Bad Request"),
  TOO_LARGE(CLIENT, GrpcCode.RESOURCE_EXHAUSTED, 413, "Content Too Large"),
  URI_TOO_LONG(CLIENT, GrpcCode.INVALID_ARGUMENT, 414, "URI Too Long"),
  HEADERS_TOO_LARGE(CLIENT, GrpcCode.RESOURCE_EXHAUSTED, 431, "Request Header Fields Too Large"),
  REQUEST_TIMEOUT(CLIENT, GrpcCode.CANCELLED, 408, "Request Timeout"),
  UNSUPPORTED_MEDIA_TYPE(CLIENT, GrpcCode.INVALID_ARGUMENT, 415, "Unsupported Media Type"),
  UNSUPPORTED_ENCODING(CLIENT, GrpcCode.UNIMPLEMENTED, 415, "Unsupported Media Type"),
  NOT_ACCEPTABLE(CLIENT, GrpcCode.INVALID_ARGUMENT, 406, "Not Acceptable"),
  RANGE_NOT_SATISFIABLE(CLIENT, GrpcCode.OUT_OF_RANGE, 416, "Range Not Satisfiable"),
  MISDIRECTED(CLIENT, GrpcCode.UNIMPLEMENTED, 421, "Misdirected Request"),
  EXPECTATION_FAILED(CLIENT, GrpcCode.INVALID_ARGUMENT, 417, "Expectation Failed"),
  UNAUTHENTICATED(CLIENT, GrpcCode.UNAUTHENTICATED, 401, "Unauthorized"),
  DENIED(CLIENT, GrpcCode.PERMISSION_DENIED, 403, "Forbidden"),
  /** The client went away; the status is for the log only. */
  CANCELLED(CLIENT, GrpcCode.CANCELLED, 499, "Client Closed Request"),
  RATE_LIMITED(LOCAL, GrpcCode.RESOURCE_EXHAUSTED, 429, "Too Many Requests"),
  SHED(LOCAL, GrpcCode.UNAVAILABLE, 503, "Service Unavailable"),
  BREAKER_OPEN(LOCAL, GrpcCode.UNAVAILABLE, 503, "Service Unavailable"),
  DRAINING(LOCAL, GrpcCode.UNAVAILABLE, 503, "Service Unavailable"),
  DEADLINE(LOCAL, GrpcCode.DEADLINE_EXCEEDED, 504, "Gateway Timeout"),
  INTERNAL(LOCAL, GrpcCode.INTERNAL, 500, "Internal Server Error"),
  NO_AUTHORITY(UPSTREAM, GrpcCode.UNAVAILABLE, 503, "Service Unavailable"),
  NO_SCHEMA(UPSTREAM, GrpcCode.UNAVAILABLE, 503, "Service Unavailable"),
  NOT_BRIDGED(UPSTREAM, GrpcCode.UNIMPLEMENTED, 501, "Not Implemented"),
  NO_ENDPOINT(UPSTREAM, GrpcCode.UNAVAILABLE, 503, "Service Unavailable"),
  CONNECT_FAILED(UPSTREAM, GrpcCode.UNAVAILABLE, 502, "Bad Gateway"),
  RESET_BEFORE_HEADERS(UPSTREAM, GrpcCode.UNAVAILABLE, 502, "Bad Gateway"),
  RESET_AFTER_HEADERS(UPSTREAM, GrpcCode.INTERNAL, 502, "Bad Gateway"),
  /** A call that an answer is put together from was answered with an error. */
  CALL_FAILED(UPSTREAM, GrpcCode.UNAVAILABLE, 502, "Bad Gateway"),
  PROTOCOL(UPSTREAM, GrpcCode.INTERNAL, 502, "Bad Gateway"),
  MESSAGE_TOO_LARGE(UPSTREAM, GrpcCode.RESOURCE_EXHAUSTED, 502, "Bad Gateway");

  /** Who caused it: the operator's first question. */
  public enum Party {
    CLIENT,
    LOCAL,
    UPSTREAM
  }

  private final Party party;
  private final GrpcCode grpc;
  private final int http;
  private final String title;

  Reason(Party party, GrpcCode grpc, int http, String title) {
    this.party = party;
    this.grpc = grpc;
    this.http = http;
    this.title = title;
  }

  public Party party() {
    return party;
  }

  /** What a gRPC client is told. */
  public GrpcCode grpc() {
    return grpc;
  }

  /** What an HTTP client is told. */
  public int http() {
    return http;
  }

  /** The HTTP reason phrase: the {@code title} of the problem details (RFC 9457, section 3.1.4). */
  public String title() {
    return title;
  }
}
