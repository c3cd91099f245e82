package dev.drover.server;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Request.Peer;

/** What is known of one connection of a client. */
interface ConnectionState {
  /** The client's end. */
  Peer peer();

  /** An exchange has begun on it. */
  void began(Exchange exchange);
}
