package dev.drover.limit;

/** What came of an attempt at an endpoint, as {@link Outliers} counts it. */
public enum Outcome {
  /** An answer that is not the endpoint's failure; a client's mistake is one. */
  SUCCESS,
  /** It answered that it failed: 500, UNKNOWN, INTERNAL and the like. */
  FAILURE,
  /** It answered that something behind it failed: 502, 503, 504, UNAVAILABLE. */
  GATEWAY_FAILURE,
  /** No answer: not connected, reset, timed out. */
  LOCAL_FAILURE
}
