package dev.drover.herd;

/**
 * When an entry was made, and by whom. A later time is newer; of equal times, that of the lower
 * origin, so that all nodes choose alike.
 *
 * @param nanos nanoseconds since 1970; exact, whatever clock they are of
 * @param origin the id of the node where the entry entered the herd
 */
public record Version(long nanos, String origin) implements Comparable<Version> {
  /** Greater is newer. */
  @Override
  public int compareTo(Version other) {
    int time = Long.compare(nanos, other.nanos);
    return time != 0 ? time : other.origin.compareTo(origin);
  }
}
