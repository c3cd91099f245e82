package dev.drover.matrix;

import java.util.List;

/** The table of the page, from what the test runs. */
final class Table {
  static final String BEGIN = "<!-- table -->\n";
  static final String END = "<!-- /table -->";

  private Table() {}

  static String of(List<Client> clients) {
    StringBuilder out = new StringBuilder("| client | messages |");
    for (Kind kind : Kind.values()) {
      out.append(' ').append(kind.label).append(" |");
    }
    out.append(" compressed |\n|---|---|---|---|---|---|---|\n");
    for (Client client : clients) {
      out.append("| ").append(client.label()).append(" | ").append(client.codec()).append(" |");
      for (Kind kind : Kind.values()) {
        out.append(client.carries(kind) ? " yes |" : " refused |");
      }
      out.append(client.packs() ? " gzip |\n" : " no |\n");
    }
    return out.toString();
  }
}
