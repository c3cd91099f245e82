package dev.drover.herd;

/**
 * Which entry a node has, without its value.
 *
 * @param fingerprint of the value, to tell entries of one version apart
 */
public record Stamp(Entry.Id id, Version version, int fingerprint) {
  static Stamp of(Entry entry) {
    return new Stamp(entry.id(), entry.version(), entry.fingerprint());
  }

  /** Of one version with two values nobody can tell without seeing both. */
  boolean mayBeNewerThan(Entry held) {
    int order = version.compareTo(held.version());
    return order > 0 || (order == 0 && fingerprint != held.fingerprint());
  }

  /** Whether the node that has this should be told of an entry. */
  boolean mayBeOlderThan(Entry held) {
    int order = version.compareTo(held.version());
    return order < 0 || (order == 0 && fingerprint != held.fingerprint());
  }
}
