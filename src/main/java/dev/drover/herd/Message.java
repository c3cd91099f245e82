package dev.drover.herd;

import java.util.List;

/** What neighbours say to each other. Any of them may be lost, late, repeated or out of order. */
public sealed interface Message {
  /**
   * Said when a link comes up.
   *
   * @param known the receiver's incarnation as far as the sender knows, 0 for none
   */
  record Hello(long known) implements Message {}

  /** The sender is there. */
  record Beat() implements Message {}

  /** News, told to everyone: it floods. */
  record Update(Entry entry) implements Message {}

  /** What the receiver lacks; it does not flood. */
  record Entries(List<Entry> entries) implements Message {
    public Entries {
      entries = List.copyOf(entries);
    }
  }

  /** The sums of all buckets of the sender's store. */
  @SuppressWarnings("ArrayRecordComponent") // made once, never changed, never compared
  record Digest(long[] sums) implements Message {}

  /** All that the sender has in those buckets, after a digest that differs there. */
  record Stamps(List<Integer> buckets, List<Stamp> stamps) implements Message {
    public Stamps {
      buckets = List.copyOf(buckets);
      stamps = List.copyOf(stamps);
    }
  }

  /** What the sender would like to be told. */
  record Wanted(List<Entry.Id> ids) implements Message {
    public Wanted {
      ids = List.copyOf(ids);
    }
  }
}
