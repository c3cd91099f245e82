package dev.drover.route;

import java.util.List;
import java.util.stream.Collectors;

/** Routes that cannot be told apart, all of them. */
public final class OverlappingRoutes extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Overlap> overlaps;

  OverlappingRoutes(List<Overlap> overlaps) {
    super(overlaps.stream().map(Overlap::toString).collect(Collectors.joining("\n")));
    this.overlaps = List.copyOf(overlaps);
  }

  /** At least one, in the order of the routes. */
  public List<Overlap> overlaps() {
    return overlaps;
  }
}
