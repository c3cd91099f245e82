package dev.drover.schema;

import dev.drover.schema.HttpTemplate.Literal;
import dev.drover.schema.HttpTemplate.One;
import dev.drover.schema.HttpTemplate.Rest;
import dev.drover.schema.HttpTemplate.Segment;
import dev.drover.schema.HttpTemplate.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads one path template; used once. */
final class TemplateParser {
  private static final Pattern FIELD_PATH =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");

  private final String text;
  private final int end;
  private final List<Segment> segments = new ArrayList<>();
  private final List<Variable> variables = new ArrayList<>();
  private int at;

  TemplateParser(String text) {
    this.text = text;
    int colon = text.lastIndexOf(':');
    boolean verb = colon > Math.max(text.lastIndexOf('/'), text.lastIndexOf('}'));
    this.end = verb ? colon : text.length();
  }

  HttpTemplate parse() {
    if (text.equals("/")) {
      return new HttpTemplate(segments, "", variables);
    }
    if (!take('/')) {
      throw fault(0, "a template begins with \"/\"");
    }
    segments(false);
    if (at < end) {
      throw fault(at, "\"/\" or the end is expected, not \"" + text.charAt(at) + "\"");
    }
    String verb = end == text.length() ? "" : literal(end + 1, text.length(), "a custom verb");
    return new HttpTemplate(segments, verb, variables);
  }

  private void segments(boolean inVariable) {
    do {
      segment(inVariable);
    } while (take('/'));
  }

  private void segment(boolean inVariable) {
    if (at < end && text.charAt(at) == '{') {
      if (inVariable) {
        throw fault(at, "a variable cannot hold another one");
      }
      variable();
      return;
    }
    int start = at;
    while (at < end && "/{}".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (!segments.isEmpty() && segments.get(segments.size() - 1) instanceof Rest) {
      throw fault(start, "nothing may follow \"**\" but a custom verb");
    }
    String written = text.substring(start, at);
    segments.add(
        switch (written) {
          case "*" -> new One();
          case "**" -> new Rest();
          default -> new Literal(literal(start, at, "a segment"));
        });
  }

  private void variable() {
    int open = at++;
    int start = at;
    while (at < end && "=}/{".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String path = text.substring(start, at);
    if (!FIELD_PATH.matcher(path).matches()) {
      throw fault(start, "\"" + path + "\" is no path of fields such as book.name");
    }
    if (variables.stream().anyMatch(variable -> variable.fieldPath().equals(path))) {
      throw fault(start, "the variable " + path + " is there twice");
    }
    int first = segments.size();
    if (take('=')) {
      segments(true);
    } else if (first > 0 && segments.get(first - 1) instanceof Rest) {
      throw fault(open, "nothing may follow \"**\" but a custom verb");
    } else {
      segments.add(new One());
    }
    if (!take('}')) {
      throw fault(at, "the variable " + path + " has no \"}\"");
    }
    variables.add(new Variable(path, first, segments.size()));
  }

  private boolean take(char expected) {
    boolean there = at < end && text.charAt(at) == expected;
    at += there ? 1 : 0;
    return there;
  }

  private String literal(int from, int to, String what) {
    if (from == to) {
      throw fault(from, what + " is empty");
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c != '%' && !PathText.maybeUnescaped(c)) {
        throw fault(i, "\"" + c + "\" cannot be in " + what);
      }
    }
    int bad = PathText.badEscape(text, from, to);
    if (bad >= 0) {
      throw fault(bad, "\"%\" is not followed by two hexadecimal digits");
    }
    String decoded = PathText.decode(text, from, to, false);
    if (decoded == null) {
      throw fault(from, "the escapes are not UTF-8");
    }
    return decoded;
  }

  private IllegalArgumentException fault(int index, String reason) {
    return new IllegalArgumentException(
        "The path template \""
            + text
            + "\" is wrong at column "
            + (index + 1)
            + ": "
            + reason
            + ".");
  }
}
