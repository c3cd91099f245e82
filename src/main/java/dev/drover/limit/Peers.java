package dev.drover.limit;

import java.time.Duration;
import java.util.Optional;

/**
 * What the nodes of a herd tell each other about load and failures: the door for those who use it.
 * Nothing here waits for another node; what is read is what this node knows. Safe for all threads.
 */
public interface Peers {
  /** A gateway that stands alone: it is told nothing. */
  Peers NONE =
      new Peers() {
        @Override
        public Optional<SharedEjections> ejections(String upstream, int nodes, Duration longest) {
          return Optional.empty();
        }

        @Override
        public Optional<Pauses> pauses(String upstream, int keys) {
          return Optional.empty();
        }

        @Override
        public Optional<Portions> portions(String about, Portions.Terms terms) {
          return Optional.empty();
        }
      };

  /**
   * The ejections of an upstream; the same for each event loop. Empty when there is no herd.
   *
   * @param nodes how many must have seen an endpoint fail, before it is out for all
   * @param longest how long an ejection lasts at most
   */
  Optional<SharedEjections> ejections(String upstream, int nodes, Duration longest);

  /**
   * The pauses of an upstream; the same for each event loop. Empty when there is no herd.
   *
   * @param keys how many are kept
   */
  Optional<Pauses> pauses(String upstream, int keys);

  /**
   * This node's portions of limits; one for each call. Empty when there is no herd.
   *
   * @param about names the limits, alike on all nodes
   */
  Optional<Portions> portions(String about, Portions.Terms terms);
}
