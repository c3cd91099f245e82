package dev.drover.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.admin.Apis;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "openapi",
    description = "Prints the OpenAPI document of the routes that transcode.")
final class OpenApiCommand extends FileCommand {
  @Option(
      names = "--route",
      paramLabel = "ID",
      description = "The route whose document is printed; one of all routes otherwise.")
  private String route = "";

  OpenApiCommand(Configurations configurations, Console console) {
    super(configurations, console);
  }

  @Override
  int print(Document document, Configurations configurations, Console console) {
    Apis apis = configurations.apis(document.text(), document.source());
    Optional<ObjectNode> printed = route.isEmpty() ? apis.merged() : apis.of(route);
    if (printed.isPresent()) {
      console.out().println(printed.get().toPrettyString());
      return ExitCode.OK;
    }
    console
        .err()
        .println(
            apis.routes().isEmpty()
                ? "The configuration has no transcoding routes whose schema is in files; a running gateway"
                    + " has the others at /openapi.json of its admin port."
                : "No transcoding route is called \""
                    + route
                    + "\"; there are: "
                    + String.join(", ", apis.routes())
                    + ".");
    return ExitCode.CANNOT_START;
  }
}
