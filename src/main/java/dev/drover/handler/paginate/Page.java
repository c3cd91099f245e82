package dev.drover.handler.paginate;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * A page that has come. Its items stay in the bytes they came in.
 *
 * @param target what was asked for: path and query; empty where that is a message
 * @param headers of the answer, if it was one of HTTP
 * @param bytes the content; in JSON a space stands where a line ended
 * @param bounds where items begin and end, in pairs
 * @param count how many items it has
 * @param cursor what it says of the next page; null for nothing
 * @param total how many there are in all; -1 when it does not say
 */
record Page(
    String target,
    MultiMap headers,
    byte[] bytes,
    int[] bounds,
    int count,
    @Nullable String cursor,
    long total)
    implements Given {

  /** Where an item begins. */
  int begin(int item) {
    return bounds[2 * item];
  }

  /** How many bytes it has. */
  int length(int item) {
    return bounds[2 * item + 1] - bounds[2 * item];
  }
}
