package dev.drover.handler.paginate;

import org.jspecify.annotations.Nullable;

/**
 * How the pages of one list are found: of each page the place that its {@link Source} knows.
 * Confined to the exchange's event loop.
 */
interface Walk {
  /** A page that is known of and has not been given yet; null while none is. */
  @Nullable String next();

  /**
   * A page has come.
   *
   * @param number the first page that {@link #next} gave is 0
   * @return whether there is none after it
   * @throws dev.drover.status.Failure when what it says of the next one is not followed
   */
  boolean came(int number, Page page);
}
