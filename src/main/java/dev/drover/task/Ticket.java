package dev.drover.task;

/**
 * A job that asks to be done.
 *
 * @param task its name
 * @param caller who asks; callers get turns
 * @param deadline when it is too late to start, in nanoseconds
 */
record Ticket<J>(J job, String task, String caller, Priority priority, long deadline) {}
