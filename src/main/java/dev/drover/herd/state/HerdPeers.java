package dev.drover.herd.state;

import dev.drover.herd.Entry;
import dev.drover.herd.Herd;
import dev.drover.herd.HerdState;
import dev.drover.herd.Kind;
import dev.drover.limit.Pauses;
import dev.drover.limit.Peers;
import dev.drover.limit.Portions;
import dev.drover.limit.SharedEjections;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The nodes of a herd, as those see them who share load and failures. Safe for all threads. */
public final class HerdPeers implements Peers, AutoCloseable {
  private static final int MOST_EJECTIONS = 10_000;
  private static final int MOST_DEMANDS = 10_000;
  private static final int MOST_PAUSES = 100_000;
  private static final int MOST_SHOWN = 100;

  private final Herd herd;
  private final Map<String, HerdEjections> ejections = new ConcurrentHashMap<>();
  private final Map<String, HerdPauses> pauses = new ConcurrentHashMap<>();
  private final Map<String, HerdPortions> portions = new ConcurrentHashMap<>();

  /** Puts a herd to these uses; it need not run yet. */
  public HerdPeers(Herd herd) {
    this.herd = herd;
    herd.open(
        new Kind(HerdEjections.KIND, MOST_EJECTIONS, Kind.Join.SNAPSHOT),
        entry -> ejected(Name.of(entry), entry));
    herd.open(
        new Kind(HerdPauses.KIND, MOST_PAUSES, Kind.Join.SNAPSHOT),
        entry -> paused(Name.of(entry), entry));
    herd.open(
        new Kind(HerdPortions.KIND, MOST_DEMANDS, Kind.Join.STRICT),
        entry -> asked(Name.of(entry), entry));
    herd.show(this::shown);
  }

  private void ejected(Name name, Entry entry) {
    HerdEjections of = ejections.get(name.about());
    if (of != null) {
      of.heard(name, entry);
    }
  }

  private void paused(Name name, Entry entry) {
    HerdPauses of = pauses.get(name.about());
    if (of != null) {
      of.heard(name, entry);
    }
  }

  private void asked(Name name, Entry entry) {
    HerdPortions of = portions.get(name.about());
    if (of != null) {
      of.heard(name, entry);
    }
  }

  @Override
  public Optional<SharedEjections> ejections(String upstream, int nodes, Duration longest) {
    return Optional.of(
        ejections.computeIfAbsent(
            upstream, name -> new HerdEjections(herd, name, nodes, longest.toNanos())));
  }

  @Override
  public Optional<Pauses> pauses(String upstream, int keys) {
    return Optional.of(
        pauses.computeIfAbsent(upstream, name -> new HerdPauses(herd, name, keys)).local());
  }

  @Override
  public Optional<Portions> portions(String about, Portions.Terms terms) {
    String name = about;
    for (int i = 2; portions.containsKey(name); i++) {
      name = about + " " + i;
    }
    HerdPortions made = new HerdPortions(herd, name, terms);
    portions.put(name, made);
    return Optional.of(made);
  }

  private HerdState.Shared shown() {
    List<HerdState.Ejection> out =
        ejections.values().stream().flatMap(of -> of.shown().stream()).limit(MOST_SHOWN).toList();
    List<HerdState.Quota> quotas =
        portions.values().stream().map(HerdPortions::shown).limit(MOST_SHOWN).toList();
    List<HerdState.Pause> paused =
        pauses.values().stream()
            .flatMap(of -> of.shown(MOST_SHOWN).stream())
            .limit(MOST_SHOWN)
            .toList();
    return new HerdState.Shared(out, quotas, paused);
  }

  /** Tells the others that this node gives up its parts. */
  @Override
  public void close() {
    portions.values().forEach(HerdPortions::close);
  }
}
