package dev.drover.codec.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The JSON of one message type, both ways. Safe for all threads. */
public final class MessageJson {
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
   * Writes a message as one JSON value. What was written before a failure is of no use.
   *
   * @throws MalformedMessage when the bytes are no message of this type, or one that has no JSON
   * @throws IOException when the generator cannot write
   */
  public void print(byte[] wire, int offset, int length, JsonGenerator out) throws IOException {
    new MessagePrinter(owner, wire, offset, offset + length, out)
        .message(plan, offset, offset + length);
  }

  /**
   * Writes only the value of one field of a message, of any kind. A field that is not set has its
   * default value: 0, "", [], {}; null where a message is shown as a single value (Timestamp).
   *
   * @throws MalformedMessage when the bytes are no message of this type, or one that has no JSON
   * @throws IOException when the generator cannot write
   */
  public void printField(
      FieldDescriptor field, byte[] wire, int offset, int length, JsonGenerator out)
      throws IOException {
    FieldPlan fieldPlan = plan.field(field);
    try {
      new MessagePrinter(owner, wire, offset, offset + length, out)
          .only(fieldPlan, plan, offset, offset + length);
    } catch (MalformedMessage malformed) {
      throw malformed.within(fieldPlan.label());
    }
  }

  /**
   * The message as a JSON document in UTF-8.
   *
   * @throws MalformedMessage when the bytes are no message of this type, or one that has no JSON
   */
  public byte[] print(byte[] wire) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(2 * wire.length + 64);
        JsonGenerator out = StrictJson.factory().createGenerator(bytes)) {
      print(wire, 0, wire.length, out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
