package dev.drover.schema;

import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One .proto text, read by Wire's parser. Wire joins all comments before a declaration; so empty
 * lines between comments are marked first, and what stands before the last mark is not of the
 * declaration.
 */
final class ProtoText {
  private static final String EMPTY_LINE = "\u0001";
  private static final Pattern SYNTAX_ERROR =
      Pattern.compile("Syntax error in .*?:(\\d+)(?::\\d+)?: (.*)", Pattern.DOTALL);

  private ProtoText() {}

  /**
   * Parses the text.
   *
   * @throws InvalidSchema with the line where the grammar is left
   */
  static ProtoFileElement parse(String name, String text) throws InvalidSchema {
    String marked = markEmptyLines(text.startsWith("\ufeff") ? text.substring(1) : text) + "\n";
    try {
      return new ProtoParser(Location.Companion.get(name), marked.toCharArray()).readProtoFile();
    } catch (RuntimeException wrong) {
      String message = String.valueOf(wrong.getMessage());
      if (message.contains("edition is not")) {
        throw new InvalidSchema(
            name, "", "editions are not read as text; give a descriptor set made by protoc");
      }
      Matcher known = SYNTAX_ERROR.matcher(message);
      throw known.matches()
          ? new InvalidSchema(name + ":" + known.group(1), "", known.group(2))
          : new InvalidSchema(name, "", message);
    } catch (StackOverflowError tooDeep) {
      throw new InvalidSchema(name, "", "it is nested too deeply");
    }
  }

  /** The comment right before or behind a declaration, of all that Wire found. */
  static String comment(String documentation) {
    int mark = documentation.lastIndexOf(EMPTY_LINE);
    return documentation.substring(mark + 1).strip();
  }

  /** A colon and the number of the first line that has the word and the quoted text, or nothing. */
  static String lineOf(String word, String quoted, String text) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(word) && lines.get(i).contains("\"" + quoted + "\"")) {
        return ":" + (i + 1);
      }
    }
    return "";
  }

  private static String markEmptyLines(String text) {
    StringBuilder marked = new StringBuilder(text.length() + 64);
    boolean inComment = false;
    for (String line : text.replace(EMPTY_LINE, " ").split("\n", -1)) {
      marked.append(marked.isEmpty() ? "" : "\n");
      marked.append(line.isBlank() && !inComment ? "//" + EMPTY_LINE : line);
      inComment = endsInComment(line, inComment);
    }
    return marked.toString();
  }

  private static boolean endsInComment(String line, boolean inside) {
    boolean comment = inside;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (comment) {
        if (line.startsWith("*/", i)) {
          comment = false;
          i++;
        }
      } else if (quote != 0) {
        quote = c == quote ? 0 : quote;
        i += c == '\\' ? 1 : 0;
      } else if (line.startsWith("//", i)) {
        return false;
      } else if (line.startsWith("/*", i)) {
        comment = true;
        i++;
      } else if (c == '"' || c == '\'') {
        quote = c;
      }
    }
    return comment;
  }
}
