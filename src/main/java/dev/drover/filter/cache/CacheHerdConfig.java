package dev.drover.filter.cache;

import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import dev.drover.config.Shorthand;
import dev.drover.config.Size;
import java.time.Duration;

/** What the nodes of a herd give each other of a cache. */
@Doc("What the nodes of the herd give each other: what one has fetched, the others have, too.")
@Shorthand("enabled")
public record CacheHerdConfig(
    @Doc("Whether they do.") @Default("true") boolean enabled,
    @Doc("How long an answer may be that other nodes are given, its header included.")
        @Default("256KiB")
        @Range(min = "1KiB", max = "4MiB")
        Size maxEntry,
    @Doc("How much this node gives the others in a second; what is more stays here.")
        @Default("8MiB")
        @Range(min = "4KiB", max = "1GiB")
        Size bytesPerSecond,
    @Doc(
            "How long requests wait for what another node has gone for, before one of them goes itself;"
                + " 0s for not at all.")
        @Default("100ms")
        @Range(min = "0s", max = "30s")
        Duration waitTime)
    implements Checked {

  @Override
  public void check(Problems problems) {
    if (maxEntry.compareTo(bytesPerSecond) > 0) {
      problems.at("maxEntry").add("is more than other nodes may be given in a second");
    }
  }
}
