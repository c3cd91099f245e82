package dev.drover.task;

/**
 * What is to be known of a task before it is asked.
 *
 * @param takes the form of the input
 * @param gives the form of the result
 * @param blocking whether it waits rather than computes: such jobs get virtual threads where there
 *     are some
 * @param idempotent whether a job that may have been done already may be done again
 * @param limits those it has when the configuration says nothing
 */
public record Traits(Form takes, Form gives, boolean blocking, boolean idempotent, Limits limits) {
  /** Computes, has no effect, and takes the usual limits. */
  public static Traits pure(Form takes, Form gives) {
    return new Traits(takes, gives, false, true, Limits.STANDARD);
  }
}
