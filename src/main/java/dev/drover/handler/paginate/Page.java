package dev.drover.handler.paginate;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A page that has come. Its items stay in the bytes they came in.
 *
 * @param target what was asked for: path and query
 * @param headers of the answer
 * @param bytes the content; a space stands where a line ended
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
    long total) {

  /** Adds an item to what is written. */
  void write(int item, Buffer out) {
    int begin = bounds[2 * item];
    out.appendBytes(bytes, begin, bounds[2 * item + 1] - begin);
  }
}
