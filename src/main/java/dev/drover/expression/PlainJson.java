package dev.drover.expression;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as maps, lists, strings, flags, numbers and null, which is what JSONata works on; read and
 * written within bounds.
 */
final class PlainJson {
  private static final int DEEPEST = 500;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final ObjectMapper MAPPER =
      new ObjectMapper(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private PlainJson() {}

  /**
   * The value of a document.
   *
   * @param wanted called now and then; what it throws ends it
   * @throws IOException when it is none
   */
  static @Nullable Object read(byte[] document, Runnable wanted) throws IOException {
    return MAPPER.readValue(
        new ByteArrayInputStream(document) {
          @Override
          public synchronized int read(byte[] to, int offset, int length) {
            wanted.run();
            return super.read(to, offset, length);
          }
        },
        Object.class);
  }

  /**
   * The document of a value.
   *
   * @param most how many bytes it may have
   * @param wanted called now and then; what it throws ends it
   * @throws ExpressionFailed when it has more, or there is no JSON for the value: a function
   */
  static byte[] write(@Nullable Object value, long most, Runnable wanted) throws ExpressionFailed {
    Bounded bounded = new Bounded(most, wanted);
    try (JsonGenerator out = FACTORY.createGenerator(bounded)) {
      write(value, out);
      out.flush();
    } catch (IOException beyond) {
      throw new ExpressionFailed("It gives " + beyond.getMessage());
    }
    return bounded.bytes.toByteArray();
  }

  private static void write(@Nullable Object value, JsonGenerator out) throws IOException {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> member : map.entrySet()) {
        out.writeFieldName(String.valueOf(member.getKey()));
        write(member.getValue(), out);
      }
      out.writeEndObject();
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object item : list) {
        write(item, out);
      }
      out.writeEndArray();
    } else if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value == null) {
      out.writeNull();
    } else {
      number(value, out);
    }
  }

  private static void number(Object value, JsonGenerator out) throws IOException {
    if (value instanceof Integer || value instanceof Long) {
      out.writeNumber(((Number) value).longValue());
    } else if (value instanceof BigInteger whole) {
      out.writeNumber(whole);
    } else if (value instanceof Double number && Double.isFinite(number)) {
      out.writeNumber(number);
    } else {
      throw new IOException("a function, or a number that is none");
    }
  }

  private static final class Bounded extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long most;
    private final Runnable wanted;

    Bounded(long most, Runnable wanted) {
      this.most = most;
      this.wanted = wanted;
    }

    @Override
    public void write(byte[] more, int offset, int length) throws IOException {
      wanted.run();
      if (bytes.size() + (long) length > most) {
        throw new IOException("more than " + most + " bytes");
      }
      bytes.write(more, offset, length);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }
  }
}
