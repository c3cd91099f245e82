package dev.drover.codec.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields given as text: variables of a path and query parameters (google/api/http.proto). Texts are
 * those that ProtoJSON has in strings, for booleans "true" and "false". Beyond that:
 *
 * <ul>
 *   <li>a FieldMask also takes names with underscores as they are;
 *   <li>a Value, Struct or ListValue is JSON; a text that is no JSON is a Value of that string;
 *   <li>a repeated field gets one more element.
 * </ul>
 *
 * <p>Plain messages and google.protobuf.Any cannot be given as text.
 */
public final class TextValue {
  private static final int KEY = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private TextValue() {}

  /**
   * Appends the messages down to the field at the end of the path, and its value.
   *
   * @param path not empty; each field but the first is one of the message before it
   * @throws InvalidJson when the text is no value of the field
   * @throws MessageTooLarge when the writer is full
   */
  public static void write(List<FieldDescriptor> path, String text, WireWriter out) {
    write(path, null, text, out);
  }

  /**
   * Appends the messages down to the map at the end of the path, and one entry of it.
   *
   * @param path not empty; each field but the first is one of the message before it
   * @throws InvalidJson when a text is no key, or no value of the map
   * @throws MessageTooLarge when the writer is full
   */
  public static void writeEntry(
      List<FieldDescriptor> path, String key, String text, WireWriter out) {
    write(path, key, text, out);
  }

  private static void write(
      List<FieldDescriptor> path, @Nullable String key, String text, WireWriter out) {
    FieldDescriptor field = path.get(0);
    try {
      if (path.size() > 1) {
        int begun = begin(field, out);
        write(path.subList(1, path.size()), key, text, out);
        end(field, begun, out);
      } else if (field.isMapField() && key != null) {
        entry(field, key, text, out);
      } else if (field.isMapField()) {
        throw InvalidJson.of("is a map, which has no text");
      } else {
        value(field, text, out);
      }
    } catch (InvalidJson invalid) {
      throw invalid.within(field.getJsonName());
    }
  }

  private static int begin(FieldDescriptor field, WireWriter out) {
    if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      throw new IllegalArgumentException(field.getFullName() + " is no message");
    }
    tag(field, out);
    return field.getType() == FieldDescriptor.Type.GROUP ? 0 : out.begin();
  }

  private static void end(FieldDescriptor field, int begun, WireWriter out) {
    if (field.getType() == FieldDescriptor.Type.GROUP) {
      out.varint((long) field.getNumber() << 3 | WireFormat.WIRETYPE_END_GROUP);
    } else {
      out.end(begun);
    }
  }

  private static void tag(FieldDescriptor field, WireWriter out) {
    out.varint((long) field.getNumber() << 3 | field.getLiteType().getWireType());
  }

  private static void entry(FieldDescriptor map, String key, String text, WireWriter out) {
    FieldDescriptor keyField = map.getMessageType().findFieldByNumber(1);
    int begun = begin(map, out);
    try {
      if (keyField.getType() == FieldDescriptor.Type.STRING) {
        out.varint(KEY);
        out.text(key);
      } else {
        long bits = ScalarText.key(keyField.getType(), key);
        tag(keyField, out);
        Scalar.write(keyField.getType(), bits, out);
      }
      value(map.getMessageType().findFieldByNumber(2), text, out);
    } catch (InvalidJson invalid) {
      throw invalid.within(FieldPath.entry(key));
    }
    end(map, begun, out);
  }

  private static void value(FieldDescriptor field, String text, WireWriter out) {
    char[] chars = text.toCharArray();
    switch (field.getType()) {
      case STRING -> {
        tag(field, out);
        out.text(chars, 0, chars.length);
      }
      case BYTES -> {
        tag(field, out);
        Base64Text.decode(chars, 0, chars.length, out);
      }
      case BOOL -> scalar(field, ScalarText.bool(text), out);
      case ENUM -> scalar(field, enumeration(field.getEnumType(), text), out);
      case MESSAGE, GROUP -> {
        int begun = begin(field, out);
        message(field.getMessageType(), text, out);
        end(field, begun, out);
      }
      default -> scalar(field, ScalarText.number(field.getType(), chars, 0, chars.length), out);
    }
  }

  private static void scalar(FieldDescriptor field, long bits, WireWriter out) {
    tag(field, out);
    Scalar.write(field.getType(), bits, out);
  }

  private static long enumeration(EnumDescriptor type, String text) {
    EnumValueDescriptor named = type.findValueByName(text);
    if (named != null) {
      return named.getNumber();
    }
    Long number = Integral.INT32.parse(text.toCharArray(), 0, text.length());
    if (number == null || type.isClosed() && type.findValueByNumber(number.intValue()) == null) {
      throw InvalidJson.expected("a value of " + type.getFullName(), text);
    }
    return number;
  }

  private static void message(Descriptor type, String text, WireWriter out) {
    switch (WellKnown.of(type)) {
      case WRAPPER -> value(WellKnown.wrapped(type), text, out);
      case TIMESTAMP -> TimeText.parseTimestamp(text, out);
      case DURATION -> TimeText.parseDuration(text, out);
      case FIELD_MASK -> MaskText.parse(text, true, out);
      case VALUE, STRUCT, LIST_VALUE -> json(WellKnown.of(type), text, out);
      case PLAIN, ANY ->
          throw InvalidJson.of("is a message of " + type.getFullName() + ", which has no text");
    }
  }

  private static void json(WellKnown type, String text, WireWriter out) {
    int before = out.length();
    try (JsonParser in = StrictJson.factory().createParser(text)) {
      in.nextToken();
      StructParser structs = new StructParser(new JsonSource(in), out);
      if (type == WellKnown.STRUCT) {
        structs.struct();
      } else if (type == WellKnown.LIST_VALUE) {
        structs.list();
      } else if (in.currentToken() != null) {
        structs.value();
      }
      if (in.currentToken() == null || in.nextToken() != null) {
        string(type, text, before, out);
      }
    } catch (JsonProcessingException malformed) {
      string(type, text, before, out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** A text that is no JSON. */
  private static void string(WellKnown type, String text, int before, WireWriter out) {
    if (type != WellKnown.VALUE) {
      throw InvalidJson.expected(type == WellKnown.STRUCT ? "a JSON object" : "a JSON array", text);
    }
    out.truncate(before);
    StructParser.string(text, out);
  }
}
