package dev.drover.herd.state;

import dev.drover.herd.Entry;

/**
 * The key of an entry of these kinds.
 *
 * @param about the upstream, or the limits
 * @param what the endpoint, or the hash of a key
 * @param node whose word it is; empty when it is anybody's
 */
record Name(String about, String what, String node) {
  private static final char BETWEEN = '\n';

  static Name of(Entry entry) {
    String key = entry.key();
    int first = key.indexOf(BETWEEN);
    int last = key.lastIndexOf(BETWEEN);
    return first < 0 || first == last
        ? new Name(key, "", "")
        : new Name(
            key.substring(0, first), key.substring(first + 1, last), key.substring(last + 1));
  }

  String key() {
    return about + BETWEEN + what + BETWEEN + node;
  }
}
