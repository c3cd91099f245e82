package dev.drover.admin;

import dev.drover.herd.HerdState;

/** The links of the herd on the front page. */
final class HerdTable {
  private HerdTable() {}

  static void write(Html html, HerdState herd) {
    html.section("Herd", herd.node() + " of " + herd.members().size(), "/herd");
    if (herd.links().isEmpty()) {
      html.empty("No other node is known.").endSection();
      return;
    }
    html.table("Neighbour", "Address", "State", "#Sent", "#Received", "#Dropped", "#Silent");
    for (HerdState.Peer link : herd.links()) {
      html.raw("<tr>")
          .cell("strong", link.id())
          .cell("mono", link.address())
          .raw("<td>")
          .pill(link.up() ? "" : "bad", link.up() ? "up" : "down")
          .raw("</td>")
          .cell("number", Words.count(link.sent()))
          .cell("number", Words.count(link.received()))
          .cell(link.dropped() > 0 ? "number bad-text" : "number", Words.count(link.dropped()))
          .cell("number", link.silentMs() < 0 ? "" : Words.duration(link.silentMs() / 1000.0))
          .raw("</tr>");
    }
    html.endTable().endSection();
  }
}
