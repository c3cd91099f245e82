package dev.drover.server;

/** Why a connection was closed by its guard; for the counters. */
public enum Refusal {
  /** There are as many connections as may be. */
  CONNECTIONS,
  /** No exchange for too long: the ordinary end of an unused connection. */
  IDLE,
  /** A request head, header block or preface that did not end in time. */
  HEADER_TIMEOUT,
  /** A header line continued on the next line (RFC 9112, section 5.2). */
  FOLDED_HEADER,
  /** Too many HTTP/2 control frames. */
  CONTROL_FRAMES,
  /** Too many HTTP/2 streams reset as soon as they started. */
  PREMATURE_RESETS
}
