package dev.drover.herd.link;

import dev.drover.herd.Message;

/** The way to one neighbour. Confined to the herd's event loop. */
public interface Link {
  /** Sends a message, or drops it when too many wait, or the link is down. Never blocks. */
  void send(Message message);

  /** Called at each beat: looks after itself. */
  void beat();

  /** The neighbour has been heard, on whatever way. */
  void heard();

  void close();

  /** What is known of it. */
  State state();

  /** Makes links. */
  @FunctionalInterface
  interface Maker {
    Link make(String peer);
  }

  /**
   * What is known of a link.
   *
   * @param address where it goes
   * @param up whether the neighbour can be reached, as far as is known
   * @param sent messages, beats among them
   * @param dropped messages that found the queue full
   * @param waiting messages that wait
   * @param silentMillis how long the neighbour has not been heard; -1 when it never was
   */
  record State(
      String peer,
      String address,
      boolean up,
      long sent,
      long received,
      long dropped,
      int waiting,
      long silentMillis) {}
}
