package dev.drover.task;

/**
 * How urgent a job is. Where there are jobs of all classes they are started 16 : 4 : 1, so that the
 * lowest still comes to its turn.
 */
public enum Priority {
  HIGH(1),
  NORMAL(4),
  LOW(16);

  private final int stride;

  Priority(int stride) {
    this.stride = stride;
  }

  /** How far a start takes the class back, in the words of stride scheduling. */
  int stride() {
    return stride;
  }
}
