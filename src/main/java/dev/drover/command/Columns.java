package dev.drover.command;

import java.io.PrintWriter;
import java.util.List;

/** Prints rows of equal length under each other. */
final class Columns {
  private static final String GAP = "  ";

  private Columns() {}

  static void print(List<List<String>> rows, PrintWriter out) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        line.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
