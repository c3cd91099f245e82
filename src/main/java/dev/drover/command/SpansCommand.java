package dev.drover.command;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.drover.command.otlp.Export;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "spans",
    description = {
      "Prints the traces that a gateway sends: a collector for trying.",
      "It takes OTLP over http/protobuf. In the gateway's configuration:",
      "  \"tracing\": { \"endpoint\": \"http://localhost:4318\" }"
    })
final class SpansCommand implements Callable<Integer> {
  private static final String HOST = "127.0.0.1";
  private static final int LARGEST = 16 << 20;
  private static final int BAD_REQUEST = 400;
  private static final byte[] NOTHING = {};

  private final Console console;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "4318",
      description = "Where they are sent, on this machine; ${DEFAULT-VALUE} when absent.")
  private int port;

  SpansCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    Router router = Router.router(vertx);
    router
        .post("/v1/traces")
        .handler(BodyHandler.create(false).setBodyLimit(LARGEST))
        .handler(this::take);
    try {
      int bound =
          vertx
              .createHttpServer(
                  new HttpServerOptions()
                      .setDecompressionSupported(true)
                      .setHttp2ClearTextEnabled(false))
              .requestHandler(router)
              .listen(port, HOST)
              .toCompletionStage()
              .toCompletableFuture()
              .get()
              .actualPort();
      Termination.runs(vertx::close);
      console.out().println("Spans that are sent to http://localhost:" + bound + " appear here.");
      return ExitCode.RUNNING;
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      console.err().println("drover: " + StartFailure.sentence(cause));
      vertx.close();
      return ExitCode.CANNOT_START;
    }
  }

  private void take(RoutingContext request) {
    Buffer body = request.body().buffer();
    try {
      SpanTree.print(Export.parseFrom(body == null ? NOTHING : body.getBytes()), console.out());
      request.response().putHeader("content-type", "application/x-protobuf").end();
    } catch (InvalidProtocolBufferException other) {
      request
          .response()
          .setStatusCode(BAD_REQUEST)
          .end("Expected an ExportTraceServiceRequest as protobuf.\n");
    }
  }
}
