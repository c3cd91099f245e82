package dev.drover.codec.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Reads any JSON as google.protobuf.Struct, Value and ListValue (google/protobuf/struct.proto). */
final class StructParser {
  private static final int NULL = 1 << 3;
  private static final int NUMBER = 2 << 3 | WireReader.FIXED64;
  private static final int STRING = 3 << 3 | WireReader.DELIMITED;
  private static final int BOOL = 4 << 3;
  private static final int STRUCT = 5 << 3 | WireReader.DELIMITED;
  private static final int LIST = 6 << 3 | WireReader.DELIMITED;
  private static final int FIELDS = 1 << 3 | WireReader.DELIMITED;
  private static final int VALUES = 1 << 3 | WireReader.DELIMITED;
  private static final int KEY = 1 << 3 | WireReader.DELIMITED;
  private static final int VALUE = 2 << 3 | WireReader.DELIMITED;

  private final JsonSource source;
  private final WireWriter out;

  StructParser(JsonSource source, WireWriter out) {
    this.source = source;
    this.out = out;
  }

  /** Appends the fields of a Struct. */
  void struct() throws IOException {
    source.expect(JsonToken.START_OBJECT, "an object");
    JsonParser in = source.in();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String key = in.currentName();
      out.varint(FIELDS);
      int begun = begin();
      try {
        out.varint(KEY);
        out.text(key);
        in.nextToken();
        element(VALUE);
      } catch (InvalidJson invalid) {
        throw invalid.near(in).within(FieldPath.entry(key));
      } catch (JsonProcessingException malformed) {
        throw InvalidJson.malformed(in, malformed).within(FieldPath.entry(key));
      }
      end(begun);
    }
  }

  /** Appends the fields of a ListValue. */
  void list() throws IOException {
    source.expect(JsonToken.START_ARRAY, "an array");
    JsonParser in = source.in();
    for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
      try {
        element(VALUES);
      } catch (InvalidJson invalid) {
        throw invalid.near(in).within(FieldPath.element(i));
      } catch (JsonProcessingException malformed) {
        throw InvalidJson.malformed(in, malformed).within(FieldPath.element(i));
      }
    }
  }

  private void element(int tag) throws IOException {
    out.varint(tag);
    int begun = begin();
    value();
    end(begun);
  }

  private int begin() {
    source.enter();
    return out.begin();
  }

  private void end(int begun) {
    out.end(begun);
    source.leave();
  }

  /** Appends the fields of a Value. */
  void value() throws IOException {
    JsonParser in = source.in();
    switch (in.currentToken()) {
      case VALUE_NULL -> {
        out.varint(NULL);
        out.varint(0);
      }
      case VALUE_TRUE, VALUE_FALSE -> {
        out.varint(BOOL);
        out.varint(in.getBooleanValue() ? 1 : 0);
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        double number = ScalarParser.number(in);
        out.varint(NUMBER);
        out.fixed64(Double.doubleToRawLongBits(number));
      }
      case VALUE_STRING -> {
        out.varint(STRING);
        out.text(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
      }
      case START_OBJECT -> {
        out.varint(STRUCT);
        int begun = begin();
        struct();
        end(begun);
      }
      case START_ARRAY -> {
        out.varint(LIST);
        int begun = begin();
        list();
        end(begun);
      }
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw InvalidJson.expected("a value", in);
    }
  }

  /** Appends the fields of a Value of a string. */
  static void string(String text, WireWriter out) {
    out.varint(STRING);
    out.text(text);
  }
}
