package dev.drover.codec.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The JSON of one message type, both ways. Safe for all threads. */
public final class MessageJson {
  private static final int ANY_SIZE = Integer.MAX_VALUE - 8;

  private final ProtoJson owner;
  private final MessagePlan plan;

  MessageJson(ProtoJson owner, MessagePlan plan) {
    this.owner = owner;
    this.plan = plan;
  }

  MessagePlan plan() {
    return plan;
  }

  /**
   * Appends a message as one JSON value. What was appended before a failure is of no use.
   *
   * @throws MalformedMessage when the bytes are no message of this type, or one that has no JSON
   * @throws MessageTooLarge when the writer is full
   */
  public void print(byte[] wire, int offset, int length, JsonWriter out) {
    out.begin();
    new MessagePrinter(owner, wire, offset, offset + length, out)
        .message(plan, offset, offset + length);
  }

  /**
   * Appends only the value of one field of a message, of any kind. A field that is not set has its
   * default value: 0, "", [], {}; null where a message is shown as a single value (Timestamp).
   *
   * @throws MalformedMessage when the bytes are no message of this type, or one that has no JSON
   * @throws MessageTooLarge when the writer is full
   */
  public void printField(
      FieldDescriptor field, byte[] wire, int offset, int length, JsonWriter out) {
    FieldPlan fieldPlan = plan.field(field);
    out.begin();
    try {
      new MessagePrinter(owner, wire, offset, offset + length, out)
          .only(fieldPlan, plan, offset, offset + length);
    } catch (MalformedMessage malformed) {
      throw malformed.within(fieldPlan.label());
    }
  }

  /**
   * Writes a message as one raw value, whatever the generator's settings. Nothing is written when
   * it fails.
   *
   * @throws MalformedMessage when the bytes are no message of this type, or one that has no JSON
   * @throws IOException when the generator cannot write
   */
  public void print(byte[] wire, int offset, int length, JsonGenerator out) throws IOException {
    JsonWriter text = new JsonWriter(ANY_SIZE);
    print(wire, offset, length, text);
    write(text, out);
  }

  /**
   * Writes the value of one field as one raw value, whatever the generator's settings. Nothing is
   * written when it fails.
   *
   * @throws MalformedMessage when the bytes are no message of this type, or one that has no JSON
   * @throws IOException when the generator cannot write
   */
  public void printField(
      FieldDescriptor field, byte[] wire, int offset, int length, JsonGenerator out)
      throws IOException {
    JsonWriter text = new JsonWriter(ANY_SIZE);
    printField(field, wire, offset, length, text);
    write(text, out);
  }

  private static void write(JsonWriter text, JsonGenerator out) throws IOException {
    out.writeRawValue(new String(text.array(), 0, text.length(), StandardCharsets.UTF_8));
  }

  /**
   * The message as a JSON document in UTF-8.
   *
   * @throws MalformedMessage when the bytes are no message of this type, or one that has no JSON
   */
  public byte[] print(byte[] wire) {
    JsonWriter out = new JsonWriter(ANY_SIZE);
    print(wire, 0, wire.length, out);
    return out.toByteArray();
  }

  /**
   * Appends the value at the parser's next token as a message of this type.
   *
   * @throws InvalidJson when it is none
   * @throws MessageTooLarge when the writer is full
   * @throws IOException when the parser's source fails
   */
  public void parse(JsonParser in, WireWriter out) throws IOException {
    parse(null, in, out);
  }

  private void parse(@Nullable FieldPlan field, JsonParser in, WireWriter out) throws IOException {
    String path = field == null ? "" : field.label();
    try {
      if (in.nextToken() == null) {
        throw InvalidJson.at(in, "must be a JSON value, but is empty");
      }
      MessageParser parser = new MessageParser(owner, in, out);
      if (field == null) {
        parser.message(plan);
      } else if (in.currentToken() != JsonToken.VALUE_NULL || field.takesNull()) {
        parser.value(field);
      }
    } catch (InvalidJson invalid) {
      throw invalid.near(in).within(path);
    } catch (JsonProcessingException malformed) {
      throw InvalidJson.malformed(in, malformed).within(path);
    }
  }

  /**
   * Appends a whole document as a message of this type: one value and nothing but white space.
   *
   * @throws InvalidJson when it is none
   * @throws MessageTooLarge when the writer is full
   */
  public void parse(byte[] json, int offset, int length, WireWriter out) {
    document(null, json, offset, length, out);
  }

  /**
   * Appends a whole document as one field of a message of this type, with its tag.
   *
   * @throws InvalidJson when it is none
   * @throws MessageTooLarge when the writer is full
   */
  public void parseField(
      FieldDescriptor field, byte[] json, int offset, int length, WireWriter out) {
    document(plan.field(field), json, offset, length, out);
  }

  private void document(
      @Nullable FieldPlan field, byte[] json, int offset, int length, WireWriter out) {
    if (!Utf8.valid(json, offset, length)) {
      throw InvalidJson.of("must be a text in UTF-8");
    }
    try (JsonParser in = StrictJson.factory().createParser(json, offset, length)) {
      parse(field, in, out);
      end(in);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void end(JsonParser in) throws IOException {
    try {
      if (in.nextToken() != null) {
        throw InvalidJson.at(in, "must end here");
      }
    } catch (JsonProcessingException malformed) {
      throw InvalidJson.malformed(in, malformed);
    }
  }
}
