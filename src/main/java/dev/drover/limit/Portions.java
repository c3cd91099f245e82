package dev.drover.limit;

import java.util.Map;
import java.util.function.Supplier;

/**
 * What part of its limits a node may give out, as demand has it. Safe for all threads; nothing
 * waits for another node.
 */
public interface Portions extends AutoCloseable {
  /**
   * How they are worked out.
   *
   * @param intervalNanos how often nodes tell each other what they are asked for
   * @param memoryNanos how long a demand is remembered that has ended
   * @param keys how many keys are counted in an interval; of more, nothing is told
   * @param told how many keys nodes tell each other: those that are asked for most
   */
  record Terms(long intervalNanos, long memoryNanos, int keys, int told) {}

  /**
   * How much of a key is in use that is given back some time.
   *
   * @param wanted at one time during the interval
   * @param held at its end; not more than what was wanted
   */
  record Level(double wanted, double held) {
    /** Both together. */
    public Level plus(Level other) {
      return new Level(wanted + other.wanted, held + other.held);
    }
  }

  /** The parts that hold at this moment. */
  Shares shares();

  /** So much has been asked for, whether it was granted or not. */
  void asked(String key, double amount);

  /** What is asked at the end of each interval, by the hashes of keys; on any thread. */
  void levels(Supplier<Map<Long, Level>> levels);

  /** Whoever asked for them does not use them any more. */
  @Override
  void close();
}
