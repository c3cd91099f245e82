package dev.drover.task;

/**
 * A task under the name it has in this gateway.
 *
 * @param mediaType of its results
 * @param limits those of its traits, as the configuration has changed them
 */
public record Kind(String name, Traits traits, String mediaType, Limits limits, Task task) {
  /** Whether a job of it can be done in parts. */
  public boolean divisible() {
    return task instanceof Divisible;
  }
}
