package dev.drover.filter;

/**
 * The door for filters whose work with content can be done by workers. There is a task of the
 * filter's name, for the limits and the counters of such work.
 *
 * @param <C> its configuration, which says where by a key {@code on}
 */
public interface HeavyFilterFactory<C extends Record> extends FilterFactory<C> {
  /** Where a filter of that configuration works. */
  Workplace on(C config);
}
