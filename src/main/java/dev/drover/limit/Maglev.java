package dev.drover.limit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A consistent hash by table (Eisenbud et al., "Maglev: A Fast and Reliable Software Network Load
 * Balancer", NSDI 2016, section 3.4): candidates fill the table in turn, each in the order of its
 * own permutation, and take turns as often as their weight says. Shares are even to within a slot
 * and a pick is one look; a candidate that goes moves its own keys and a few others.
 */
public final class Maglev<E extends Candidate> implements Balancer<E> {
  /** The size of the table unless said otherwise: the smaller one of the paper. */
  public static final int SIZE = 65_537;

  private static final long OFFSET_SEED = 0;
  private static final long SKIP_SEED = 1;

  private final int size;
  private final double bound;
  private Owners<E> owners;

  /**
   * @param size how many slots the table has; a prime, by far greater than the number of candidates
   * @param bound how much more than its fair share a candidate may have, at least 1; 0 for any
   */
  public Maglev(int size, double bound) {
    if (!prime(size)) {
      throw new IllegalArgumentException("The size of a table is a prime, not " + size + ".");
    }
    this.size = size;
    this.bound = bound;
    this.owners = Owners.none(bound);
  }

  @Override
  public void use(List<? extends E> list) {
    List<E> candidates = List.copyOf(list);
    owners =
        candidates.isEmpty()
            ? Owners.none(bound)
            : new Owners<>(candidates, table(candidates), bound);
  }

  private int[] table(List<E> candidates) {
    int count = candidates.size();
    int[] next = new int[count];
    int[] skip = new int[count];
    double[] weights = candidates.stream().mapToDouble(Candidate::weight).toArray();
    double heaviest = Arrays.stream(weights).max().orElse(1);
    for (int i = 0; i < count; i++) {
      byte[] name = candidates.get(i).name().getBytes(StandardCharsets.UTF_8);
      next[i] = (int) Long.remainderUnsigned(KeyHash.of(name, OFFSET_SEED), size);
      skip[i] = (int) Long.remainderUnsigned(KeyHash.of(name, SKIP_SEED), size - 1) + 1;
    }
    int[] table = new int[size];
    Arrays.fill(table, -1);
    double[] credit = new double[count];
    int filled = 0;
    while (true) {
      for (int i = 0; i < count; i++) {
        credit[i] += weights[i] / heaviest;
        if (credit[i] < 1) {
          continue;
        }
        credit[i] -= 1;
        while (table[next[i]] >= 0) {
          next[i] = step(next[i], skip[i]);
        }
        table[next[i]] = i;
        if (++filled == size) {
          return table;
        }
      }
    }
  }

  private int step(int at, int by) {
    long next = (long) at + by;
    return (int) (next < size ? next : next - size);
  }

  @Override
  public @Nullable E pick(long key, long now, Predicate<? super E> excluded) {
    return owners.from((int) Long.remainderUnsigned(key, size), excluded);
  }

  private static boolean prime(int number) {
    if (number < 2) {
      return false;
    }
    for (int i = 2; (long) i * i <= number; i++) {
      if (number % i == 0) {
        return false;
      }
    }
    return true;
  }
}
