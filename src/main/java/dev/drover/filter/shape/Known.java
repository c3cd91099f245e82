package dev.drover.filter.shape;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.function.IntToLongFunction;

/** How long a content is, as far as it is known: what its head says, or what has come of it. */
final class Known implements IntToLongFunction {
  private static final int MOST_DIGITS = 10;

  private final long told;
  private long come;

  /**
   * @param told by its head, or 0
   */
  Known(long told) {
    this.told = told;
  }

  /** What a head says; 0 when it does not. */
  static long length(MultiMap headers) {
    String length = headers.get(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return 0;
    }
    return length.length() > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(length);
  }

  @Override
  public long applyAsLong(int further) {
    come += further;
    return Math.max(told, come);
  }
}
