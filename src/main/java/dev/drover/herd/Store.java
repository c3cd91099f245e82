package dev.drover.herd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The entries that a node has, the newest of each key. Each kind has a bound: what is oldest by
 * version goes first, and what is older than all of a full kind is not taken, so that full nodes
 * keep the same entries. Times are nanoseconds of one monotonic clock. Confined to one thread.
 *
 * <p>Keys are in {@value #BUCKETS} buckets, each with a sum over what it holds; two stores with
 * equal sums hold the same entries of all kinds that are compared.
 */
public final class Store {
  /** How many buckets there are. */
  public static final int BUCKETS = 256;

  /** What became of an entry that was offered. */
  public enum Verdict {
    /** It is news, and kept. */
    ACCEPTED,
    /** The same is known. */
    KNOWN,
    /** Something newer is known. */
    STALE,
    /** Nobody here knows its kind, or its kind is full of newer entries. */
    REFUSED
  }

  private final Map<String, Shelf> shelves = new LinkedHashMap<>();
  private final long[] sums = new long[BUCKETS];

  /** Makes room for a kind; what was kept under its name stays when it is there already. */
  public void open(Kind kind) {
    shelves.putIfAbsent(kind.name(), new Shelf(kind));
  }

  /** Takes an entry if it is news. What is left of its life counts from now. */
  public Verdict offer(Entry entry, long now) {
    Shelf shelf = shelves.get(entry.kind());
    if (shelf == null) {
      return Verdict.REFUSED;
    }
    shelf.expire(now, removed -> count(shelf, removed));
    Shelf.Slot held = shelf.get(entry.key());
    int order = held == null ? 1 : entry.order(held.entry());
    if (order <= 0) {
      return order == 0 ? Verdict.KNOWN : Verdict.STALE;
    }
    if (!shelf.admits(entry.key(), entry.version())) {
      return Verdict.REFUSED;
    }
    long end = entry.ttl() == 0 ? Shelf.NEVER : now + entry.ttl();
    shelf.put(new Shelf.Slot(entry, end), removed -> count(shelf, removed));
    count(shelf, entry);
    return Verdict.ACCEPTED;
  }

  /** The entry of a key, with what is left of its life; empty when it is gone. */
  public Optional<Entry> get(String kind, String key, long now) {
    return held(kind, key, now).filter(entry -> !entry.dead());
  }

  /** The same, but a tombstone too. */
  Optional<Entry> held(String kind, String key, long now) {
    Shelf shelf = shelves.get(kind);
    Shelf.Slot slot = shelf == null ? null : shelf.get(key);
    return Optional.ofNullable(slot == null ? null : alive(slot, now));
  }

  /** All entries of a kind that are not gone, the oldest version first. */
  public List<Entry> all(String kind, long now) {
    List<Entry> all = new ArrayList<>();
    Shelf shelf = shelves.get(kind);
    if (shelf != null) {
      for (Shelf.Slot slot : shelf.all()) {
        Entry entry = alive(slot, now);
        if (entry != null && !entry.dead()) {
          all.add(entry);
        }
      }
    }
    return all;
  }

  private static @Nullable Entry alive(Shelf.Slot slot, long now) {
    if (slot.end() == Shelf.NEVER) {
      return slot.entry();
    }
    return slot.end() > now ? slot.entry().left(slot.end() - now) : null;
  }

  /** Forgets all whose life is over. */
  public void expire(long now) {
    shelves.values().forEach(shelf -> shelf.expire(now, removed -> count(shelf, removed)));
  }

  // Comparing

  /** The sum of each bucket. */
  long[] sums() {
    return sums.clone();
  }

  /** What is in some buckets, of the kinds that are compared. */
  List<Entry> in(boolean[] buckets, long now) {
    List<Entry> all = new ArrayList<>();
    for (Shelf shelf : shelves.values()) {
      if (shelf.kind().compared()) {
        for (Shelf.Slot slot : shelf.all()) {
          Entry entry = buckets[bucket(slot.entry().id())] ? alive(slot, now) : null;
          if (entry != null) {
            all.add(entry);
          }
        }
      }
    }
    return all;
  }

  /** Whether an entry of which only that is known would be taken. */
  boolean wants(Stamp stamp, long now) {
    Shelf shelf = shelves.get(stamp.id().kind());
    if (shelf == null || !(shelf.kind().compared() || shelf.kind().offered())) {
      return false;
    }
    Shelf.Slot slot = shelf.get(stamp.id().key());
    Entry held = slot == null ? null : alive(slot, now);
    return held == null
        ? shelf.admits(stamp.id().key(), stamp.version())
        : stamp.mayBeNewerThan(held);
  }

  /** Whether neighbours are told of entries of a kind by their stamps. */
  boolean offers(String kind) {
    Shelf shelf = shelves.get(kind);
    return shelf != null && shelf.kind().offered();
  }

  static int bucket(Entry.Id id) {
    return (int) mix(id.kind().hashCode() * 31L + id.key().hashCode()) & (BUCKETS - 1);
  }

  /** Adds an entry to its bucket's sum, or takes it out again. */
  private void count(Shelf shelf, Entry entry) {
    if (shelf.kind().compared()) {
      long sum = mix(entry.kind().hashCode());
      sum = mix(sum + entry.key().hashCode());
      sum = mix(sum + entry.version().nanos());
      sum = mix(sum + entry.version().origin().hashCode());
      sums[bucket(entry.id())] ^= mix(sum + entry.fingerprint());
    }
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood, 2014). */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  // Counts

  /**
   * How full a kind is.
   *
   * @param entries how many entries it has, tombstones among them
   * @param evicted how many went because it was full, since the start
   */
  public record Fill(String kind, int entries, int most, long evicted) {}

  /** How full each kind is. */
  public List<Fill> fills() {
    return shelves.values().stream()
        .map(s -> new Fill(s.kind().name(), s.size(), s.kind().most(), s.evicted()))
        .toList();
  }

  /** How long tombstones are kept: longer than any message is under way. */
  public static final long TOMBSTONE_NANOS = TimeUnit.MINUTES.toNanos(10);
}
