package dev.drover.herd;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A herd with a virtual clock, on links that lose, repeat, delay and reorder. */
final class SimulatedHerd {
  static final String KIND = "thing";
  private static final long SECOND = 1_000_000_000L;

  private record Flight(
      long when, long number, String from, String to, long incarnation, Message message) {}

  private final Random random;
  private final Kind kind;
  private final Map<String, Set<String>> edges = new TreeMap<>();
  private final Map<String, Member> members = new TreeMap<>();
  private final Set<Set<String>> cut = new HashSet<>();
  private final Map<String, Long> incarnations = new HashMap<>();
  private final PriorityQueue<Flight> flights =
      new PriorityQueue<>(
          (a, b) ->
              a.when != b.when ? Long.compare(a.when, b.when) : Long.compare(a.number, b.number));
  private double loss;
  private double repetition;
  private long longest = SECOND / 100;
  private long number;
  long now;
  int delivered;

  /** How many entries went to one that had asked for them. */
  int handed;

  SimulatedHerd(long seed, Kind kind, Map<String, Set<String>> edges) {
    this.random = new Random(seed);
    this.kind = kind;
    this.edges.putAll(edges);
    edges.keySet().forEach(this::start);
  }

  void unreliable(double loss, double repetition, long longest) {
    this.loss = loss;
    this.repetition = repetition;
    this.longest = longest;
  }

  void reliable() {
    unreliable(0, 0, SECOND / 100);
  }

  List<String> ids() {
    return List.copyOf(edges.keySet());
  }

  Member member(String id) {
    return Objects.requireNonNull(members.get(id), id);
  }

  void start(String id) {
    long incarnation = incarnations.merge(id, 1L, Long::sum);
    Store store = new Store();
    store.open(kind);
    Member member = new Member(id, incarnation, store, (peer, message) -> send(id, peer, message));
    members.put(id, member);
    for (String peer : edges.getOrDefault(id, Set.of())) {
      if (members.containsKey(peer) && !cut.contains(Set.of(id, peer))) {
        member.linked(peer);
        member(peer).linked(id);
      }
    }
  }

  void kill(String id) {
    members.remove(id);
    members.values().forEach(member -> member.unlinked(id));
  }

  boolean runs(String id) {
    return members.containsKey(id);
  }

  void cut(String a, String b) {
    if (cut.add(Set.of(a, b))) {
      members.forEach((id, member) -> member.unlinked(id.equals(a) ? b : id.equals(b) ? a : ""));
    }
  }

  void heal() {
    for (String id : ids()) {
      if (!runs(id)) {
        start(id);
      }
    }
    for (Set<String> edge : Set.copyOf(cut)) {
      cut.remove(edge);
      List<String> ends = List.copyOf(edge);
      member(ends.get(0)).linked(ends.get(1));
      member(ends.get(1)).linked(ends.get(0));
    }
  }

  private void send(String from, String to, Message message) {
    if (random.nextDouble() < loss || cut.contains(Set.of(from, to))) {
      return;
    }
    handed += message instanceof Message.Entries entries ? entries.entries().size() : 0;
    Member sender = members.get(from);
    long incarnation = sender == null ? incarnations.getOrDefault(from, 0L) : sender.incarnation();
    int copies = random.nextDouble() < repetition ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      long when = now + 1 + (long) (random.nextDouble() * longest);
      flights.add(new Flight(when, number++, from, to, incarnation, message));
    }
  }

  /** Lets that much time pass, with a beat each second and a comparison every five. */
  void pass(long nanos) {
    long end = now + nanos;
    long beat = now + SECOND;
    int beats = 0;
    while (now < end) {
      Flight next = flights.peek();
      if (next != null && next.when <= Math.min(beat, end)) {
        flights.poll();
        now = next.when;
        Member receiver = members.get(next.to);
        if (receiver != null && !cut.contains(Set.of(next.from, next.to))) {
          delivered++;
          receiver.received(next.from, next.incarnation, next.message, now);
        }
      } else if (beat <= end) {
        now = beat;
        beat += SECOND;
        beats++;
        for (Member member : List.copyOf(members.values())) {
          if (beats % 5 == 0) {
            member.compare(now);
          } else {
            member.beat();
          }
        }
      } else {
        now = end;
      }
    }
  }

  void tell(String id, String key, long version, String value) {
    Entry entry =
        new Entry(KIND, key, ByteString.copyFromUtf8(value), new Version(version, id), 0, false);
    member(id).tell(entry, now);
  }

  List<String> contents(String id) {
    List<String> all = new ArrayList<>();
    for (Entry entry : member(id).store().all(KIND, now)) {
      all.add(
          entry.key()
              + "="
              + entry.value().toStringUtf8()
              + "@"
              + entry.version().nanos()
              + entry.version().origin());
    }
    all.sort(null);
    return all;
  }

  long sent() {
    return members.values().stream().mapToLong(m -> m.tally().sent.sum()).sum();
  }

  long duplicates() {
    return members.values().stream().mapToLong(m -> m.tally().duplicates.sum()).sum();
  }
}
