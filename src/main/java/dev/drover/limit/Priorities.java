package dev.drover.limit;

import java.util.ArrayList;
import java.util.List;

/**
 * How much work each level of priority gets, as Envoy shares it out: a level's health is the
 * percentage of its healthy endpoints times the overprovisioning, at most 100. The first level gets
 * its health in percent of the work, the next what is left up to its own, and so on. When all of it
 * together is less than 100, the work is shared in proportion, and levels may panic; when nothing
 * is healthy, the first gets all.
 *
 * @param overprovisioning in percent; 140 means that 72 healthy endpoints of 100 do the work of all
 * @param panic which levels use all of their endpoints
 */
public record Priorities(int overprovisioning, Panic panic) {
  /** Envoy's: 140 percent, panic below 50. */
  public static final Priorities USUAL = new Priorities(140, Panic.USUAL);

  private static final int ALL = 100;

  /** How many endpoints of a level there are, and how many of them are healthy. */
  public record Level(int healthy, int total) {}

  /**
   * What a level gets.
   *
   * @param percent of the work; that of all levels adds up to 100, or to 0 without endpoints
   * @param panics whether all of its endpoints are to be used, healthy or not
   */
  public record Part(int percent, boolean panics) {}

  public Priorities {
    if (overprovisioning < ALL) {
      throw new IllegalArgumentException(
          "Overprovisioning is at least 100 percent, not " + overprovisioning + ".");
    }
  }

  /** What each level gets, the most important one first. Costs no time worth counting. */
  public List<Part> share(List<Level> levels) {
    int sum = levels.stream().mapToInt(this::health).sum();
    int capacity = Math.min(ALL, sum);
    int[] percents = new int[levels.size()];
    int left = ALL;
    for (int i = 0; i < percents.length && capacity > 0; i++) {
      double wanted = (double) health(levels.get(i)) * ALL / capacity;
      percents[i] = (int) Math.min(left, Math.round(wanted));
      left -= percents[i];
    }
    int first = first(levels);
    if (first >= 0) {
      percents[first] += left; // rounding, or nobody is healthy
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < percents.length; i++) {
      Level level = levels.get(i);
      parts.add(new Part(percents[i], capacity < ALL && panic.sets(level.healthy, level.total)));
    }
    return List.copyOf(parts);
  }

  /**
   * The level for one call.
   *
   * @param point a random number from 0 to 99
   */
  public static int level(List<Part> parts, int point) {
    int left = point;
    for (int i = 0; i < parts.size(); i++) {
      left -= parts.get(i).percent;
      if (left < 0) {
        return i;
      }
    }
    return 0;
  }

  private int health(Level level) {
    return level.total == 0
        ? 0
        : (int) Math.min(ALL, (long) overprovisioning * level.healthy / level.total);
  }

  /** The first level that is healthy at all; the first with endpoints otherwise; -1 for none. */
  private int first(List<Level> levels) {
    int filled = -1;
    for (int i = 0; i < levels.size(); i++) {
      if (health(levels.get(i)) > 0) {
        return i;
      }
      filled = filled < 0 && levels.get(i).total > 0 ? i : filled;
    }
    return filled;
  }
}
