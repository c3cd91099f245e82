package dev.drover.limit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A consistent hash on a ring, as ketama (Jones, 2007): each candidate has points on a circle of
 * 64-bit numbers, as many as its weight says, and a key belongs to the next point. A candidate that
 * comes or goes moves only its own share of the keys; where its points are depends on nothing but
 * its name.
 *
 * <p>A pick is a binary search. With weights other than 1, candidates have more or fewer points; no
 * ring has more than {@link #LARGEST}: beyond, all have half as many, a quarter, and so on.
 */
public final class RingHash<E extends Candidate> implements Balancer<E> {
  /** How many points a ring has at most, but for one of each candidate. */
  public static final int LARGEST = 65_536;

  /** How many points a candidate of weight 1 has unless said otherwise. */
  public static final int POINTS = 160;

  /** A point is a hash whose last 20 bits say whose it is, so that sorting keeps them together. */
  private static final long OWNER = 0xFFFFF;

  private final int pointsPerWeight;
  private final double bound;
  private long[] ring = new long[0];
  private Owners<E> owners;

  /**
   * @param pointsPerWeight how many points a candidate of weight 1 has, at least 1
   * @param bound how much more than its fair share a candidate may have, at least 1; 0 for any
   */
  public RingHash(int pointsPerWeight, double bound) {
    if (pointsPerWeight < 1) {
      throw new IllegalArgumentException(
          "A candidate has at least 1 point on the ring, not " + pointsPerWeight + ".");
    }
    this.pointsPerWeight = pointsPerWeight;
    this.bound = bound;
    this.owners = Owners.none(bound);
  }

  @Override
  public void use(List<? extends E> list) {
    List<E> candidates = List.copyOf(list);
    if (candidates.size() > OWNER) {
      throw new IllegalArgumentException(
          "A ring has room for " + OWNER + " candidates, not " + candidates.size() + ".");
    }
    double perWeight = pointsPerWeight;
    double total = candidates.stream().mapToDouble(Candidate::weight).sum();
    while (total * perWeight > LARGEST) {
      perWeight /= 2;
    }
    int size = 0;
    int[] counts = new int[candidates.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.max(1, (int) Math.round(candidates.get(i).weight() * perWeight));
      size += counts[i];
    }
    ring = new long[size];
    int filled = 0;
    for (int i = 0; i < counts.length; i++) {
      byte[] name = candidates.get(i).name().getBytes(StandardCharsets.UTF_8);
      for (int k = 0; k < counts[i]; k++) {
        ring[filled++] = (KeyHash.of(name, k) & ~OWNER) | i;
      }
    }
    Arrays.sort(ring);
    int[] slots = new int[size];
    for (int i = 0; i < size; i++) {
      slots[i] = (int) (ring[i] & OWNER);
    }
    owners = new Owners<>(candidates, slots, bound);
  }

  @Override
  public @Nullable E pick(long key, long now, Predicate<? super E> excluded) {
    int found = Arrays.binarySearch(ring, key);
    int slot = found >= 0 ? found : -found - 1;
    return owners.from(slot == ring.length ? 0 : slot, excluded);
  }
}
