package dev.drover.matrix;

import java.util.List;

/** The tables of the page, from what the test runs. */
final class Table {
  static final String BEGIN = "<!-- table -->\n";
  static final String END = "<!-- /table -->";

  private Table() {}

  static String of(List<Client> clients) {
    StringBuilder out = new StringBuilder();
    for (Outcome outcome : Outcome.values()) {
      out.append("- **").append(outcome.letter).append("** the call ").append(outcome.words);
      out.append(outcome == Outcome.values()[Outcome.values().length - 1] ? ".\n" : ",\n");
    }
    out.append("\n| client | messages | call |");
    Server.ALL.forEach(server -> out.append(" to ").append(server.label()).append(" |"));
    out.append("\n|---|---|---|").append("---|".repeat(Server.ALL.size())).append('\n');
    for (Client client : clients) {
      for (Kind kind : Kind.values()) {
        out.append("| ").append(client.label()).append(" | ").append(client.codec());
        out.append(" | ").append(kind.label).append(" |");
        for (Server server : Server.ALL) {
          out.append(' ').append(cell(client, kind, server)).append(" |");
        }
        out.append('\n');
      }
    }
    return out.toString();
  }

  private static String cell(Client client, Kind kind, Server server) {
    StringBuilder letters = new StringBuilder();
    for (Outcome outcome : Outcome.values()) {
      switch (Fate.of(client, kind, server, outcome)) {
        case CARRIED -> letters.append(outcome.letter);
        case NOT_BY_CLIENT -> letters.append("refused");
        case NOT_TO_SERVER -> letters.append("refused: HTTP/2 can");
        case NOTHING -> {}
      }
    }
    return letters.toString();
  }
}
