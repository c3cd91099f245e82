package dev.drover.herd.state;

import dev.drover.herd.Herd;
import dev.drover.herd.HerdState;
import dev.drover.herd.Kind;
import dev.drover.limit.Pauses;
import dev.drover.limit.Peers;
import dev.drover.limit.Portions;
import dev.drover.limit.SharedAnswers;
import dev.drover.limit.SharedEjections;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The nodes of a herd, as those see them who share load, failures and answers. Safe for all
 * threads.
 */
public final class HerdPeers implements Peers, AutoCloseable {
  private static final int MOST_EJECTIONS = 10_000;
  private static final int MOST_DEMANDS = 10_000;
  private static final int MOST_PAUSES = 100_000;
  private static final int MOST_PIECES = 10_000;
  private static final long MOST_BYTES = 64 << 20;
  private static final int MOST_NOTES = 10_000;
  private static final Kind ANSWERS =
      new Kind(HerdAnswers.KIND, MOST_PIECES, MOST_BYTES, Kind.Join.STRICT, Kind.News.OFFERED);
  private static final int MOST_SHOWN = 100;

  private final Herd herd;
  private final Uses<HerdEjections.Place, HerdEjections> ejections = new Uses<>();
  private final Uses<HerdPauses.Place, HerdPauses> pauses = new Uses<>();
  private final Uses<HerdPortions.Place, HerdPortions> portions = new Uses<>();
  private final Set<HerdAnswers> answers = ConcurrentHashMap.newKeySet();
  private final AnswerTally told = new AnswerTally();

  /** Puts a herd to these uses; it need not run yet. */
  public HerdPeers(Herd herd) {
    this.herd = herd;
    herd.open(
        new Kind(HerdEjections.KIND, MOST_EJECTIONS, Kind.Join.SNAPSHOT),
        entry -> ejections.things().forEach(of -> of.heard(Name.of(entry), entry)));
    herd.open(
        new Kind(HerdPauses.KIND, MOST_PAUSES, Kind.Join.SNAPSHOT),
        entry -> pauses.things().forEach(of -> of.heard(Name.of(entry), entry)));
    herd.open(
        new Kind(HerdPortions.KIND, MOST_DEMANDS, Kind.Join.STRICT),
        entry -> portions.things().forEach(of -> of.heard(Name.of(entry), entry)));
    herd.run(
        member -> {
          member.store().open(ANSWERS);
          member.listen(
              HerdAnswers.KIND,
              entry -> answers.forEach(of -> of.came(member, Name.of(entry), entry)));
        });
    herd.open(
        new Kind(HerdAnswers.NOTES, MOST_NOTES, Kind.Join.STRICT),
        entry -> answers.forEach(of -> of.noted(Name.of(entry), entry)));
    herd.show(this::shown);
  }

  @Override
  public Optional<SharedEjections> ejections(String upstream, int nodes, Duration longest) {
    return Optional.of(
        ejections.enter(
            new HerdEjections.Place(upstream, nodes, longest.toNanos()),
            place -> new HerdEjections(herd, place, ejections::leave)));
  }

  @Override
  public Optional<Pauses> pauses(String upstream, int keys) {
    return Optional.of(
        pauses
            .enter(new HerdPauses.Place(upstream, keys), place -> new HerdPauses(herd, place))
            .local());
  }

  @Override
  public void leave(String upstream, int keys) {
    pauses.leave(new HerdPauses.Place(upstream, keys));
  }

  @Override
  public Optional<Portions> portions(String about, Portions.Terms terms) {
    return Optional.of(
        portions
            .enter(
                new HerdPortions.Place(about, terms),
                place -> new HerdPortions(herd, place, this::left))
            .seat());
  }

  private void left(HerdPortions.Place place) {
    portions.leave(place).ifPresent(HerdPortions::end);
  }

  @Override
  public Optional<SharedAnswers> answers(
      String about, long bytesPerSecond, SharedAnswers.Listener listener) {
    HerdAnswers made =
        new HerdAnswers(herd, about, bytesPerSecond, listener, told, answers::remove);
    answers.add(made);
    return Optional.of(made);
  }

  /** What is told of answers of caches; for any thread. */
  public AnswerTally told() {
    return told;
  }

  private HerdState.Shared shown() {
    List<HerdState.Ejection> out =
        ejections.things().stream().flatMap(of -> of.shown().stream()).limit(MOST_SHOWN).toList();
    List<HerdState.Quota> quotas =
        portions.things().stream().map(HerdPortions::shown).limit(MOST_SHOWN).toList();
    List<HerdState.Pause> paused =
        pauses.things().stream()
            .flatMap(of -> of.shown(MOST_SHOWN).stream())
            .limit(MOST_SHOWN)
            .toList();
    return new HerdState.Shared(out, quotas, paused, told.shown());
  }

  /** Tells the others that this node gives up its parts. */
  @Override
  public void close() {
    portions.things().forEach(HerdPortions::end);
  }
}
