package dev.drover.matrix;

import java.util.concurrent.atomic.AtomicInteger;

/** What the origins have seen. */
final class Marks {
  /** Slow messages. */
  final AtomicInteger slow = new AtomicInteger();

  /** Calls that were given up by their clients. */
  final AtomicInteger cancelled = new AtomicInteger();
}
