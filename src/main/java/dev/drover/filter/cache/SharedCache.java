package dev.drover.filter.cache;

import dev.drover.filter.FilterFactory.Parts;
import io.vertx.core.MultiMap;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What all event loops have of a cache: the answers that are kept, and who waits for one. Safe for
 * all threads.
 *
 * @param neighbours the same cache on other nodes; null when it is not shared
 */
record SharedCache(ResponseStore store, Flights flights, @Nullable Neighbours neighbours)
    implements AutoCloseable {
  static SharedCache of(CacheConfig config, Parts parts) {
    ResponseStore store = new LocalStore(config.bytes().bytes());
    Flights flights = new Flights(config.waiting());
    return new SharedCache(
        store,
        flights,
        Neighbours.of(
                config,
                parts.shared().name(),
                parts.peers(),
                store,
                flights,
                parts.vertx(),
                InstantSource.system())
            .orElse(null));
  }

  /** The answer to that kind of request; null when there is none. */
  @Nullable Stored find(String key, MultiMap headers) {
    for (Stored stored : store.get(key)) {
      if (stored.fits(headers)) {
        return stored;
      }
    }
    return null;
  }

  /** Keeps an answer that has come from upstream. */
  void keep(String key, Stored stored, MultiMap headers) {
    store.keep(key, stored, headers);
    if (neighbours != null) {
      neighbours.kept(key, stored);
    }
  }

  /** One of those who want the same has gone upstream. */
  void went(String key) {
    if (neighbours != null) {
      neighbours.went(key);
    }
  }

  /** What it went for is not kept. */
  void failed(String key) {
    if (neighbours != null) {
      neighbours.failed(key);
    }
  }

  /** It is not so any more. */
  void drop(String key) {
    store.drop(key);
    if (neighbours != null) {
      neighbours.drop(key);
    }
  }

  @Override
  public void close() {
    if (neighbours != null) {
      neighbours.close();
    }
  }
}
