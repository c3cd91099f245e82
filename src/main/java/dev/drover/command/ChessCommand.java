package dev.drover.command;

import dev.drover.demo.ChessRun;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "chess",
    description = {
      "A master plays 24 games at once: 5 ms for each of her moves on one event loop, 55 ms for each",
      "reply through a gateway, 30 rounds; one board after the other, and all at once. Prints what",
      "arithmetic predicts and what a run measures. Takes a minute."
    })
final class ChessCommand implements Callable<Integer> {
  private static final int BOARDS = 24;
  private static final int[] OTHERS = {6, 12, 48};

  private final Console console;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "30",
      description = "Pairs of moves in a game. ${DEFAULT-VALUE} when absent.")
  private int rounds;

  ChessCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rounds < 1 || rounds > 1000) {
      console.err().println("drover: --rounds is 1 to 1000, not " + rounds + ".");
      return ExitCode.CANNOT_START;
    }
    Vertx vertx = Vertx.vertx();
    try (ChessRun run = await(ChessRun.start(vertx, DemoCommand.free(0), 1))) {
      await(run.play(48, 3, false));
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("boards", "played", "predicted", "measured"));
      Duration serial = await(run.play(BOARDS, rounds, true));
      rows.add(row(BOARDS, "one by one", true, serial));
      Duration async = await(run.play(BOARDS, rounds, false));
      rows.add(row(BOARDS, "all at once", false, async));
      for (int boards : OTHERS) {
        rows.add(row(boards, "all at once", false, await(run.play(boards, rounds, false))));
      }
      Columns.print(rows, console.out());
      console
          .out()
          .printf(
              Locale.ROOT,
              "%n%.1f times faster, %.1f predicted. From 12 boards on it is her moves that take the"
                  + " time.%n",
              (double) serial.toNanos() / async.toNanos(),
              (double) ChessRun.predicted(BOARDS, rounds, true).toNanos()
                  / ChessRun.predicted(BOARDS, rounds, false).toNanos());
      console.out().flush();
      return ExitCode.OK;
    } catch (ExecutionException failed) {
      vertx.close();
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      console.err().println("drover: " + StartFailure.sentence(cause));
      return ExitCode.CANNOT_START;
    }
  }

  private static <T> T await(Future<T> future) throws ExecutionException, InterruptedException {
    return future.toCompletionStage().toCompletableFuture().get();
  }

  private List<String> row(int boards, String how, boolean serial, Duration measured) {
    return List.of(
        Integer.toString(boards),
        how,
        seconds(ChessRun.predicted(boards, rounds, serial)),
        seconds(measured));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toNanos() / 1e9);
  }
}
