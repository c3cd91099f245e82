package dev.drover.herd;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a node does with what it hears: the herd's protocol without a transport. News is kept and
 * told to all neighbours but the one it came from; what is not newer is dropped. When a link comes
 * up, and at each {@link #compare}, neighbours send digests and repair what differs; so what was
 * lost, parted or restarted heals.
 *
 * <p>Times are nanoseconds of one monotonic clock. Confined to one thread.
 */
public final class Member {
  /** The way to the neighbours. A message to one that is not linked is lost. */
  @FunctionalInterface
  public interface Outbox {
    void send(String peer, Message message);
  }

  private static final int BATCH = 200;
  private static final long BATCH_BYTES = 20_000;
  private static final long PATIENCE = 1_000_000_000L;
  private static final int MOST_ASKED = 10_000;

  /** What was asked for of one neighbour, so that others need not send it, too. */
  private record Asked(Version version, long when) {}

  private final String id;
  private final Store store;
  private final Outbox outbox;
  private final Tally tally = new Tally();
  private final Map<String, Long> incarnations = new HashMap<>();
  private final Set<String> linked = new LinkedHashSet<>();
  private final Map<String, List<Consumer<Entry>>> listeners = new HashMap<>();
  private final Map<Entry.Id, Asked> asked = new LinkedHashMap<>();
  private long incarnation;
  private boolean repaired;

  /**
   * @param incarnation greater than that of any earlier process with this id
   */
  public Member(String id, long incarnation, Store store, Outbox outbox) {
    this.id = id;
    this.incarnation = incarnation;
    this.store = store;
    this.outbox = outbox;
  }

  public String id() {
    return id;
  }

  /** Goes with everything that is sent. It grows when a neighbour knows a greater one. */
  public long incarnation() {
    return incarnation;
  }

  public Store store() {
    return store;
  }

  public Tally tally() {
    return tally;
  }

  /** The incarnation of a peer as far as it is known, 0 for none. */
  public long known(String peer) {
    return incarnations.getOrDefault(peer, 0L);
  }

  /** Tells of each entry of a kind that is news here, wherever it comes from. */
  public void listen(String kind, Consumer<Entry> listener) {
    listeners.computeIfAbsent(kind, any -> new ArrayList<>()).add(listener);
  }

  public void deafen(String kind, Consumer<Entry> listener) {
    listeners.getOrDefault(kind, List.of()).remove(listener);
  }

  // What happens here

  /**
   * Tells the herd something with a version of its own.
   *
   * @return whether it was news
   */
  public boolean tell(Entry entry, long now) {
    if (store.offer(entry, now) != Store.Verdict.ACCEPTED) {
      return false;
    }
    tally.told.increment();
    flood(entry, "");
    return true;
  }

  /**
   * Tells the herd the value of a key as of this moment, newer than all that is known of it.
   *
   * @param wall nanoseconds since 1970
   * @param ttl how long it is true, in nanoseconds; 0 for no end
   */
  public Entry put(String kind, String key, ByteString value, long ttl, long wall, long now) {
    return now(new Entry(kind, key, value, next(kind, key, wall, now), ttl, false), now);
  }

  /** Tells the herd that a key is gone. */
  public Entry remove(String kind, String key, long wall, long now) {
    Version version = next(kind, key, wall, now);
    return now(new Entry(kind, key, ByteString.EMPTY, version, Store.TOMBSTONE_NANOS, true), now);
  }

  private Entry now(Entry entry, long now) {
    tell(entry, now);
    return entry;
  }

  private Version next(String kind, String key, long wall, long now) {
    long known = store.held(kind, key, now).map(held -> held.version().nanos()).orElse(0L);
    return new Version(Math.max(wall, known + 1), id);
  }

  private void flood(Entry entry, String sender) {
    Message news =
        store.offers(entry.kind())
            ? new Message.Stamps(List.of(), List.of(Stamp.of(entry)))
            : new Message.Update(entry);
    for (String peer : linked) {
      if (!peer.equals(sender)) {
        tally.sent.increment();
        outbox.send(peer, news);
      }
    }
    announce(entry);
  }

  private void announce(Entry entry) {
    List.copyOf(listeners.getOrDefault(entry.kind(), List.of()))
        .forEach(listener -> listener.accept(entry));
  }

  // Links

  /** A link has come up. */
  public void linked(String peer) {
    linked.add(peer);
    outbox.send(peer, new Message.Hello(known(peer)));
    outbox.send(peer, new Message.Digest(store.sums()));
  }

  /** A link has gone down. */
  public void unlinked(String peer) {
    linked.remove(peer);
  }

  /** The peers to which a link is up. */
  public Set<String> peers() {
    return Set.copyOf(linked);
  }

  // Time

  /** To be called about every second: says that the node is there, and passes on repairs. */
  public void beat() {
    for (String peer : linked) {
      outbox.send(peer, repaired ? new Message.Digest(store.sums()) : new Message.Beat());
    }
    repaired = false;
  }

  /** To be called every few seconds: forgets what is over, compares with all neighbours. */
  public void compare(long now) {
    store.expire(now);
    repaired = true;
    beat();
  }

  // What neighbours say

  /**
   * Takes what a peer says.
   *
   * @param theirs the incarnation of the process that says it; 0 when it does not say
   */
  public void received(String peer, long theirs, Message message, long now) {
    long known = known(peer);
    if (theirs != 0 && theirs < known) {
      tally.outdated.increment();
      if (message instanceof Message.Hello || message instanceof Message.Beat) {
        outbox.send(peer, new Message.Hello(known));
      }
      return;
    }
    if (theirs > known) {
      incarnations.put(peer, theirs);
      if (known != 0 && linked.contains(peer)) {
        linked(peer);
      }
    }
    take(peer, message, now);
  }

  private void take(String peer, Message message, long now) {
    if (message instanceof Message.Update update) {
      updated(peer, update.entry(), now);
    } else if (message instanceof Message.Entries entries) {
      entries.entries().forEach(entry -> repair(peer, entry, now));
    } else if (message instanceof Message.Digest digest) {
      compared(peer, digest.sums(), now);
    } else if (message instanceof Message.Stamps stamps) {
      stamped(peer, stamps, now);
    } else if (message instanceof Message.Wanted wanted) {
      List<Entry> found = new ArrayList<>();
      wanted.ids().forEach(i -> store.held(i.kind(), i.key(), now).ifPresent(found::add));
      send(peer, found);
    } else if (message instanceof Message.Hello hello && hello.known() > incarnation) {
      incarnation = hello.known() + 1;
      List.copyOf(linked).forEach(this::linked);
    }
  }

  private void updated(String peer, Entry entry, long now) {
    tally.received.increment();
    switch (store.offer(entry, now)) {
      case ACCEPTED -> {
        tally.first.increment();
        flood(entry, peer);
      }
      case KNOWN, STALE -> tally.duplicates.increment();
      case REFUSED -> tally.refused.increment();
    }
  }

  /**
   * What was asked for has come. The other neighbours learn of it when sums are compared at the
   * next beat, or are offered it.
   */
  private void repair(String peer, Entry entry, long now) {
    asked.remove(entry.id());
    switch (store.offer(entry, now)) {
      case ACCEPTED -> {
        if (store.offers(entry.kind())) {
          tally.received.increment();
          tally.first.increment();
          flood(entry, peer);
          return;
        }
        tally.repaired.increment();
        repaired = true;
        announce(entry);
      }
      case REFUSED -> tally.refused.increment();
      case KNOWN, STALE -> {}
    }
  }

  private void compared(String peer, long[] theirs, long now) {
    store.expire(now);
    long[] ours = store.sums();
    if (theirs.length != ours.length) {
      return;
    }
    boolean[] differ = new boolean[ours.length];
    for (int i = 0; i < ours.length; i++) {
      differ[i] = ours[i] != theirs[i];
    }
    StampBatch batch = new StampBatch(stamps -> outbox.send(peer, stamps));
    Map<Integer, List<Stamp>> buckets = new HashMap<>();
    for (Entry entry : store.in(differ, now)) {
      int bucket = Store.bucket(entry.id());
      buckets.computeIfAbsent(bucket, any -> new ArrayList<>()).add(Stamp.of(entry));
    }
    for (int i = 0; i < differ.length; i++) {
      if (differ[i]) {
        batch.add(i, buckets.getOrDefault(i, List.of()));
      }
    }
    batch.flush();
  }

  private void stamped(String peer, Message.Stamps theirs, long now) {
    Map<Entry.Id, Stamp> has = new HashMap<>();
    Set<Entry.Id> wanted = new HashSet<>();
    Map<Entry.Id, Entry> lacking = new LinkedHashMap<>();
    for (Stamp stamp : theirs.stamps()) {
      Entry.Id id = stamp.id();
      has.put(id, stamp);
      if (store.wants(stamp, now) && !(store.offers(id.kind()) && waits(stamp, now))) {
        wanted.add(id);
      }
      store
          .held(id.kind(), id.key(), now)
          .filter(stamp::mayBeOlderThan)
          .ifPresent(entry -> lacking.put(id, entry));
    }
    boolean[] whole = new boolean[Store.BUCKETS];
    theirs.buckets().stream().filter(i -> i >= 0 && i < whole.length).forEach(i -> whole[i] = true);
    if (!theirs.buckets().isEmpty()) {
      for (Entry entry : store.in(whole, now)) {
        if (!has.containsKey(entry.id())) {
          lacking.put(entry.id(), entry);
        }
      }
    }
    if (!wanted.isEmpty()) {
      outbox.send(peer, new Message.Wanted(List.copyOf(wanted)));
    }
    send(peer, List.copyOf(lacking.values()));
  }

  /** Whether another neighbour has been asked for the same; if not, this one is. */
  private boolean waits(Stamp stamp, long now) {
    Asked before = asked.get(stamp.id());
    if (before != null && now - before.when < PATIENCE && before.version.equals(stamp.version())) {
      return true;
    }
    asked.put(stamp.id(), new Asked(stamp.version(), now));
    if (asked.size() > MOST_ASKED) {
      asked.remove(asked.keySet().iterator().next());
    }
    return false;
  }

  private void send(String peer, List<Entry> entries) {
    List<Entry> batch = new ArrayList<>();
    long bytes = 0;
    for (Entry entry : entries) {
      int size = entry.value().size() + entry.key().length();
      if (batch.size() >= BATCH || (bytes > 0 && bytes + size > BATCH_BYTES)) {
        outbox.send(peer, new Message.Entries(batch));
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(entry);
      bytes += size;
    }
    if (!batch.isEmpty()) {
      outbox.send(peer, new Message.Entries(batch));
    }
  }
}
