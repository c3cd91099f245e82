package dev.drover.limit;

/**
 * What part of its limits a node may give out, as demand has it. Safe for all threads; nothing
 * waits for another node.
 */
public interface Portions {
  /**
   * How they are worked out.
   *
   * @param intervalNanos how often nodes tell each other what they are asked for
   * @param memoryNanos how long a demand is remembered that has ended
   * @param keys how many keys are counted in an interval; of more, nothing is told
   * @param told how many keys nodes tell each other: those that are asked for most
   */
  record Terms(long intervalNanos, long memoryNanos, int keys, int told) {}

  /** The parts that hold at this moment. */
  Shares shares();

  /** So much has been asked for, whether it was granted or not. */
  void asked(String key, double amount);
}
