package dev.drover.herd.state;

import dev.drover.herd.HerdState;
import java.util.concurrent.atomic.LongAdder;

/** How many answers of caches a node has told, heard, and not told since there were too many. */
public final class AnswerTally {
  public final LongAdder sent = new LongAdder();
  public final LongAdder received = new LongAdder();
  public final LongAdder dropped = new LongAdder();

  HerdState.Answers shown() {
    return new HerdState.Answers(sent.sum(), received.sum(), dropped.sum());
  }
}
