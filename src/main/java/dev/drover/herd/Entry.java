package dev.drover.herd;

import com.google.protobuf.ByteString;

/**
 * What one node told the herd: the value of a key, or that it is gone. Immutable.
 *
 * @param kind what it is about, such as {@code location}; see {@link Kind}
 * @param key names it within its kind
 * @param ttl what is left of its life, in nanoseconds, when it is handed over; 0 for no end
 * @param dead whether it is a tombstone: the key is gone, and the value is empty
 */
public record Entry(
    String kind, String key, ByteString value, Version version, long ttl, boolean dead) {
  /** Names an entry. */
  public record Id(String kind, String key) {}

  public Id id() {
    return new Id(kind, key);
  }

  /** The same with that much left of its life. */
  public Entry left(long nanos) {
    return new Entry(kind, key, value, version, nanos, dead);
  }

  /**
   * Greater takes the place of another entry of its key; 0 for entries that tell the same. Versions
   * decide; where a node has given out one version twice, as after a restart without memory, a
   * tombstone wins, then the greater value: every two entries that differ have an order, and it is
   * the same everywhere.
   */
  int order(Entry other) {
    int order = version.compareTo(other.version);
    if (order == 0) {
      order = Boolean.compare(dead, other.dead);
    }
    return order != 0
        ? order
        : ByteString.unsignedLexicographicalComparator().compare(value, other.value);
  }

  /** Tells entries of one version apart, but for one pair in four billion. */
  int fingerprint() {
    return value.hashCode() * 31 + Boolean.hashCode(dead);
  }
}
