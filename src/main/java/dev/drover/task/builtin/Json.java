package dev.drover.task.builtin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/** JSON in and out of the tasks. What is wrong with an input is a MALFORMED failure. */
final class Json {
  static final JsonMapper MAPPER =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNestingDepth(500)
                          .build())
                  .build())
          .build();

  private static final int MOST_DIGITS = 100;

  private Json() {}

  static JsonNode read(Buffer input) {
    try {
      return MAPPER.readTree(input.getBytes());
    } catch (IOException broken) {
      throw Failure.of(Reason.MALFORMED, "The input is no JSON.");
    }
  }

  static Buffer write(Object value) {
    try {
      return Buffer.buffer(MAPPER.writeValueAsBytes(value));
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("What a task has made cannot be written.", broken);
    }
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A whole number, as a number or as text, as the query of a request has it. */
  static BigInteger number(JsonNode input, String name) {
    JsonNode value = input.path(name);
    try {
      BigDecimal number = value.isNumber() ? value.decimalValue() : new BigDecimal(value.asText());
      if (number.precision() - (long) number.scale() > MOST_DIGITS) {
        throw Failure.of(
            Reason.MALFORMED, "\"" + name + "\" has more than " + MOST_DIGITS + " digits.");
      }
      return number.toBigIntegerExact();
    } catch (ArithmeticException | NumberFormatException none) {
      throw Failure.of(Reason.MALFORMED, "The input has no whole number \"" + name + "\".");
    }
  }

  /** The same, from 0 to the largest long. */
  static long natural(JsonNode input, String name) {
    BigInteger number = number(input, name);
    if (number.signum() < 0 || number.bitLength() > 63) {
      throw Failure.of(Reason.MALFORMED, "\"" + name + "\" must be from 0 to 9223372036854775807.");
    }
    return number.longValue();
  }

  static String text(JsonNode input, String name) {
    JsonNode value = input.path(name);
    if (!value.isTextual()) {
      throw Failure.of(Reason.MALFORMED, "The input has no text \"" + name + "\".");
    }
    return value.textValue();
  }
}
