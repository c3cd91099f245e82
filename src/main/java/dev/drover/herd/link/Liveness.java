package dev.drover.herd.link;

import dev.drover.herd.Member;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a neighbour can be reached, told to the member and the log when it changes. */
final class Liveness {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final int SILENT_BEATS = 3;

  private final Member member;
  private final String peer;
  private final long patience;
  private boolean up;
  private boolean ever;
  private long heard;
  private long received;

  /**
   * @param beatNanos how often neighbours say that they are there
   */
  Liveness(Member member, String peer, long beatNanos) {
    this.member = member;
    this.peer = peer;
    this.patience = beatNanos * SILENT_BEATS;
  }

  String peer() {
    return peer;
  }

  void heard() {
    ever = true;
    received++;
    heard = System.nanoTime();
  }

  /** Silence counts from now. */
  void listening() {
    heard = System.nanoTime();
  }

  boolean silent() {
    return System.nanoTime() - heard > patience;
  }

  boolean up() {
    return up;
  }

  void up(String why) {
    if (!up) {
      up = true;
      LOG.info("The link from {} to {} is up: {}.", member.id(), peer, why);
      member.linked(peer);
    }
  }

  void down(String why) {
    if (up) {
      up = false;
      LOG.info("The link from {} to {} is down: {}.", member.id(), peer, why);
      member.unlinked(peer);
    }
  }

  Link.State state(String address, Outflow outflow) {
    return new Link.State(
        peer,
        address,
        up,
        outflow.sent(),
        received,
        outflow.dropped(),
        outflow.waiting(),
        ever ? (System.nanoTime() - heard) / 1_000_000 : -1);
  }
}
