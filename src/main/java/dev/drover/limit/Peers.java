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
        public void leave(String upstream, int keys) {}

        @Override
        public Optional<Portions> portions(String about, Portions.Terms terms) {
          return Optional.empty();
        }

        @Override
        public Optional<SharedAnswers> answers(
            String about, long bytesPerSecond, SharedAnswers.Listener listener) {
          return Optional.empty();
        }
      };

  /**
   * The ejections of an upstream; the same for each event loop. Whoever asks is a listener, and
   * leaves it in the end. Empty when there is no herd.
   *
   * @param nodes how many must have seen an endpoint fail, before it is out for all
   * @param longest how long an ejection lasts at most
   */
  Optional<SharedEjections> ejections(String upstream, int nodes, Duration longest);

  /**
   * The pauses of an upstream; the same for each event loop, until as many as asked for them have
   * said {@link #leave}. Empty when there is no herd.
   *
   * @param keys how many are kept
   */
  Optional<Pauses> pauses(String upstream, int keys);

  /** One that asked for pauses does not need them any more. */
  void leave(String upstream, int keys);

  /**
   * This node's portions of limits, until they are closed. Empty when there is no herd.
   *
   * @param about names the limits, alike on all nodes
   */
  Optional<Portions> portions(String about, Portions.Terms terms);

  /**
   * What the nodes tell each other of the answers in a cache, until it is closed. Empty when there
   * is no herd.
   *
   * @param about names the cache, alike on all nodes
   * @param bytesPerSecond how much this node tells; the same for each who asks
   * @param listener told what other nodes say, on the herd's event loop
   */
  Optional<SharedAnswers> answers(
      String about, long bytesPerSecond, SharedAnswers.Listener listener);
}
