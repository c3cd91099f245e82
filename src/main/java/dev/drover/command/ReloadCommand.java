package dev.drover.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "reload",
    description = "Has a gateway that runs use another configuration, with no request lost.")
final class ReloadCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int OK = 200;
  private static final int UNUSABLE = 422;

  private final Console console;

  @ArgGroup(multiplicity = "1")
  private ConfigurationArgument configuration = new ConfigurationArgument();

  @Option(
      names = "--admin",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:9901",
      description = "The admin port of the gateway; ${DEFAULT-VALUE} when absent.")
  private String admin = "";

  @Option(
      names = "--herd",
      description = "On all nodes of its herd, or on none when one of them cannot use it.")
  private boolean herd;

  ReloadCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      Document document = configuration.read();
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(admin + "/reload" + (herd ? "?herd" : "")))
                      .timeout(PATIENCE)
                      .header("content-type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(document.text()))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      return print(answer.statusCode(), new ObjectMapper().readTree(answer.body()), document);
    } catch (Document.Unreadable unreadable) {
      console.err().println(unreadable.getMessage());
      return ExitCode.BAD_CONFIGURATION;
    } catch (IllegalArgumentException wrong) {
      return refuse("\"" + admin + "\" is no address of an admin port, such as http://[::1]:9901.");
    } catch (JsonProcessingException other) {
      return refuse("What answers on " + admin + " is no admin port of Drover.");
    } catch (IOException unreachable) {
      return refuse("The admin port " + admin + " cannot be reached; --admin says another.");
    }
  }

  private int print(int status, JsonNode answer, Document document) {
    if (status == OK) {
      JsonNode changes = answer.path("changes");
      changes.forEach(change -> console.out().println(change.asText()));
      if (changes.isEmpty()) {
        console.out().println("Nothing has changed.");
      }
      return ExitCode.OK;
    }
    if (status == UNUSABLE) {
      console.err().println(answer.path("error").asText());
      String source = answer.path("source").asText();
      for (JsonNode problem : answer.path("problems")) {
        String place = problem.path("pointer").asText();
        console
            .err()
            .println(
                (source.startsWith("node ") ? source : document.source())
                    + (place.isEmpty() ? ": " : ": " + place + ": ")
                    + problem.path("message").asText());
      }
      return ExitCode.BAD_CONFIGURATION;
    }
    return refuse(answer.path("error").asText("The admin port has answered with " + status + "."));
  }

  private int refuse(String sentence) {
    console.err().println("drover: " + sentence);
    return ExitCode.CANNOT_START;
  }
}
