package dev.drover.herd;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Cuts what a node has into messages of a bounded size. */
final class StampBatch {
  private static final int MOST = 200;
  private static final int MOST_BYTES = 20_000;
  private static final int BYTES_BESIDE_KEY = 60;

  private final Consumer<Message.Stamps> out;
  private final List<Integer> buckets = new ArrayList<>();
  private final List<Stamp> stamps = new ArrayList<>();
  private int bytes;

  StampBatch(Consumer<Message.Stamps> out) {
    this.out = out;
  }

  /**
   * Adds all that is in a bucket. What is too much for one message goes in several, none of which
   * says that it is all: the receiver learns from its own digest what it has and we lack.
   */
  void add(int bucket, List<Stamp> all) {
    int size = all.stream().mapToInt(StampBatch::bytes).sum();
    if (stamps.size() + all.size() > MOST || bytes + size > MOST_BYTES) {
      flush();
    }
    boolean whole = all.size() <= MOST && size <= MOST_BYTES;
    for (Stamp stamp : all) {
      if (!whole && (stamps.size() >= MOST || bytes + bytes(stamp) > MOST_BYTES)) {
        flush();
      }
      stamps.add(stamp);
      bytes += bytes(stamp);
    }
    if (whole) {
      buckets.add(bucket);
    } else {
      flush();
    }
  }

  private static int bytes(Stamp stamp) {
    return stamp.id().key().length() + BYTES_BESIDE_KEY;
  }

  void flush() {
    if (!buckets.isEmpty() || !stamps.isEmpty()) {
      out.accept(new Message.Stamps(buckets, stamps));
    }
    buckets.clear();
    stamps.clear();
    bytes = 0;
  }
}
