package dev.drover.herd.places;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/** The text of an answer of a Places API, which stays as it is but for what must go. */
final class PlacesText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern NEWLINES = Pattern.compile("\n{2,}");

  private PlacesText() {}

  /** The same text without the items of a top-level list that are past a bound. */
  static String bounded(String text, String list, int bound) {
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals(list);
        if (parser.nextToken() == JsonToken.START_ARRAY && found) {
          return cut(text, parser, bound);
        }
        parser.skipChildren();
      }
      return text;
    } catch (IOException broken) { // it has been read before
      throw new UncheckedIOException(broken);
    }
  }

  private static String cut(String text, JsonParser parser, int bound) throws IOException {
    int items = 0;
    int from = (int) parser.currentLocation().getCharOffset();
    int to = from;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      parser.skipChildren();
      items++;
      to = end(parser);
      if (items <= bound) {
        from = to;
      }
    }
    return items <= bound ? text : text.substring(0, from) + text.substring(to);
  }

  /** Where the object that has been read ends; the items of these lists are objects. */
  private static int end(JsonParser parser) {
    return (int) parser.currentLocation().getCharOffset();
  }

  /** As WHATSAT answers: runs of newlines are one, and there are none at the end. */
  static String lined(String text) {
    String single = NEWLINES.matcher(text).replaceAll("\n");
    return single.endsWith("\n") ? single.substring(0, single.length() - 1) : single;
  }
}
