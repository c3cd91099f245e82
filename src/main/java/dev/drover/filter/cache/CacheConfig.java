package dev.drover.filter.cache;

import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import dev.drover.config.Size;
import java.time.Duration;
import java.util.Optional;

/** How much a cache keeps, and who waits for whom. */
@Doc("Keeps answers that say they may be kept (RFC 9111), for all clients of a route.")
public record CacheConfig(
    @Doc("How much room all answers may take.")
        @Default("64MiB")
        @Range(min = "64KiB", max = "64GiB")
        Size bytes,
    @Doc("How long an answer may be; a longer one passes and is not kept.")
        @Default("1MiB")
        @Range(min = "1KiB", max = "64MiB")
        Size maxEntry,
    @Doc(
            "Whether one of several requests for the same thing goes upstream, while the others wait"
                + " for its answer.")
        @Default("true")
        boolean coalesce,
    @Doc("How long they wait before they go themselves.")
        @Default("5s")
        @Range(min = "1ms", max = "5m")
        Duration waitTime,
    @Doc("How many may wait for one answer; further ones go themselves.")
        @Default("1000")
        @Range(min = "1", max = "100000")
        int waiting,
    @Doc(
            "For how much of the time since its last change an answer is fresh that does not say, in"
                + " percent, a day at most; 0 for not at all.")
        @Default("0")
        @Range(min = "0", max = "100")
        int heuristic,
    @Doc("Whether clients are told by Cache-Status (RFC 9211) what the cache has done.")
        @Default("true")
        boolean status,
    @Doc("Whether the nodes of the herd share it; each has its own when absent.")
        Optional<CacheHerdConfig> herd)
    implements Checked {

  @Override
  public void check(Problems problems) {
    if (maxEntry.compareTo(bytes) > 0) {
      problems.at("maxEntry").add("is more than all may take");
    }
  }
}
