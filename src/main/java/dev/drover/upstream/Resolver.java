package dev.drover.upstream;

import java.util.List;

/**
 * Finds the endpoints of one upstream, and goes on looking until it is stopped. There is one for
 * each upstream of a gateway, not one for each event loop: a source is asked once.
 *
 * <p>All its methods are called on one event loop, on which it calls its listener, too. That loop
 * serves requests as well: what blocks, or takes more than a millisecond, belongs on a worker.
 */
public interface Resolver {
  /** Begins; called once. */
  void start(Listener listener);

  /** Somebody has reason to believe that the last answer is old; may be ignored. */
  void refresh();

  /** Ends: the listener hears no more. Called once, if it was started. */
  void stop();

  /** Who wants to know. */
  interface Listener {
    /**
     * All endpoints, each time they have changed, and when the source answers again after it has
     * failed; never else. An empty list means that there are none, which is not the same as not to
     * know.
     */
    void endpoints(List<EndpointConfig> all);

    /**
     * The source gave no answer, or none that makes sense; the last good one stays in force. May be
     * called each time.
     *
     * @param sentence what failed and where, for the log
     */
    void failed(String sentence);
  }
}
