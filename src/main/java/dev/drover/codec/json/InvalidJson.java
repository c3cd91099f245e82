package dev.drover.codec.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * JSON, or the text of a parameter, that is no message of its type. The message is a sentence for
 * the client that names the field, what was expected, what was found, and where. Has no stack
 * trace.
 */
public final class InvalidJson extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final String problem;
  private final int line;
  private final int column;

  private InvalidJson(String path, String problem, int line, int column) {
    super(sentence(path, problem, line, column), null, false, false);
    this.path = path;
    this.problem = problem;
    this.line = line;
    this.column = column;
  }

  private static String sentence(String path, String problem, int line, int column) {
    String position = line > 0 ? " at line " + line + ", column " + column : "";
    return FieldPath.subject(path) + " " + problem + position + ".";
  }

  /** A problem at the parser's current token; it goes on after "The field x ". */
  static InvalidJson at(JsonParser in, String problem) {
    return at(in.currentTokenLocation(), problem);
  }

  private static InvalidJson at(JsonLocation location, String problem) {
    return new InvalidJson(
        "", problem, Math.max(0, location.getLineNr()), Math.max(0, location.getColumnNr()));
  }

  /** The current token is not what belongs there. */
  static InvalidJson expected(String what, JsonParser in) throws IOException {
    return at(in, "must be " + what + ", but is " + found(in));
  }

  /** A text without a position is not what belongs there. */
  static InvalidJson expected(String what, String text) {
    return of("must be " + what + ", but is \"" + FieldPath.shortened(text) + "\"");
  }

  /** A problem without a position. */
  static InvalidJson of(String problem) {
    return new InvalidJson("", problem, 0, 0);
  }

  /** The parser cannot go on. */
  static InvalidJson malformed(JsonParser in, JsonProcessingException cause) {
    String reason = cause.getOriginalMessage().lines().findFirst().orElse("");
    JsonLocation location =
        cause.getLocation() == null ? in.currentLocation() : cause.getLocation();
    return at(location, "cannot be read as JSON (" + reason + ")");
  }

  /** The same, seen from one level further out. */
  InvalidJson within(String segment) {
    return new InvalidJson(FieldPath.join(segment, path), problem, line, column);
  }

  /** The same with the position of the parser's current token, when it has none. */
  InvalidJson near(JsonParser in) {
    JsonLocation location = in.currentTokenLocation();
    return line > 0
        ? this
        : new InvalidJson(
            path, problem, Math.max(0, location.getLineNr()), Math.max(0, location.getColumnNr()));
  }

  private static String found(JsonParser in) throws IOException {
    JsonToken token = in.currentToken();
    if (token == null) {
      return "missing";
    }
    return switch (token) {
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING -> "\"" + FieldPath.shortened(in.getText()) + "\"";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          "the number " + FieldPath.shortened(in.getText());
      case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> in.getText();
      case FIELD_NAME -> "the name \"" + FieldPath.shortened(in.getText()) + "\"";
      case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "something else";
    };
  }

  /** Which field it is, such as {@code sub.rs[2]} or {@code m["k"]}; empty for the whole value. */
  public String fieldPath() {
    return path;
  }

  /** The line, the first being 1; 0 when it was no document. */
  public int line() {
    return line;
  }

  /** The column in its line, the first being 1; 0 when it was no document. */
  public int column() {
    return column;
  }
}
