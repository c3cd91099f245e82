package dev.drover.herd.link;

import dev.drover.bus.Inbox;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumerOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who is in the herd, as the members of a Vert.x cluster tell each other at every beat. Only this
 * is published; what a herd says goes over links. Confined to the herd's event loop.
 */
public final class BusMembers {
  private static final String ADDRESS = "herd.members";
  private static final int SILENT_BEATS = 5;

  /** After how many beats the cluster is told again that somebody listens. */
  static final int RENEWAL_BEATS = 15;

  private static final int MOST = 1000;

  private final Vertx vertx;
  private final String id;
  private final long patience;
  private final Consumer<Set<String>> changed;
  private final Inbox<String> inbox;
  private final Map<String, Long> heard = new HashMap<>();

  /**
   * @param changed told the ids of all others when one has come or gone
   */
  public BusMembers(Vertx vertx, String id, long beatNanos, Consumer<Set<String>> changed) {
    this.vertx = vertx;
    this.id = id;
    this.patience = beatNanos * SILENT_BEATS;
    this.changed = changed;
    this.inbox =
        new Inbox<>(
                vertx,
                new MessageConsumerOptions().setAddress(ADDRESS),
                (Message<String> message) -> heard(message.body()))
            .renewedEvery(Duration.ofNanos(beatNanos * RENEWAL_BEATS));
    vertx.eventBus().publish(ADDRESS, id);
  }

  private void heard(String member) {
    if (member.equals(id) || (heard.size() >= MOST && !heard.containsKey(member))) {
      return;
    }
    if (heard.put(member, System.nanoTime()) == null) {
      changed.accept(members());
      vertx.eventBus().publish(ADDRESS, id);
    }
  }

  /** To be called at each beat. */
  public void beat() {
    vertx.eventBus().publish(ADDRESS, id);
    long now = System.nanoTime();
    if (heard.values().removeIf(last -> now - last > patience)) {
      changed.accept(members());
    }
  }

  /** The ids of the others. */
  public Set<String> members() {
    return new HashSet<>(heard.keySet());
  }

  public void close() {
    inbox.close();
  }
}
