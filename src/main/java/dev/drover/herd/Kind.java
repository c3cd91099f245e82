package dev.drover.herd;

/**
 * A use that the herd is put to.
 *
 * @param name in every entry of it
 * @param most how many entries a node keeps, tombstones among them; the oldest versions go first
 * @param join what a node that is new, or was away, learns of what was said before
 */
public record Kind(String name, int most, Join join) {
  /** How a node joins. */
  public enum Join {
    /** It begins with nothing, and learns what is said from then on. */
    STRICT,
    /** It is told by a neighbour, and neighbours compare what they have now and then. */
    SNAPSHOT
  }

  public Kind {
    if (most < 1) {
      throw new IllegalArgumentException("A kind keeps at least 1 entry, not " + most + ".");
    }
  }

  boolean compared() {
    return join == Join.SNAPSHOT;
  }
}
