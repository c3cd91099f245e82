package dev.drover.command;

import dev.drover.demo.CaseStudyRun;
import dev.drover.limit.CaseStudy;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "case-study",
    description = {
      "A dependency becomes slow: 20 calls a second, 10 s each, for a minute, through a pool of 100",
      "threads, an event loop, a limit of 100 and a deadline of 3 s. Prints what arithmetic predicts",
      "and what a gateway does."
    })
final class CaseStudyCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = "20",
      description = "So many times faster; 1 takes ten minutes. ${DEFAULT-VALUE} when absent.")
  private int times;

  CaseStudyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (times < 1 || times > 100) {
      console.err().println("drover: --times is 1 to 100, not " + times + ".");
      return ExitCode.CANNOT_START;
    }
    Vertx vertx = Vertx.vertx();
    try {
      List<CaseStudyRun.Result> results =
          CaseStudyRun.run(vertx, times, DemoCommand.free(0))
              .toCompletionStage()
              .toCompletableFuture()
              .get();
      print(results);
      return ExitCode.OK;
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      console.err().println("drover: " + StartFailure.sentence(cause));
      return ExitCode.CANNOT_START;
    } finally {
      vertx.close();
    }
  }

  private void print(List<CaseStudyRun.Result> results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "route",
            "",
            "answered",
            "refused",
            "late",
            "at once",
            "waiting",
            "full at",
            "median",
            "longest"));
    for (CaseStudyRun.Result result : results) {
      rows.add(row(result.route(), "predicted", result.predicted()));
      rows.add(row("", "measured", result.measured()));
    }
    CaseStudy study = CaseStudy.PAPER.faster(times);
    console
        .out()
        .printf(
            Locale.ROOT,
            "%.0f calls a second for %d ms, of which each takes %d ms (%d times faster than the"
                + " paper).%n%n",
            study.perSecond(),
            study.length().toMillis(),
            study.latency().toMillis(),
            times);
    Columns.print(rows, console.out());
  }

  private static List<String> row(String route, String what, CaseStudy.Outcome outcome) {
    return List.of(
        route,
        what,
        Integer.toString(outcome.served()),
        Integer.toString(outcome.refused()),
        Integer.toString(outcome.late()),
        Integer.toString(outcome.inFlight()),
        Integer.toString(outcome.queued()),
        outcome.saturatedNanos().isEmpty() ? "-" : millis(outcome.saturatedNanos().getAsLong()),
        millis(outcome.medianNanos()),
        millis(outcome.longestNanos()));
  }

  private static String millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
  }
}
