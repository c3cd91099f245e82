package dev.drover.herd;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The entries of one kind, by key, by version and by the end of their life. */
final class Shelf {
  /**
   * An entry in its place.
   *
   * @param end when its life is over, on the store's clock; {@link #NEVER} for no end
   */
  record Slot(Entry entry, long end) {}

  static final long NEVER = Long.MAX_VALUE;

  private static final Comparator<Slot> OLDEST =
      Comparator.<Slot, Version>comparing(slot -> slot.entry().version())
          .thenComparing(slot -> slot.entry().key());
  private static final Comparator<Slot> FIRST_TO_END =
      Comparator.comparingLong(Slot::end).thenComparing(slot -> slot.entry().key());

  private final Kind kind;
  private final Map<String, Slot> slots = new HashMap<>();
  private final TreeSet<Slot> ages = new TreeSet<>(OLDEST);
  private final TreeSet<Slot> ends = new TreeSet<>(FIRST_TO_END);
  private long evicted;
  private long bytes;

  Shelf(Kind kind) {
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  int size() {
    return slots.size();
  }

  long evicted() {
    return evicted;
  }

  @Nullable Slot get(String key) {
    return slots.get(key);
  }

  Iterable<Slot> all() {
    return ages;
  }

  /** Whether an entry of that key and version would not be the first to go. */
  boolean admits(String key, Version version) {
    if (slots.size() < kind.most() || slots.containsKey(key)) {
      return true;
    }
    Entry oldest = ages.first().entry();
    int order = version.compareTo(oldest.version());
    return order > 0 || (order == 0 && key.compareTo(oldest.key()) > 0);
  }

  /** Puts an entry in the place of what is there. */
  void put(Slot slot, Consumer<Entry> removed) {
    Slot before = slots.put(slot.entry().key(), slot);
    if (before != null) {
      forget(before, removed);
    }
    ages.add(slot);
    if (slot.end() != NEVER) {
      ends.add(slot);
    }
    bytes += slot.entry().value().size();
    while (slots.size() > kind.most() || bytes > kind.mostBytes()) {
      evicted++;
      remove(ages.first(), removed);
    }
  }

  void expire(long now, Consumer<Entry> removed) {
    while (!ends.isEmpty() && ends.first().end() <= now) {
      remove(ends.first(), removed);
    }
  }

  private void remove(Slot slot, Consumer<Entry> removed) {
    slots.remove(slot.entry().key());
    forget(slot, removed);
  }

  private void forget(Slot slot, Consumer<Entry> removed) {
    ages.remove(slot);
    ends.remove(slot);
    bytes -= slot.entry().value().size();
    removed.accept(slot.entry());
  }
}
