package dev.drover.exchange;

/** In which form an HTTP client is told that there is no normal answer. */
public enum ErrorForm {
  /** Problem details (RFC 9457). */
  PROBLEM,
  /** A google.rpc.Status as JSON: what clients of Google's and of transcoded APIs expect. */
  STATUS
}
