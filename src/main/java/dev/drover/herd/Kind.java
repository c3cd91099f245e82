package dev.drover.herd;

/**
 * A use that the herd is put to.
 *
 * @param name in every entry of it
 * @param most how many entries a node keeps, tombstones among them; the oldest versions go first
 * @param mostBytes how many bytes of values a node keeps
 * @param join what a node that is new, or was away, learns of what was said before
 * @param news how neighbours are told
 */
public record Kind(String name, int most, long mostBytes, Join join, News news) {
  /** How a node joins. */
  public enum Join {
    /** It begins with nothing, and learns what is said from then on. */
    STRICT,
    /** It is told by a neighbour, and neighbours compare what they have now and then. */
    SNAPSHOT
  }

  /** How neighbours are told of an entry. */
  public enum News {
    /** By the entry. */
    TOLD,
    /**
     * By its stamp; whoever lacks it asks for it, and offers it on when it has come. So a large
     * value goes to each node about once (the lazy push of Leitão, Pereira, Rodrigues, "Epidemic
     * Broadcast Trees", 2007).
     */
    OFFERED
  }

  public Kind {
    if (most < 1) {
      throw new IllegalArgumentException("A kind keeps at least 1 entry, not " + most + ".");
    }
  }

  /** One of small entries, that neighbours are told. */
  public Kind(String name, int most, Join join) {
    this(name, most, Long.MAX_VALUE, join, News.TOLD);
  }

  boolean compared() {
    return join == Join.SNAPSHOT;
  }

  boolean offered() {
    return news == News.OFFERED;
  }
}
