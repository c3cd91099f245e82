package dev.drover.codec.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads one JSON value and appends it in wire form. The current token is that of the value. */
final class MessageParser {
  /** An enum value whose name is unknown, and that is to be ignored. */
  private static final long IGNORED = Long.MIN_VALUE;

  private final ProtoJson owner;
  private final boolean ignoreUnknown;
  private final WireWriter out;
  private final JsonSource source;
  private @Nullable StructParser structs;
  private JsonParser in;

  MessageParser(ProtoJson owner, JsonParser in, WireWriter out) {
    this.owner = owner;
    this.ignoreUnknown = owner.options().ignoreUnknown();
    this.in = in;
    this.out = out;
    this.source = new JsonSource(in);
  }

  private StructParser structs() {
    if (structs == null) {
      structs = new StructParser(source, out);
    }
    return structs;
  }

  JsonSource source() {
    return source;
  }

  /** Goes on with another parser. */
  void in(JsonParser other) {
    in = other;
    source.in(other);
  }

  /** Appends the fields of a message, of any type. */
  void message(MessagePlan plan) throws IOException {
    switch (plan.wellKnown) {
      case PLAIN -> {
        source.expect(JsonToken.START_OBJECT, "an object");
        members(plan, false);
      }
      case WRAPPER -> single(plan.fields[0]);
      case TIMESTAMP -> TimeText.parseTimestamp(source.string(TimeText.TIMESTAMP), out);
      case DURATION -> TimeText.parseDuration(source.string(TimeText.DURATION), out);
      case FIELD_MASK -> MaskText.parse(source.string("a text of paths"), false, out);
      case STRUCT -> structs().struct();
      case LIST_VALUE -> structs().list();
      case VALUE -> structs().value();
      case ANY -> AnyParser.parse(owner, this, out);
    }
  }

  /**
   * Appends the fields of the object whose start, or one of whose members, is behind.
   *
   * @param typed whether "@type" was among them
   */
  void members(MessagePlan plan, boolean typed) throws IOException {
    Members members = new Members(plan, out.length());
    FieldPlan expected = plan.fields.length == 0 ? null : plan.fields[0];
    while (true) {
      FieldPlan field = next(plan, expected);
      if (field == null) {
        if (in.currentToken() == JsonToken.END_OBJECT) {
          break;
        }
        unknown(plan, typed);
      } else {
        member(field, members);
        expected = field.index + 1 < plan.fields.length ? plan.fields[field.index + 1] : null;
      }
    }
    members.end(out);
  }

  /** Goes to the name of the next member; null when it is unknown, or there is none. */
  private @Nullable FieldPlan next(MessagePlan plan, @Nullable FieldPlan expected)
      throws IOException {
    if (expected != null && in.nextFieldName(expected.name)) {
      return expected;
    }
    JsonToken token = expected == null ? in.nextToken() : in.currentToken();
    return token == JsonToken.FIELD_NAME ? plan.field(in.currentName()) : null;
  }

  /** Passes a member that is no field, or refuses it. */
  void unknown(MessagePlan plan, boolean typed) throws IOException {
    String name = in.currentName();
    if (typed && name.equals("@type")) {
      throw InvalidJson.at(in, "is given twice").within(name);
    }
    if (!ignoreUnknown) {
      throw InvalidJson.at(in, "is no field of " + plan.type.getFullName())
          .within(FieldPath.shortened(name));
    }
    in.nextToken();
    in.skipChildren();
  }

  private void member(FieldPlan field, Members members) throws IOException {
    try {
      JsonToken token = in.nextToken();
      if (token == JsonToken.VALUE_NULL && !field.takesNull()) {
        members.absent(field, out.length());
      } else {
        members.begin(field, out.length());
        value(field);
      }
    } catch (InvalidJson invalid) {
      throw invalid.near(in).within(field.label());
    } catch (JsonProcessingException malformed) {
      throw InvalidJson.malformed(in, malformed).within(field.label());
    }
  }

  /** Appends a field of any kind, with its tag. */
  void value(FieldPlan field) throws IOException {
    if (field.map) {
      map(field);
    } else if (field.repeated) {
      list(field);
    } else {
      single(field);
    }
  }

