package dev.drover.upstream;

import dev.drover.exchange.Exchange;
import dev.drover.limit.Balancer;
import dev.drover.limit.Priorities;
import dev.drover.limit.Zones;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses an endpoint for each attempt: first the level of priority, then the zone, then within it
 * by the algorithm. Confined to one event loop.
 */
final class Selection {
  /** Endpoints among which an algorithm of their own chooses. */
  private static final class Group {
    final List<Endpoint> members;
    final Balancer<Endpoint> balancer;
    double share;

    Group(List<Endpoint> members, BalanceConfig config, RandomGenerator random) {
      this.members = List.copyOf(members);
      boolean weighted =
          members.stream().mapToInt(one -> one.config().weight()).distinct().count() > 1;
      this.balancer = config.balancer(weighted, random);
      balancer.use(this.members);
    }
  }

  /** The endpoints of one priority. */
  private static final class Level {
    final Group all;

    /** Its zones, that of the gateway first; empty where zones do not count. */
    final List<Group> zones = new ArrayList<>();

    boolean panics;

    Level(List<Endpoint> members, BalanceConfig config, RandomGenerator random) {
      all = new Group(members, config, random);
      String own = config.zone().orElse("");
      Map<String, List<Endpoint>> byZone = new TreeMap<>();
      for (Endpoint member : members) {
        byZone
            .computeIfAbsent(member.config().zone().orElse(""), any -> new ArrayList<>())
            .add(member);
      }
      List<Endpoint> local = own.isEmpty() ? null : byZone.remove(own);
      if (local != null && !byZone.isEmpty()) {
        zones.add(new Group(local, config, random));
        byZone.values().forEach(zone -> zones.add(new Group(zone, config, random)));
      }
    }
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final BalanceConfig config;
  private final Ejections ejections;
  private final RandomGenerator random;
  private final @Nullable CallKey key;
  private List<Level> levels = List.of();
  private List<Priorities.Part> parts = List.of();
  private boolean stale = true;
  private long fresh;

  // Of the question that is being answered

  private Set<Endpoint> dead = Set.of();
  private Set<Endpoint> tried = Set.of();
  private long now;
  private final Predicate<Endpoint> unfit = one -> taken(one) || !fit(one);
  private final Predicate<Endpoint> taken = this::taken;

  Selection(BalanceConfig config, Ejections ejections, RandomGenerator random) {
    this.config = config;
    this.ejections = ejections;
    this.random = random;
    this.key = config.hashes() ? CallKey.parse(config.key()) : null;
  }

  /** Replaces the endpoints. */
  void use(List<Endpoint> offered) {
    Map<Integer, List<Endpoint>> byPriority = new TreeMap<>();
    for (Endpoint endpoint : offered) {
      byPriority
          .computeIfAbsent(endpoint.config().priority(), any -> new ArrayList<>())
          .add(endpoint);
    }
    levels = byPriority.values().stream().map(one -> new Level(one, config, random)).toList();
    stale = true;
  }

  /** The health of an endpoint has changed. */
  void changed() {
    stale = true;
  }

  private boolean taken(Endpoint endpoint) {
    return dead.contains(endpoint) || tried.contains(endpoint) || endpoint.full();
  }

  private boolean fit(Endpoint endpoint) {
    return endpoint.reachable(now) && ejections.admits(endpoint, now);
  }

  /**
   * An endpoint in health that has not been tried; or else one in health that has; or else one that
   * is not in health, since a guess is better than a refusal.
   *
   * @param dead those that must not be chosen
   * @param tried those that are chosen only when no other is in health
   * @return null when there is none
   */
  @Nullable Endpoint choose(Exchange exchange, Set<Endpoint> dead, Set<Endpoint> tried, long now) {
    if (stale || (fresh != NEVER && now - fresh >= 0)) {
      count(now);
    }
    this.now = now;
    this.dead = dead;
    this.tried = tried;
    long hash = key == null ? 0 : key.hash(exchange);
    Endpoint chosen = choose(hash, false);
    if (chosen == null && !tried.isEmpty()) {
      this.tried = Set.of();
      chosen = choose(hash, false);
      this.tried = tried;
      if (chosen == null) {
        chosen = choose(hash, true);
        this.tried = Set.of();
      }
    }
    return chosen == null ? choose(hash, true) : chosen;
  }

  private @Nullable Endpoint choose(long hash, boolean sick) {
    int first =
        levels.size() <= 1
            ? 0
            : Priorities.level(
                parts, key == null ? random.nextInt(100) : (int) Long.remainderUnsigned(hash, 100));
    for (int i = -1; i < levels.size(); i++) {
      int level = i < 0 ? first : i;
      if (level >= 0 && level < levels.size() && (i < 0 || level != first)) {
        Endpoint chosen = choose(levels.get(level), hash, sick);
        if (chosen != null) {
          return chosen;
        }
      }
    }
    return null;
  }

  private @Nullable Endpoint choose(Level level, long hash, boolean sick) {
    Predicate<Endpoint> excluded = sick || level.panics ? taken : unfit;
    if (!level.zones.isEmpty()) {
      double point = random.nextDouble();
      for (Group zone : level.zones) {
        point -= zone.share;
        if (point < 0) {
          Endpoint chosen = zone.balancer.pick(hash, now, excluded);
          if (chosen != null) {
            return chosen;
          }
          break;
        }
      }
    }
    return level.all.balancer.pick(hash, now, excluded);
  }

  /** Counts who is in health, and shares out the work among levels and zones. */
  private void count(long now) {
    this.now = now;
    stale = false;
    fresh = NEVER;
    List<Priorities.Level> counted = new ArrayList<>();
    for (Level level : levels) {
      for (Endpoint member : level.all.members) {
        long rests = member.restsUntil();
        if (rests != NEVER && rests - now > 0) {
          fresh = Math.min(fresh, rests);
        }
      }
      counted.add(new Priorities.Level(healthy(level.all), level.all.members.size()));
    }
    parts = config.priorities().share(counted);
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      level.panics = parts.get(i).panics();
      List<Zones.Zone> zones =
          level.zones.stream()
              .map(zone -> new Zones.Zone(healthy(zone), zone.members.size()))
              .toList();
      List<Double> shares = zones.isEmpty() ? List.of() : config.zones().share(zones, 0);
      for (int j = 0; j < shares.size(); j++) {
        level.zones.get(j).share = shares.get(j);
      }
    }
  }

  private int healthy(Group group) {
    return (int)
        group.members.stream()
            .filter(member -> member.reachable(now) && !ejections.holds(member))
            .count();
  }

  /** Whether any endpoint has as much to do as it may. */
  boolean full() {
    return levels.stream().anyMatch(level -> level.all.members.stream().anyMatch(Endpoint::full));
  }
}
