package dev.drover.task;

/**
 * The door for tasks, found by {@link java.util.ServiceLoader}. The built-in ones come through it
 * too. A task whose configuration needs nothing can be asked for by the factory's name; any can be
 * given names of its own in {@code tasks.named}.
 *
 * @param <C> its configuration
 */
public interface TaskFactory<C extends Record> {
  /** The name, and the {@code kind} of a named task. */
  String name();

  /** What its configuration is read into. */
  Class<C> config();

  /** What it is like. */
  Traits traits();

  /** The media type of results, such as {@code image/png}. */
  default String mediaType(C config) {
    return traits().gives().mediaType();
  }

  /**
   * Makes the task; may block. One that is {@link Divisible} is done in parts.
   *
   * @throws IllegalArgumentException with a sentence, when the configuration makes no sense
   */
  Task create(C config);
}
