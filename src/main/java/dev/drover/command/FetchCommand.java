package dev.drover.command;

import dev.drover.config.InvalidConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "fetch",
    description = {
      "Makes the calls of a plan and writes what they bring, a line of JSON for each.",
      "A plan is a JSON document of upstreams and one handler that makes many calls, such as",
      "aggregate."
    },
    footer = {"", "Exit code 4: something has not come; standard error says what."})
final class FetchCommand implements Callable<Integer> {
  private static final String GATEWAY = "dev.drover.GatewayVerticle";
  private static final String HOST = "127.0.0.1";
  private static final Set<String> SECTIONS = Set.of("upstreams", "schemas", "tasks", "tracing");
  private static final int MOST_TOLD = 10;

  private final Configurations configurations;
  private final Console console;

  @Parameters(paramLabel = "PLAN", description = "The plan.")
  private String plan = "";

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "What the plan's expressions know as query.NAME.")
  private Map<String, String> values = new LinkedHashMap<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where the lines go; standard output when absent.")
  private @Nullable String output;

  FetchCommand(Configurations configurations, Console console) {
    this.configurations = configurations;
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      int port = DemoCommand.free(0);
      JsonObject gateway = gateway(new JsonObject(Document.read(plan).text()), port);
      configurations.check(gateway.encode(), plan);
      return run(gateway, port);
    } catch (DecodeException wrong) {
      String why = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
      return end(plan + ": expected a JSON object: " + why, ExitCode.BAD_CONFIGURATION);
    } catch (Document.Unreadable unreadable) {
      return end(String.valueOf(unreadable.getMessage()), ExitCode.BAD_CONFIGURATION);
    } catch (InvalidConfig invalid) { // the plan is the only route; its places begin there
      String problems = String.valueOf(invalid.getMessage()).replaceAll("(?m): /routes/0\\b", ": ");
      return end(problems.replace(": : ", ": "), ExitCode.BAD_CONFIGURATION);
    } catch (IOException broken) {
      return end("drover: " + broken.getMessage(), ExitCode.CANNOT_START);
    }
  }

  private int end(String sentence, int code) {
    console.err().println(sentence);
    return code;
  }

  /** A gateway whose only route is the plan. */
  private static JsonObject gateway(JsonObject plan, int port) {
    JsonObject gateway =
        new JsonObject()
            .put("listeners", JsonArray.of(new JsonObject().put("host", HOST).put("port", port)))
            .put("accessLog", new JsonObject().put("enabled", false));
    JsonObject route = new JsonObject().put("id", "plan");
    plan.forEach(
        member ->
            (SECTIONS.contains(member.getKey()) ? gateway : route)
                .put(member.getKey(), member.getValue()));
    return gateway.put("routes", JsonArray.of(route));
  }

  private int run(JsonObject gateway, int port) throws IOException, InterruptedException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      vertx
          .deployVerticle(GATEWAY, new DeploymentOptions().setConfig(gateway))
          .toCompletionStage()
          .toCompletableFuture()
          .get();
      return fetch(port);
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      return end("drover: " + StartFailure.sentence(cause), ExitCode.CANNOT_START);
    } finally {
      vertx.close();
    }
  }

  private int fetch(int port) throws IOException, InterruptedException {
    String query =
        values.entrySet().stream()
            .map(value -> encoded(value.getKey()) + "=" + encoded(value.getValue()))
            .collect(Collectors.joining("&"));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + port + "/?" + query))
            .header("accept", "application/x-ndjson, application/json;q=0.5")
            .build();
    HttpResponse<InputStream> answer =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      return answer.statusCode() < 300
          ? written(lines, answer.headers().firstValueAsLong("drover-parts").orElse(0))
          : end("drover: " + detail(String.valueOf(lines.readLine())), ExitCode.INCOMPLETE);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private int written(BufferedReader lines, long total) throws IOException {
    boolean file = output != null;
    PrintWriter out =
        output == null
            ? console.out()
            : new PrintWriter(Files.newBufferedWriter(Path.of(output)), true);
    ProgressBar bar = new ProgressBar(console.err(), ProgressBar.seen(), System::nanoTime);
    long done = 0;
    long failed = 0;
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.println(line);
        bar.show(++done, total);
        if (line.startsWith("{\"error\":") && ++failed <= MOST_TOLD) {
          console.err().println((ProgressBar.seen() ? "\n" : "") + "drover: " + detail(line));
        }
      }
    } catch (IOException broken) {
      return end("drover: The answer has broken off: " + broken.getMessage(), ExitCode.INCOMPLETE);
    } finally {
      bar.end();
      out.flush();
      if (file) {
        out.close();
      }
    }
    if (out.checkError()) {
      return end("drover: The lines cannot be written.", ExitCode.CANNOT_START);
    }
    return failed == 0 ? ExitCode.OK : ExitCode.INCOMPLETE;
  }

  /** What a line or a problem says of a failure. */
  private static String detail(String json) {
    try {
      JsonObject problem = new JsonObject(json);
      JsonObject error = problem.getJsonObject("error", problem);
      String call = error.getString("call", "");
      String index = error.containsKey("index") ? "[" + error.getValue("index") + "]" : "";
      String text = error.getString("detail", error.getString("reason", json));
      return call.isEmpty() ? text : call + index + ": " + text;
    } catch (DecodeException | ClassCastException other) {
      return json;
    }
  }
}