  private void single(FieldPlan field) throws IOException {
    switch (field.type) {
      case STRING -> {
        source.expect(JsonToken.VALUE_STRING, "a string");
        int length = in.getTextLength();
        if (length > 0 || !field.omitsDefault) {
          out.varint(field.tag);
          out.text(in.getTextCharacters(), in.getTextOffset(), length);
        }
      }
      case BYTES -> {
        source.expect(JsonToken.VALUE_STRING, "a string in base64");
        int length = in.getTextLength();
        if (length > 0 || !field.omitsDefault) {
          out.varint(field.tag);
          Base64Text.decode(in.getTextCharacters(), in.getTextOffset(), length, out);
        }
      }
      case MESSAGE -> {
        out.varint(field.tag);
        nested(field.messagePlan());
      }
      case GROUP -> {
        out.varint(field.tag);
        source.enter();
        message(field.messagePlan());
        source.leave();
        out.varint(field.number << 3 | WireFormat.WIRETYPE_END_GROUP);
      }
      case ENUM -> {
        long value = enumeration(field.enumeration());
        if (value != IGNORED && (value != 0 || !field.omitsDefault)) {
          out.varint(field.tag);
          out.varint(value);
        }
      }
      default -> {
        long bits = ScalarParser.read(field.type, in);
        if (bits != 0 || !field.omitsDefault) {
          out.varint(field.tag);
          Scalar.write(field.type, bits, out);
        }
      }
    }
  }

  /** Appends a message with its length. */
  void nested(MessagePlan plan) throws IOException {
    source.enter();
    int begun = out.begin();
    message(plan);
    out.end(begun);
    source.leave();
  }

  private long enumeration(EnumPlan type) throws IOException {
    JsonToken token = in.currentToken();
    Long number = null;
    if (token == JsonToken.VALUE_STRING) {
      String name = in.getText();
      Integer named = type.number(name);
      number = named != null ? Long.valueOf(named) : type.parse(name);
    } else if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      number = type.parse(in.getText());
    } else if (token == JsonToken.VALUE_NULL && type.isNull()) {
      number = 0L;
    } else {
      throw InvalidJson.expected("a value of " + type.fullName(), in);
    }
    if (number == null && !ignoreUnknown) {
      throw InvalidJson.expected("a value of " + type.fullName(), in);
    }
    return number == null ? IGNORED : number;
  }

  private void list(FieldPlan field) throws IOException {
    source.expect(JsonToken.START_ARRAY, "an array");
    int before = out.length();
    int begun = 0;
    if (field.packed) {
      out.varint(field.tag);
      begun = out.begin();
    }
    for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
      try {
        if (in.currentToken() == JsonToken.VALUE_NULL && !field.takesNullElements()) {
          throw InvalidJson.expected("a value, since it is an element of an array", in);
        }
        if (field.packed) {
          packed(field);
        } else {
          single(field);
        }
      } catch (InvalidJson invalid) {
        throw invalid.near(in).within(FieldPath.element(i));
      } catch (JsonProcessingException malformed) {
        throw InvalidJson.malformed(in, malformed).within(FieldPath.element(i));
      }
    }
    if (field.packed && out.length() > begun) {
      out.end(begun);
    } else if (field.packed) {
      out.truncate(before);
    }
  }

  private void packed(FieldPlan field) throws IOException {
    if (field.type != FieldDescriptor.Type.ENUM) {
      Scalar.write(field.type, ScalarParser.read(field.type, in), out);
      return;
    }
    long value = enumeration(field.enumeration());
    if (value != IGNORED) {
      out.varint(value);
    }
  }

  private void map(FieldPlan field) throws IOException {
    source.expect(JsonToken.START_OBJECT, "an object");
    MessagePlan entry = field.messagePlan();
    source.enter();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String key = in.currentName();
      try {
        entry(field, entry, key);
      } catch (InvalidJson invalid) {
        throw invalid.near(in).within(FieldPath.entry(key));
      } catch (JsonProcessingException malformed) {
        throw InvalidJson.malformed(in, malformed).within(FieldPath.entry(key));
      }
    }
    source.leave();
  }

  private void entry(FieldPlan field, MessagePlan entry, String key) throws IOException {
    int before = out.length();
    out.varint(field.tag);
    int begun = out.begin();
    key(entry.key(), key, out);
    int keyEnd = out.length();
    if (in.nextToken() == JsonToken.VALUE_NULL && !entry.value().takesNullElements()) {
      throw InvalidJson.expected("a value, since it is in a map", in);
    }
    single(entry.value());
    if (out.length() == keyEnd) {
      out.truncate(before);
    } else {
      out.end(begun);
    }
  }

  /** Appends the key of an entry of a map, with its tag. */
  static void key(FieldPlan key, String text, WireWriter out) {
    if (key.type == FieldDescriptor.Type.STRING) {
      out.varint(key.tag);
      out.text(text);
    } else {
      long bits = ScalarText.key(key.type, text);
      out.varint(key.tag);
      Scalar.write(key.type, bits, out);
    }
  }
}
