package dev.drover.limit;

import java.util.ArrayList;
import java.util.List;

/**
 * How much work each zone gets from a caller in one of them. The local zone keeps it while enough
 * of its endpoints are healthy (percentage x overprovisioning at least 100) and while it has no
 * more than its share of all callers; the rest goes to the others, in proportion to their healthy
 * endpoints. The second condition is that of Envoy's zone-aware routing, for those who know how
 * their callers are spread.
 *
 * @param overprovisioning in percent; 140 means that 72 healthy endpoints of 100 do the work of all
 * @param callers the part of all callers that is in the local zone, up to 1; 0 when not known
 * @param least how many healthy endpoints a local zone needs to be preferred at all
 */
public record Zones(int overprovisioning, double callers, int least) {
  /** 140 percent, callers not known, one endpoint is enough. */
  public static final Zones USUAL = new Zones(140, 0, 1);

  /** How many endpoints a zone has, and how many of them are healthy. */
  public record Zone(int healthy, int total) {}

  public Zones {
    if (overprovisioning < 100) {
      throw new IllegalArgumentException(
          "Overprovisioning is at least 100 percent, not " + overprovisioning + ".");
    }
    if (!(callers >= 0 && callers <= 1)) {
      throw new IllegalArgumentException(
          "The callers of a zone are 0 to 1 of all, not " + callers + ".");
    }
  }

  /**
   * What each zone gets, from 0 to 1; all 0 when nothing is healthy.
   *
   * @param local the index of the caller's zone, or -1 when it has no endpoints
   */
  public List<Double> share(List<Zone> zones, int local) {
    int healthy = zones.stream().mapToInt(Zone::healthy).sum();
    double kept = local < 0 || healthy == 0 ? 0 : kept(zones.get(local), healthy);
    int others = local < 0 ? healthy : healthy - zones.get(local).healthy;
    if (kept == 0) {
      others = healthy;
    } else if (others == 0) {
      kept = 1;
    }
    List<Double> shares = new ArrayList<>();
    for (int i = 0; i < zones.size(); i++) {
      double part = others == 0 ? 0 : (double) zones.get(i).healthy / others;
      shares.add(i == local && kept > 0 ? kept : (1 - kept) * part);
    }
    return List.copyOf(shares);
  }

  private double kept(Zone zone, int healthy) {
    if (zone.healthy < least || zone.healthy == 0) {
      return 0;
    }
    double able = Math.min(1, overprovisioning / 100.0 * zone.healthy / zone.total);
    double fair = callers == 0 ? 1 : Math.min(1, (double) zone.healthy / healthy / callers);
    return Math.min(able, fair);
  }
}
