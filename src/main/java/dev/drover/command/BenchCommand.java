package dev.drover.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "bench", description = "Measures on this machine what docs/workers.md tells.")
final class BenchCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "WHAT", description = "What to measure: offload.")
  private String what = "";

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "How many jobs that compute: whether 2147483647 is prime.",
      defaultValue = "10000")
  private int jobs = 10_000;

  @Option(
      names = "--waits",
      paramLabel = "N",
      description = "How many jobs that wait for 100 ms.",
      defaultValue = "200")
  private int waits = 200;

  @Option(
      names = "--processes",
      paramLabel = "N",
      description = "How many other processes share the jobs; none when 0.",
      defaultValue = "2")
  private int processes = 2;

  @Option(names = "--child", hidden = true)
  private boolean child;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (!what.equals("offload")) {
      console.err().println("drover: there is no bench \"" + what + "\"; there is offload.");
      return ExitCode.CANNOT_START;
    }
    if (child) {
      console.out().println(OffloadBench.child(jobs, waits));
    } else {
      new OffloadBench(jobs, waits, processes).print(console.out());
    }
    console.out().flush();
    return ExitCode.OK;
  }
}
