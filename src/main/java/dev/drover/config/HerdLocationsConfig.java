package dev.drover.config;

import java.time.Duration;

/** What a node keeps of the locations of clients. */
@Doc("What a node keeps of the locations of clients.")
public record HerdLocationsConfig(
    @Doc(
            "What a node that joins learns: strict, only what is said from then on; snapshot, all"
                + " that its neighbours know.")
        @Default("snapshot")
        Join join,
    @Doc("How many clients are kept; those with the oldest times go first.")
        @Default("100000")
        @Range(min = "1", max = "10000000")
        int entries,
    @Doc("How long a location is kept after this node has learned it.")
        @Default("1d")
        @Range(min = "1s", max = "365d")
        Duration ttl) {
  /** What a node that joins learns. */
  public enum Join {
    STRICT,
    SNAPSHOT
  }
}
