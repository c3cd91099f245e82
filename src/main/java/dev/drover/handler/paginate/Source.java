package dev.drover.handler.paginate;

import dev.drover.upstream.Errand;

/** Who has the pages of one list. Confined to the exchange's event loop. */
@FunctionalInterface
interface Source {
  /**
   * Asks for a page.
   *
   * @param place what {@link Walk#next} has given: a target, or a token
   * @return fails with a {@link dev.drover.status.Failure}
   */
  Errand<Given> page(String place);
}
