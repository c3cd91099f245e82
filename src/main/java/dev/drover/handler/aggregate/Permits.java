package dev.drover.handler.aggregate;

import org.jspecify.annotations.Nullable;

/** A fixed number of permits. Each is given back once, however often that is said. */
final class Permits {
  /** One of them. */
  final class Permit {
    private boolean released;

    private Permit() {}

    /** Gives it back; does nothing when it has been. */
    void release() {
      if (!released) {
        released = true;
        free++;
      }
    }
  }

  private int free;

  Permits(int number) {
    this.free = number;
  }

  /** One of those that are free; null when none is. */
  @Nullable Permit take() {
    if (free == 0) {
      return null;
    }
    free--;
    return new Permit();
  }
}
