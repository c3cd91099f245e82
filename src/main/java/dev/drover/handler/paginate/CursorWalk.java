package dev.drover.handler.paginate;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Each page has a cursor, or token (AIP-158), which the request for the next one has. */
final class CursorWalk implements Walk {
  private final UnaryOperator<String> place;
  private final Set<String> seen = new HashSet<>();
  private @Nullable String next;

  /**
   * @param first where the first page is
   * @param place where that of a cursor is
   */
  private CursorWalk(String first, UnaryOperator<String> place) {
    this.place = place;
    this.next = first;
  }

  /**
   * One whose cursor is a parameter of the query.
   *
   * @param target of the first page
   */
  static CursorWalk ofQuery(String target, String parameter) {
    String base = Queries.without(target, parameter);
    return new CursorWalk(base, cursor -> Queries.with(base, parameter, cursor));
  }

  /** One whose places are its tokens; that of the first page is empty. */
  static CursorWalk ofTokens() {
    return new CursorWalk("", token -> token);
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
    next = place.apply(cursor);
    return false;
  }
}
