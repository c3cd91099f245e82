package dev.drover.upstream.health;

import io.vertx.core.Future;
import java.util.function.Consumer;

/** One way to find out whether an endpoint works. Confined to one event loop. */
public interface Check {
  /**
   * Looks once. Not called again before that has ended, or was {@linkplain #abandon abandoned}.
   *
   * @return fails with a message that says what is wrong
   */
  Future<Void> look();

  /** Gives up what is under way, and closes its connection. */
  void abandon();

  /**
   * Where an endpoint speaks up unasked, its words go there: empty when it is well, else what is
   * wrong.
   */
  default void whenTold(Consumer<String> listener) {}
}
