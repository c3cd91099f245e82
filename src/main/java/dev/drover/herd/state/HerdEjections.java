package dev.drover.herd.state;

import com.google.protobuf.ByteString;
import dev.drover.herd.Entry;
import dev.drover.herd.Herd;
import dev.drover.herd.HerdState;
import dev.drover.herd.Member;
import dev.drover.herd.Version;
import dev.drover.limit.SharedEjections;
import dev.drover.limit.Verdicts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The ejections of one upstream in a herd: an entry for each endpoint and node that leaves it
 * alone, which lives as long as that; and one for each endpoint that was found to work again, which
 * makes void what was said before. What it knows is confined to the herd's event loop.
 */
final class HerdEjections implements SharedEjections {
  static final String KIND = "ejection";
  private static final long SOONEST_TURN = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int TURNS = 8;

  private final Herd herd;
  private final String upstream;
  private final long longest;
  private final Verdicts verdicts;
  private final Set<Listener> listeners = new LinkedHashSet<>();
  private final Consumer<Place> left;
  private final Place place;

  /** An upstream as it is configured; while that is changed there are two of one name. */
  record Place(String upstream, int nodes, long longest) {}

  /**
   * @param left told of each listener that leaves
   */
  HerdEjections(Herd herd, Place place, Consumer<Place> left) {
    this.herd = herd;
    this.place = place;
    this.left = left;
    this.upstream = place.upstream();
    this.longest = place.longest();
    this.verdicts = new Verdicts(herd.id(), place.nodes(), Math.max(SOONEST_TURN, longest / TURNS));
    herd.run(
        member ->
            member
                .store()
                .all(KIND, System.nanoTime())
                .forEach(entry -> heard(Name.of(entry), entry)));
  }

  /** On the herd's event loop. */
  void heard(Name name, Entry entry) {
    if (!name.about().equals(upstream)) {
      return;
    }
    long now = System.nanoTime();
    long stamp = entry.version().nanos();
    if (name.node().isEmpty()) {
      if (verdicts.works(name.what(), stamp)) {
        List.copyOf(listeners).forEach(listener -> listener.back(name.what()));
      }
    } else {
      verdicts
          .failed(name.what(), name.node(), stamp, now + entry.ttl(), now)
          .ifPresent(nanos -> List.copyOf(listeners).forEach(one -> one.out(name.what(), nanos)));
    }
  }

  @Override
  public void failed(String endpoint, long nanos) {
    herd.run(
        member -> {
          if (!verdicts.stands(endpoint, System.nanoTime() + nanos / 2)) {
            tell(member, new Name(upstream, endpoint, herd.id()), nanos);
          }
        });
  }

  @Override
  public void works(String endpoint) {
    herd.run(
        member -> {
          if (verdicts.accused(endpoint)) {
            tell(member, new Name(upstream, endpoint, ""), 2 * longest);
          }
        });
  }

  private void tell(Member member, Name name, long nanos) {
    Version version = new Version(verdicts.next(name.what(), Herd.wall()), herd.id());
    member.tell(
        new Entry(KIND, name.key(), ByteString.EMPTY, version, nanos, false), System.nanoTime());
  }

  @Override
  public void join(Listener listener) {
    herd.run(
        member -> {
          listeners.add(listener);
          for (Verdicts.Sentence sentence : verdicts.all(System.nanoTime())) {
            if (sentence.out()) {
              listener.out(sentence.endpoint(), sentence.nanos());
            }
          }
        });
  }

  @Override
  public void leave(Listener listener) {
    herd.run(member -> listeners.remove(listener));
    left.accept(place);
  }

  List<HerdState.Ejection> shown() {
    return verdicts.all(System.nanoTime()).stream()
        .map(
            sentence ->
                new HerdState.Ejection(
                    upstream,
                    sentence.endpoint(),
                    sentence.witnesses(),
                    sentence.out(),
                    TimeUnit.NANOSECONDS.toMillis(sentence.nanos())))
        .toList();
  }
}
