package dev.drover.herd;

import java.util.concurrent.atomic.LongAdder;

/** What a node has counted since its start. Written by one thread, read by any. */
public final class Tally {
  /** Entries that entered the herd here. */
  public final LongAdder told = new LongAdder();

  /** Updates sent to neighbours, one for each neighbour. */
  public final LongAdder sent = new LongAdder();

  /** Updates received from neighbours. */
  public final LongAdder received = new LongAdder();

  /** Updates that were known already, or older. */
  public final LongAdder duplicates = new LongAdder();

  /** Updates that were news. */
  public final LongAdder first = new LongAdder();

  /** Entries that a comparison with a neighbour has brought. */
  public final LongAdder repaired = new LongAdder();

  /** Entries of unknown kinds, or older than all of a full kind. */
  public final LongAdder refused = new LongAdder();

  /** Messages of a process that has been restarted since. */
  public final LongAdder outdated = new LongAdder();
}
