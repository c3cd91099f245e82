package dev.drover.exchange;

/** The stations of an exchange; it is stamped with the time at each (see {@link Exchange#at}). */
public enum Stage {
  /** The request's head is here. */
  RECEIVED,
  /** A route was found. */
  ROUTED,
  /** The request's head has left for an endpoint; the last attempt counts. */
  SENT,
  /** The response's head is here. */
  ANSWERED,
  /** Nothing more will happen. */
  ENDED
}
