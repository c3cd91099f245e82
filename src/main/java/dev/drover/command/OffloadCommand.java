package dev.drover.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "offload",
    description = {
      "Work that computes and work that waits: on an event loop, on threads, on virtual threads and",
      "in other processes. Prints the table of docs/workers.md as it is on this machine."
    })
final class OffloadCommand implements Callable<Integer> {
  private final Console console;

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

  OffloadCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (child) {
      console.out().println(OffloadBench.child(jobs, waits));
    } else {
      new OffloadBench(jobs, waits, processes).print(console.out());
    }
    console.out().flush();
    return ExitCode.OK;
  }
}
