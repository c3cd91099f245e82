package dev.drover.demo;

import io.vertx.core.Deployable;

/** A downstream server of the demo, listening on the loopback interface once it is deployed. */
interface Origin extends Deployable {
  String LOOPBACK = "127.0.0.1";

  /** The port it listens on; 0 before that. */
  int port();
}
