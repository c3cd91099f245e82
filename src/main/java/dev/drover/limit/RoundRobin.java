package dev.drover.limit;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One after another, whatever their weight. Whoever follows the last one chosen is next, so that
 * leaving one out does not double the share of its neighbour.
 */
public final class RoundRobin<E extends Candidate> implements Balancer<E> {
  private List<E> candidates = List.of();
  private int turn;

  /**
   * @param start where to begin, so that event loops do not all begin with the same endpoint
   */
  public RoundRobin(int start) {
    this.turn = start & Integer.MAX_VALUE;
  }

  @Override
  public void use(List<? extends E> list) {
    candidates = List.copyOf(list);
    turn = list.isEmpty() ? turn : turn % list.size();
  }

  @Override
  public @Nullable E pick(long key, long now, Predicate<? super E> excluded) {
    int size = candidates.size();
    for (int i = 0; i < size; i++) {
      int index = turn + i;
      index = index < size ? index : index - size;
      E candidate = candidates.get(index);
      if (!excluded.test(candidate)) {
        turn = index + 1 == size ? 0 : index + 1;
        return candidate;
      }
    }
    return null;
  }
}
