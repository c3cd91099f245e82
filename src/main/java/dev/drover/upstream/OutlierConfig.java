package dev.drover.upstream;

import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import dev.drover.config.Shorthand;
import dev.drover.limit.OutlierRules;
import java.time.Duration;
import java.util.Optional;

/** Which endpoints are left alone for a while for how their calls end, and for how long. */
@Doc("Endpoints whose calls end worse than they should are left alone for a while.")
public record OutlierConfig(
    @Doc("Whether any is.") @Default("true") boolean enabled,
    @Doc("After so many failed calls in a row; 0 for never.")
        @Default("5")
        @Range(min = "0", max = "10000")
        int failures,
    @Doc("Endpoints are compared with one another after each such time.")
        @Default("10s")
        @Range(min = "100ms", max = "1h")
        Duration interval,
    @Doc(
            "When the share of good calls is lower than the mean of all by that many hundredths of"
                + " the standard deviation; 0 for never. Five endpoints of 100 calls are needed.")
        @Default("190")
        @Range(min = "0", max = "1000")
        int deviation,
    @Doc("When that percentage of at least 50 calls has failed; 0 for never.")
        @Default("0")
        @Range(min = "0", max = "100")
        int failureShare,
    @Doc(
            "When the average latency is that percentage of the others' median; 0 for never. Three"
                + " endpoints of 50 calls are needed.")
        @Default("0")
        @Range(min = "0", max = "100000")
        int latency,
    @Doc("For how long the first time; twice as long the second time, and so on.")
        @Default("2s")
        @Range(min = "10ms", max = "1h")
        Duration ejection,
    @Doc("For how long at most.") @Default("8s") @Range(min = "10ms", max = "1d") Duration longest,
    @Doc("The percentage of all endpoints that may be left alone at once, rounded up; one may.")
        @Default("50")
        @Range(min = "0", max = "100")
        int share,
    @Doc("So many calls must go well before an endpoint has its full share again.")
        @Default("3")
        @Range(min = "1", max = "100")
        int probes,
    @Doc("Whether nodes of the herd eject together; each for itself when absent.")
        Optional<HerdShare> herd)
    implements Checked {

  /** How nodes of a herd eject together. */
  @Doc("How nodes of the herd eject together.")
  @Shorthand("nodes")
  public record HerdShare(
      @Doc(
              "How many must have seen an endpoint fail at the same time, before it is out for all; with"
                  + " 1, one whose own network is broken ejects for all.")
          @Default("2")
          @Range(min = "1", max = "1000")
          int nodes) {}

  @Override
  public void check(Problems problems) {
    if (longest.compareTo(ejection) < 0) {
      problems.at("longest").add("must not be less than ejection");
    }
  }

  OutlierRules rules() {
    long base = ejection.toNanos();
    int inRow = enabled ? failures : 0;
    return new OutlierRules(
        inRow,
        inRow,
        inRow,
        interval.toNanos(),
        new OutlierRules.SuccessRate(5, 100, enabled ? deviation / 100.0 : 0),
        new OutlierRules.FailureShare(1, 50, enabled ? failureShare / 100.0 : 0),
        new OutlierRules.Latency(3, 50, enabled ? latency / 100.0 : 0, 0, 0.1),
        new OutlierRules.Ejection(
            base, Math.max(base, longest.toNanos()), base / 4, share / 100.0, probes));
  }
}
