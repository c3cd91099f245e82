package dev.drover.schema;

import com.google.protobuf.DescriptorProtos.Edition;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One .proto text, read by Wire's parser, and its edition, unknown where it has a syntax. Wire
 * joins all comments before a declaration; so empty lines between comments are marked first, and
 * what stands before the last mark is not of the declaration.
 */
record ProtoText(ProtoFileElement file, Edition edition) {
  private static final String EMPTY_LINE = "\u0001";
  private static final Pattern EDITION =
      Pattern.compile("^[ \\t]*edition\\s*=\\s*([\"'])(\\w+)\\1\\s*;", Pattern.MULTILINE);

  /** Names without quotes, which only editions have. */
  private static final Pattern RESERVED_WORDS =
      Pattern.compile(
          "^(\\s*reserved\\s+)([A-Za-z_]\\w*(?:\\s*,\\s*[A-Za-z_]\\w*)*)\\s*;", Pattern.MULTILINE);

  private static final Pattern SYNTAX_ERROR =
      Pattern.compile("Syntax error in .*?:(\\d+)(?::\\d+)?: (.*)", Pattern.DOTALL);

  /**
   * Parses the text. A file with an edition is read as if it were proto3, which has its grammar.
   *
   * @throws InvalidSchema with the line where the grammar is left
   */
  static ProtoText parse(String name, String text) throws InvalidSchema {
    String marked = markEmptyLines(text.startsWith("\ufeff") ? text.substring(1) : text) + "\n";
    Matcher edition = EDITION.matcher(marked);
    if (!edition.find()) {
      return new ProtoText(read(name, marked), Edition.EDITION_UNKNOWN);
    }
    String proto3 = edition.replaceFirst("syntax = \"proto3\";");
    return new ProtoText(
        read(name, RESERVED_WORDS.matcher(proto3).replaceAll(ProtoText::quoted)),
        edition(name, edition.group(2)));
  }

  private static ProtoFileElement read(String name, String text) throws InvalidSchema {
    try {
      return new ProtoParser(Location.Companion.get(name), text.toCharArray()).readProtoFile();
    } catch (RuntimeException wrong) {
      String message = String.valueOf(wrong.getMessage());
      Matcher known = SYNTAX_ERROR.matcher(message);
      throw known.matches()
          ? new InvalidSchema(name + ":" + known.group(1), "", known.group(2))
          : new InvalidSchema(name, "", message);
    } catch (StackOverflowError tooDeep) {
      throw new InvalidSchema(name, "", "it is nested too deeply");
    }
  }

  private static Edition edition(String name, String year) throws InvalidSchema {
    try {
      return Edition.valueOf("EDITION_" + year);
    } catch (IllegalArgumentException unknown) {
      throw new InvalidSchema(name, "", "no edition \"" + year + "\" is known");
    }
  }

  private static String quoted(MatchResult reserved) {
    String names = reserved.group(2).replaceAll("\\w+", "\"$0\"");
    return Matcher.quoteReplacement(reserved.group(1) + names + ";");
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
