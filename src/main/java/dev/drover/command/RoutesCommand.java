package dev.drover.command;

import dev.drover.config.Choice;
import dev.drover.config.GatewayConfig;
import dev.drover.config.MatchConfig;
import dev.drover.config.RouteConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import picocli.CommandLine.Command;

@Command(name = "routes", description = "Lists the routes of a configuration in declared order.")
final class RoutesCommand extends FileCommand {
  RoutesCommand(Configurations configurations, Console console) {
    super(configurations, console);
  }

  @Override
  int print(Document document, Configurations configurations, Console console) {
    GatewayConfig config = configurations.check(document.text(), document.source()).config();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ROUTE", "MATCH", "FILTERS", "HANDLER", "TIMEOUT"));
    for (RouteConfig route : config.routes()) {
      rows.add(
          List.of(
              route.id(),
              match(route.match()),
              route.filters().isEmpty()
                  ? "-"
                  : String.join(", ", route.filters().stream().map(Choice::name).toList()),
              route.handler().name(),
              route.timeout().map(RoutesCommand::duration).orElse("-")));
    }
    Columns.print(rows, console.out());
    return ExitCode.OK;
  }

  private static String match(MatchConfig match) {
    StringJoiner text = new StringJoiner(" ");
    if (!match.methods().isEmpty()) {
      text.add(String.join(",", match.methods()));
    }
    if (!match.hosts().isEmpty()) {
      text.add("host " + String.join(",", match.hosts()));
    }
    match.grpc().ifPresent(method -> text.add("grpc " + method));
    match.path().ifPresent(text::add);
    match.prefix().ifPresent(prefix -> text.add("prefix " + prefix));
    fields(match.headers(), "header", text);
    fields(match.query(), "query", text);
    return text.length() == 0 ? "everything" : text.toString();
  }

  private static void fields(Map<String, String> fields, String kind, StringJoiner text) {
    fields.forEach((name, value) -> text.add(kind + " " + name + "=" + value));
  }

  private static String duration(java.time.Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
