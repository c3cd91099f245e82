package dev.drover.filter.jwt;

import dev.drover.filter.WatchedFile;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Where the keys of an issuer come from. Safe for use by any thread. */
interface Keys extends AutoCloseable {
  /** Those that were good last; the same object while they do not change. */
  KeySet current();

  /**
   * Looks for newer ones because a token names one that is not there; null when that was done a
   * moment ago and is not to be done again. The future never fails and completes anywhere.
   */
  @Nullable Future<Void> refresh();

  @Override
  void close();

  /** Those of a file, which is looked at by itself. */
  static Keys of(WatchedFile<KeySet> file) {
    return new Keys() {
      @Override
      public KeySet current() {
        return file.current();
      }

      @Override
      public @Nullable Future<Void> refresh() {
        return null;
      }

      @Override
      public void close() {
        file.close();
      }
    };
  }
}
