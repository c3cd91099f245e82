package dev.drover.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads RFC 8259 JSON into a tree and remembers where each value stands. What the RFC leaves to the
 * reader is refused: a key given twice, text after the document.
 */
final class JsonText {
  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** What Jackson adds to its sentences for those who program it. */
  private static final Pattern FEATURE = Pattern.compile("\\? \\(not recognized .*\\)$");

  private JsonText() {}

  /** The tree; empty, with the problem added, when the text is not JSON. */
  static Optional<JsonNode> read(String text, Problems problems) {
    try (JsonParser parser = MAPPER.createParser(text)) {
      if (parser.nextToken() == null) {
        problems.add("expected an object, found nothing: the document is empty");
        return Optional.empty();
      }
      JsonNode root = value(parser, problems);
      if (parser.nextToken() != null) {
        addAt(problems, position(parser), "expected the end, found more after the document");
      }
      return Optional.of(root);
    } catch (JsonProcessingException syntax) {
      var location = syntax.getLocation();
      addAt(
          problems,
          location == null
              ? Position.START
              : new Position(location.getLineNr(), location.getColumnNr()),
          "not JSON: " + FEATURE.matcher(syntax.getOriginalMessage()).replaceAll(""));
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("a text in memory cannot be read", unreadable);
    }
  }

  /** Reads JSON that stands in the program. */
  static JsonNode literal(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException syntax) {
      throw new IllegalStateException("not JSON: " + json, syntax);
    }
  }

  private static JsonNode value(JsonParser parser, Problems here) throws IOException {
    here.locate(position(parser));
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return object(parser, here);
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      return array(parser, here);
    }
    return parser.readValueAsTree();
  }

  private static ObjectNode object(JsonParser parser, Problems here) throws IOException {
    ObjectNode object = MAPPER.createObjectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      Problems member = here.at(key);
      Position position = position(parser);
      member.locate(position);
      parser.nextToken();
      JsonNode value = value(parser, member);
      if (object.has(key)) {
        member.add(position, "the key " + Words.quoted(key) + " is given twice; keep one");
      } else {
        object.set(key, value);
      }
    }
    return object;
  }

  private static ArrayNode array(JsonParser parser, Problems here) throws IOException {
    ArrayNode array = MAPPER.createArrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser, here.at(array.size())));
    }
    return array;
  }

  private static Position position(JsonParser parser) {
    var location = parser.currentTokenLocation();
    return new Position(location.getLineNr(), location.getColumnNr());
  }

  private static void addAt(Problems problems, Position position, String message) {
    problems.add(
        position, "line " + position.line() + ", column " + position.column() + ": " + message);
  }
}
