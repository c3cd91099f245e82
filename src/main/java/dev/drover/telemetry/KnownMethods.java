package dev.drover.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which gRPC methods have series of their own. A wildcard route sees whatever names clients make
 * up, so there are only so many places: the first half goes to whoever comes first, the second half
 * only to methods that an upstream has answered with anything but UNIMPLEMENTED. What has no place
 * is counted as {@link MethodName#OTHER}. Shared by all event loops, so that they agree.
 */
final class KnownMethods {
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final int places;

  KnownMethods(int places) {
    this.places = places;
  }

  /**
   * Whether the method has a place, after giving it one if there is one left for it.
   *
   * @param answered whether an upstream has shown that it knows the method
   */
  boolean admit(String method, boolean answered) {
    if (names.contains(method)) {
      return true;
    }
    int limit = answered ? places : (places + 1) / 2;
    if (names.size() >= limit || !MethodName.valid(method)) {
      return false;
    }
    synchronized (this) {
      return names.size() < limit && names.add(method) || names.contains(method);
    }
  }
}
