package dev.drover.limit;

import dev.drover.limit.Outliers.Cause;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What makes an endpoint an outlier, and for how long it is ejected. The names, the algorithms and
 * most values are those of Envoy's outlier detection; latency and probes are Drover's.
 *
 * @param failures ejected after so many failures of any kind in a row; 0 for never
 * @param gatewayFailures ejected after so many gateway or local failures in a row; 0 for never
 * @param localFailures ejected after so many local failures in a row; 0 for never
 * @param intervalNanos calls are counted for so long before endpoints are compared
 * @param successRate endpoints that fail far more often than the others
 * @param failureShare endpoints that fail too often whatever the others do
 * @param latency endpoints that are far slower than the others
 * @param ejection for how long, and how many
 */
public record OutlierRules(
    int failures,
    int gatewayFailures,
    int localFailures,
    long intervalNanos,
    SuccessRate successRate,
    FailureShare failureShare,
    Latency latency,
    Ejection ejection) {

  private static final long SECOND = 1_000_000_000;

  /** Five failures in a row, or the success rate; ejected for 30 s the first time. */
  public static final OutlierRules USUAL =
      new OutlierRules(
          5,
          5,
          5,
          10 * SECOND,
          new SuccessRate(5, 100, 1.9),
          new FailureShare(5, 50, 0),
          new Latency(3, 50, 0, 0, 0.1),
          new Ejection(30 * SECOND, 300 * SECOND, 3 * SECOND, 0.5, 3));

  /**
   * Ejects endpoints whose success rate in an interval is less than mean - factor x standard
   * deviation, that of the whole population.
   *
   * @param endpoints how many endpoints need enough calls for a mean to mean something
   * @param calls how many calls are enough
   * @param factor of the standard deviation; 0 for never
   */
  public record SuccessRate(int endpoints, int calls, double factor) {
    List<Tally> outliers(List<Tally> all) {
      List<Tally> counted = all.stream().filter(tally -> tally.calls() >= calls).toList();
      if (factor <= 0 || counted.size() < endpoints) {
        return List.of();
      }
      double mean = counted.stream().mapToDouble(Tally::successRate).average().orElse(0);
      double variance =
          counted.stream()
              .mapToDouble(tally -> Math.pow(tally.successRate() - mean, 2))
              .average()
              .orElse(0);
      double least = mean - factor * Math.sqrt(variance);
      return counted.stream().filter(tally -> tally.successRate() < least).toList();
    }
  }

  /**
   * Ejects endpoints of whose calls in an interval at least so many have failed.
   *
   * @param endpoints how many endpoints there must be
   * @param calls how many calls are enough
   * @param share from 0 to 1; 0 for never
   */
  public record FailureShare(int endpoints, int calls, double share) {
    List<Tally> outliers(List<Tally> all) {
      return share <= 0 || all.size() < endpoints
          ? List.of()
          : all.stream()
              .filter(tally -> tally.calls() >= calls)
              .filter(tally -> tally.calls() - tally.successes() >= share * tally.calls())
              .toList();
    }
  }

  /**
   * Ejects endpoints whose average latency is more than factor x the median of the others' and more
   * than {@code atLeastNanos}. Only successes are measured.
   *
   * @param endpoints how many endpoints need enough calls
   * @param calls how many successes are enough
   * @param factor of the median of the others; 0 for never
   * @param atLeastNanos slower than this is slow at all
   * @param weight of the latest sample in the moving average, greater than 0 and up to 1
   */
  public record Latency(int endpoints, int calls, double factor, long atLeastNanos, double weight) {
    List<Tally> outliers(List<Tally> all) {
      List<Tally> timed = all.stream().filter(tally -> tally.successes() >= calls).toList();
      if (factor <= 0 || timed.size() < Math.max(2, endpoints)) {
        return List.of();
      }
      double[] sorted = timed.stream().mapToDouble(Tally::latency).sorted().toArray();
      return timed.stream()
          .filter(tally -> tally.latency() > atLeastNanos)
          .filter(tally -> tally.latency() > factor * medianWithout(sorted, tally.latency()))
          .toList();
    }

    private static double medianWithout(double[] sorted, double value) {
      int gone = Arrays.binarySearch(sorted, value);
      int count = sorted.length - 1;
      int low = (count - 1) / 2;
      int high = count / 2;
      return (sorted[low < gone ? low : low + 1] + sorted[high < gone ? high : high + 1]) / 2;
    }
  }

  /**
   * How long, and how many. The time is base x ejections in a row, at most {@code maxNanos}, plus a
   * random part of the jitter. Each interval without an ejection takes one off the count.
   *
   * @param baseNanos for the first ejection
   * @param maxNanos for any
   * @param jitterNanos added at most, so that gateways do not come back all at once
   * @param share how many of all endpoints may be ejected, from 0 to 1, rounded up; one always may
   * @param probes how many calls must succeed before it has its full share again, at least 1; they
   *     are sent one at first, then up to two at once, and so on
   */
  public record Ejection(
      long baseNanos, long maxNanos, long jitterNanos, double share, int probes) {
    public Ejection {
      if (baseNanos <= 0 || maxNanos < baseNanos || jitterNanos < 0) {
        throw new IllegalArgumentException(
            "An ejection lasts more than 0 ns and has a maximum that is no less, not "
                + baseNanos
                + " ns, "
                + maxNanos
                + " ns and a jitter of "
                + jitterNanos
                + " ns.");
      }
      if (!(share >= 0 && share <= 1) || probes < 1) {
        throw new IllegalArgumentException(
            "Ejections take 0 to 1 of all endpoints and end with at least 1 probe, not "
                + share
                + " and "
                + probes
                + ".");
      }
    }
  }

  /** Whether what an endpoint has done in a row is too much. */
  @Nullable Cause inRow(Tally tally) {
    if (failures > 0 && tally.inRow() >= failures) {
      return Cause.FAILURES;
    }
    if (gatewayFailures > 0 && tally.gatewayInRow() >= gatewayFailures) {
      return Cause.GATEWAY_FAILURES;
    }
    return localFailures > 0 && tally.localInRow() >= localFailures ? Cause.LOCAL_FAILURES : null;
  }

  /** Adds those that stand out among all that are not ejected, each with the first cause. */
  void compare(List<Tally> all, Map<Tally, Cause> outliers) {
    successRate.outliers(all).forEach(tally -> outliers.putIfAbsent(tally, Cause.SUCCESS_RATE));
    failureShare.outliers(all).forEach(tally -> outliers.putIfAbsent(tally, Cause.FAILURE_SHARE));
    latency.outliers(all).forEach(tally -> outliers.putIfAbsent(tally, Cause.LATENCY));
  }
}
