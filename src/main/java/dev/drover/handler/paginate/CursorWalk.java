package dev.drover.handler.paginate;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Each page has a cursor, or token (AIP-158), which a query parameter of the next one takes. */
final class CursorWalk implements Walk {
  private final String base;
  private final String parameter;
  private final Set<String> seen = new HashSet<>();
  private @Nullable String next;

  /**
   * @param base the target of the first page
   */
  CursorWalk(String base, String parameter) {
    this.base = Queries.without(base, parameter);
    this.parameter = parameter;
    this.next = this.base;
  }

  @Override
  public @Nullable String next() {
    String given = next;
    next = null;
    return given;
  }

  @Override
  public boolean came(int number, Page page) {
    String cursor = page.cursor();
    if (cursor == null) {
      return true;
    }
    if (!seen.add(cursor)) {
      throw Failure.of(Reason.PROTOCOL, "it leads back to a page that has been before.");
    }
    next = Queries.with(base, parameter, cursor);
    return false;
  }
}
