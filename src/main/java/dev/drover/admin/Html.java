package dev.drover.admin;

/** Markup under construction. Whatever is not {@link #raw} is escaped. */
final class Html {
  private final StringBuilder text = new StringBuilder(8192);

  /** Appends markup. */
  Html raw(String markup) {
    text.append(markup);
    return this;
  }

  /** Appends text, or the value of an attribute in double quotes. */
  Html text(Object value) {
    String plain = String.valueOf(value);
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      switch (c) {
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '&' -> text.append("&amp;");
        case '"' -> text.append("&quot;");
        case '\'' -> text.append("&#39;");
        default -> text.append(c);
      }
    }
    return this;
  }

  /** Appends a table's cell of that class. */
  Html cell(String type, Object value) {
    return raw("<td class=\"").text(type).raw("\">").text(value).raw("</td>");
  }

  /** Appends a short label; {@code type} is empty, {@code warn} or {@code bad}. */
  Html pill(String type, Object value) {
    return raw("<span class=\"pill ").text(type).raw("\">").text(value).raw("</span>");
  }

  /** Opens a table with those columns; a column that begins with # holds numbers. */
  Html table(String... columns) {
    raw("<table><thead><tr>");
    for (String column : columns) {
      boolean number = column.startsWith("#");
      raw(number ? "<th class=\"number\">" : "<th>")
          .text(number ? column.substring(1) : column)
          .raw("</th>");
    }
    return raw("</tr></thead><tbody>");
  }

  Html endTable() {
    return raw("</tbody></table>");
  }

  /** Opens a section; {@code page} is where there is more, empty if nowhere. */
  Html section(String title, String count, String page) {
    raw("<section><h2>").text(title).raw(" <span class=\"count\">").text(count).raw("</span>");
    if (!page.isEmpty()) {
      raw("<a href=\"").text(page).raw("\">").text(page).raw("</a>");
    }
    return raw("</h2>");
  }

  Html endSection() {
    return raw("</section>");
  }

  /** Says why there is no table. */
  Html empty(String sentence) {
    return raw("<p class=\"empty\">").text(sentence).raw("</p>");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
