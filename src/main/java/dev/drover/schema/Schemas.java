package dev.drover.schema;

import dev.drover.config.SchemaConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The schemas of a gateway by their names. Safe for all threads. */
public final class Schemas {
  private final Map<String, LiveSchema> byName = new LinkedHashMap<>();
  private final int configured;

  /** Those of a configuration; none has a version yet. */
  public Schemas(Map<String, SchemaConfig> configs) {
    configured = configs.size();
    configs.forEach((name, config) -> byName.put(name, new LiveSchema(name, config)));
  }

  /** All of them, in the order of the configuration. */
  public synchronized Collection<LiveSchema> all() {
    return List.copyOf(byName.values());
  }

  /** The newest versions of those that have any. */
  public List<Schema> current() {
    List<Schema> current = new ArrayList<>();
    for (LiveSchema live : all()) {
      Schema schema = live.state().schema();
      if (schema != null) {
        current.add(schema);
      }
    }
    return current;
  }

  /**
   * The schema that a bridge to an upstream uses: the one it names; else the one that is read from
   * that upstream by reflection; else the only one; and when there is none at all, the upstream is
   * asked for it.
   *
   * @param named the name it gives, which must exist
   * @return empty when there are several and none is this upstream's
   */
  public synchronized Optional<LiveSchema> of(Optional<String> named, String upstream) {
    Optional<LiveSchema> known = known(named, upstream);
    if (known.isPresent() || named.isPresent() || configured > 1) {
      return known;
    }
    LiveSchema implied = new LiveSchema(upstream, SchemaConfig.reflected(upstream));
    byName.put(upstream, implied);
    return Optional.of(implied);
  }

  /**
   * The same for who can do without: no upstream is asked for its schema because of it.
   *
   * @return empty when there is none, or there are several and none is this upstream's
   */
  public synchronized Optional<LiveSchema> known(Optional<String> named, String upstream) {
    if (named.isPresent()) {
      return Optional.ofNullable(byName.get(named.get()));
    }
    Optional<String> self = Optional.of(upstream);
    for (LiveSchema live : byName.values()) {
      if (live.config().reflection().equals(self)) {
        return Optional.of(live);
      }
    }
    return configured == 1 ? Optional.of(byName.values().iterator().next()) : Optional.empty();
  }
}
