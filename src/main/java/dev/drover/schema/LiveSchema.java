package dev.drover.schema;

import dev.drover.config.SchemaConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema by its name, in its newest version: what came last from its source, together with all
 * that is {@linkplain Derived derived} from it. Safe for all threads; nothing here waits for a
 * source.
 */
public final class LiveSchema {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSchema.class);

  /**
   * What is known at one time.
   *
   * @param schema the newest version; null when none has come yet
   * @param since when that version came; null when none has
   * @param problem why the source could not be read when it was looked at last; empty when it could
   * @param changes what the newest version has changed, in sentences
   */
  public record State(
      @Nullable Schema schema, @Nullable Instant since, String problem, List<String> changes) {}

  private final String name;
  private final SchemaConfig config;
  private final Map<Object, Derived<?>> derived = new LinkedHashMap<>();
  private volatile State state = new State(null, null, "It has not been read yet.", List.of());
  private volatile Runnable refresh = () -> {};

  /** One that no version has come of yet. */
  public LiveSchema(String name, SchemaConfig config) {
    this.name = name;
    this.config = config;
  }

  /** One that is part of the program: it is there from the start, and never changes. */
  public static LiveSchema fixed(Schema schema) {
    LiveSchema live = new LiveSchema(schema.name(), SchemaConfig.reflected(schema.name()));
    live.state = new State(schema, Instant.now(), "", List.of());
    return live;
  }

  public String name() {
    return name;
  }

  /** Where it comes from. */
  public SchemaConfig config() {
    return config;
  }

  public State state() {
    return state;
  }

  /**
   * What is made of each version. The same key always means the same maker, and gives the same
   * object: event loops share it.
   */
  @SuppressWarnings("unchecked") // the key stands for the type
  public synchronized <T> Derived<T> derive(Object key, Derived.Maker<T> maker) {
    Derived<?> known = derived.get(key);
    if (known == null) {
      Derived<T> made = new Derived<>(maker);
      Schema schema = state.schema();
      if (schema != null) {
        made.prepare(schema).run();
      }
      derived.put(key, made);
      known = made;
    }
    return (Derived<T>) known;
  }

  /**
   * A version has come from the source. Nothing happens when it is the one that is known. Takes as
   * long as what is derived takes to make: not for an event loop.
   *
   * @return whether it is another version
   */
  public synchronized boolean publish(Schema next) {
    Schema before = state.schema();
    if (before != null && before.sameAs(next)) {
      state = new State(before, state.since(), "", state.changes());
      return false;
    }
    List<String> changes =
        before == null ? List.of() : SchemaDiff.between(before, next).sentences();
    List<Runnable> swaps = new ArrayList<>();
    for (Derived<?> each : derived.values()) {
      swaps.add(each.prepare(next));
    }
    state = new State(next, Instant.now(), "", changes);
    swaps.forEach(Runnable::run);
    tell(before == null, changes);
    return true;
  }

  private void tell(boolean first, List<String> changes) {
    if (first) {
      LOG.info("Schema {} is here, from {}.", name, config.source());
    } else {
      LOG.info("Schema {} has changed: {}", name, String.join(" ", changes));
    }
    for (Derived<?> each : derived.values()) {
      if (!each.problem().isEmpty()) {
        LOG.warn("Schema {} lacks what a route needs: {}", name, each.problem());
      }
    }
  }

  /** The source could not be read; the version that is known stays in force. */
  public synchronized void failed(String problem) {
    if (!problem.equals(state.problem())) {
      LOG.warn("Schema {} could not be read from {}: {}", name, config.source(), problem);
    }
    state = new State(state.schema(), state.since(), problem, state.changes());
  }

  /** Asks for the source to be looked at soon, since something does not fit any longer. */
  public void refresh() {
    refresh.run();
  }

  /** Says what is to be done when a refresh is asked for; it is asked on any thread, and often. */
  public void onRefresh(Runnable action) {
    refresh = action;
  }
}
