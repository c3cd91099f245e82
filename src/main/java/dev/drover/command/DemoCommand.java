package dev.drover.command;

import dev.drover.demo.Address;
import dev.drover.demo.Demo;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = "Starts a gateway on this machine with small origins behind it, to try.",
    footer = {"", "Exit code 3: with --once, an answer was wrong."})
final class DemoCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "The gateway's port, 0 for any free one; ${DEFAULT-VALUE} when absent.")
  private int port;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "9901",
      description = "The admin port, 0 for any free one; ${DEFAULT-VALUE} when absent.")
  private int adminPort;

  @Option(
      names = "--once",
      description = "Makes every call that is printed otherwise, says how each went, and ends.")
  private boolean once;

  private DemoCommand(Console console) {
    this.console = console;
  }

  /** The command with its own command. */
  static CommandLine with(Console console) {
    return new CommandLine(new DemoCommand(console)).addSubcommand(new HerdDemoCommand(console));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long began = System.nanoTime();
    JsonObject configuration = new JsonObject(Demo.configuration());
    Address address = new Address(free(port), free(adminPort));
    int instances = VertxDefaults.instances();
    Vertx vertx =
        Vertx.builder()
            .with(
                VertxDefaults.measured(
                    new VertxOptions(VertxDefaults.complete(new JsonObject(), instances))))
            .build();
    try {
      Demo demo =
          Demo.start(vertx, configuration, address, Demo.files(), instances, !once)
              .toCompletionStage()
              .toCompletableFuture()
              .get();
      Termination.runs(demo::stop);
      return once ? tryAll(demo) : print(demo, address, began);
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      console.err().println("drover: " + StartFailure.sentence(cause));
      vertx.close();
      return ExitCode.CANNOT_START;
    }
  }

  private int print(Demo demo, Address address, long began) {
    console
        .out()
        .printf(
            "Drover listens on http://localhost:%d, for operators on http://localhost:%d, since"
                + " %d ms. Try, in another shell:%n%n",
            address.listener(), address.admin(), (System.nanoTime() - began) / 1_000_000);
    demo.print(console.out());
    console.out().println("Ctrl-C stops it.");
    return ExitCode.RUNNING;
  }

  private int tryAll(Demo demo) throws InterruptedException, ExecutionException {
    boolean right = demo.tryAll(console.out()).toCompletionStage().toCompletableFuture().get();
    demo.stop().toCompletionStage().toCompletableFuture().get();
    return right ? ExitCode.OK : ExitCode.WRONG_ANSWER;
  }

  static int free(int port) throws IOException {
    if (port != 0) {
      return port;
    }
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }
}
