package dev.drover.handler.aggregate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.codec.json.StrictJson;
import dev.drover.expression.JsonValues;
import java.io.IOException;

/** JSON as bytes. */
final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper(StrictJson.factory()).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /**
   * A document, as expressions know it; no content at all is null.
   *
   * @throws IOException when it is none
   */
  static Object value(byte[] document) throws IOException {
    return document.length == 0 ? JsonValues.NULL : JsonValues.of(MAPPER.readTree(document));
  }

  static byte[] bytes(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A tree cannot be written.", impossible);
    }
  }
}
