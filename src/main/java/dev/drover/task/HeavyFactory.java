package dev.drover.task;

import java.util.Map;

/**
 * The door for what does its work with content on {@link Workers}, beside that for what it is: a
 * filter, a handler. There is a task of the factory's name, for the limits and the counters of such
 * work.
 *
 * @param <C> its configuration, which says where by a key {@code on}, or several
 */
public interface HeavyFactory<C extends Record> {
  /** The key that names it in a route, and the name of the task. */
  String name();

  /** Where something of that configuration works, by the pointers of what says so. */
  Map<String, Workplace> places(C config);
}
