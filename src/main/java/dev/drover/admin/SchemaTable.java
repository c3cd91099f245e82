package dev.drover.admin;

import java.util.List;

/** The schemas on the front page; left out where there are none. */
final class SchemaTable {
  private SchemaTable() {}

  static void write(Html html, List<SchemaView> schemas) {
    if (schemas.isEmpty()) {
      return;
    }
    html.section("Schemas", Integer.toString(schemas.size()), "/schemas");
    html.table("Schema", "Source", "State", "Version", "#Age", "Services", "Note");
    for (SchemaView schema : schemas) {
      html.raw("<tr>")
          .cell("strong", schema.name())
          .cell("mono", schema.source())
          .raw("<td>")
          .pill(type(schema), state(schema))
          .raw("</td>")
          .cell("mono", schema.version())
          .cell("number", schema.present() ? Words.duration(schema.ageSeconds()) : "")
          .raw("<td>");
      for (SchemaView.Service service : schema.services()) {
        html.raw("<span class=\"chip\">").text(service.name()).raw("</span>");
      }
      html.raw("</td>").cell("soft", note(schema)).raw("</tr>");
    }
    html.endTable().endSection();
  }

  private static String type(SchemaView schema) {
    return !schema.present() ? "bad" : schema.problem().isEmpty() ? "" : "warn";
  }

  private static String state(SchemaView schema) {
    return !schema.present() ? "absent" : schema.problem().isEmpty() ? "fresh" : "stale";
  }

  private static String note(SchemaView schema) {
    return schema.problem().isEmpty() ? String.join(" ", schema.changes()) : schema.problem();
  }
}
