package dev.drover.command;

import dev.drover.demo.HerdDemo;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "herd",
    description = {
      "Starts five nodes of a herd in five processes on this machine, tells one of them something,",
      "kills one and starts it again, and shows what was said between them."
    },
    footer = {"", "Exit code 3: something did not go as it should."})
final class HerdDemoCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--once", description = "Ends when the story is told.")
  private boolean once;

  HerdDemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    HerdDemo demo;
    try {
      demo = HerdDemo.start(console.out(), System.getProperty("java.class.path", ""));
    } catch (IOException | ExecutionException failed) {
      console.err().println("drover: " + failed.getMessage());
      return ExitCode.CANNOT_START;
    }
    boolean right;
    try {
      right = demo.tell();
    } catch (IOException failed) {
      console.err().println("drover: " + failed.getMessage());
      right = false;
    }
    if (once || !right) {
      demo.close();
      return right ? ExitCode.OK : ExitCode.WRONG_ANSWER;
    }
    console.out().println("Ctrl-C stops all.");
    console.out().flush();
    Runtime.getRuntime().addShutdownHook(new Thread(demo::close));
    return ExitCode.RUNNING;
  }
}
