package dev.drover.handler.paginate;

import org.jspecify.annotations.Nullable;

/**
 * Pages have numbers, or begin at offsets. The list ends with a page that is not full, or with the
 * total where pages tell it; then all of them are known as soon as the first has come.
 */
final class NumberWalk implements Walk {
  private final PaginateConfig.Numbers config;
  private final String base;
  private int size;
  private int given;
  private int known = 1;
  private boolean counted;

  NumberWalk(String base, PaginateConfig.Numbers config) {
    this.config = config;
    this.size = config.size();
    String target = Queries.without(base, config.parameter());
    this.base =
        config.sizeParameter().isEmpty()
            ? target
            : Queries.with(target, config.sizeParameter().get(), Integer.toString(size));
  }

  @Override
  public @Nullable String next() {
    if (given >= known) {
      return null;
    }
    long number = config.first() + given++ * (config.offset() ? (long) size : 1);
    return Queries.with(base, config.parameter(), Long.toString(number));
  }

  @Override
  public boolean came(int number, Page page) {
    if (number == 0 && page.total() >= 0) {
      counted = true;
      count(page);
    }
    if (counted) {
      return number >= known - 1 || page.count() == 0;
    }
    known = Math.max(known, number + 2);
    return page.count() < size;
  }

  /** A server may give fewer items in a page than it was asked for; what it does is what counts. */
  private void count(Page first) {
    long total = first.total();
    if (config.counts() == PaginateConfig.Counts.ITEMS) {
      if (first.count() > 0 && first.count() < total) {
        size = first.count();
      }
      total = (total + size - 1) / size;
    }
    known = (int) Math.min(Integer.MAX_VALUE, Math.max(1, total));
  }
}
