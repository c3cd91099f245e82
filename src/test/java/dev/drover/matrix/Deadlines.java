package dev.drover.matrix;

import dev.drover.testing.Http2Calls;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls whose deadlines pass: all are made when the first is asked for, so they wait together. */
final class Deadlines {
  /** How long each may take. */
  static final long MILLIS = 2_000;

  /** One call to make. */
  static final class Entry {
    final Client client;
    final Client.Ask ask;

    Entry(Client client, Client.Ask ask) {
      this.client = client;
      this.ask = new Client.Ask(ask.kind(), ask.messages(), ask.packed(), MILLIS);
    }
  }

  /**
   * How it ended.
   *
   * @param millis how long after its beginning
   */
  record Late(Client.Answer answer, long millis) {}

  private final List<Entry> entries;
  private final Marks marks;
  private int before;
  private @Nullable Map<Entry, Future<Late>> running;

  Deadlines(List<Entry> entries, Marks marks) {
    this.entries = entries;
    this.marks = marks;
  }

  /** How many calls had been given up when the first of these was made. */
  int before() {
    return before;
  }

  Late of(Entry entry) {
    Map<Entry, Future<Late>> all = running;
    if (all == null) {
      before = marks.cancelled.get();
      all = new LinkedHashMap<>();
      for (Entry each : entries) {
        all.put(each, start(each));
      }
      running = all;
    }
    Future<Late> one = all.get(entry);
    if (one == null) {
      throw new IllegalArgumentException("No such call.");
    }
    return Http2Calls.await(one);
  }

  private static Future<Late> start(Entry entry) {
    long start = System.nanoTime();
    return entry
        .client
        .start(entry.ask)
        .answer()
        .map(answer -> new Late(answer, (System.nanoTime() - start) / 1_000_000));
  }
}
