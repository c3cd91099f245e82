package dev.drover.codec.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Prints the well-known types whose JSON is not made of their fields. */
final class WellKnownPrinter {
  private final ProtoJson owner;
  private final MessagePrinter printer;
  private final WireReader in;
  private final JsonGenerator out;
  private final JsonSink sink;

  WellKnownPrinter(
      ProtoJson owner, MessagePrinter printer, WireReader in, JsonGenerator out, JsonSink sink) {
    this.owner = owner;
    this.printer = printer;
    this.in = in;
    this.out = out;
    this.sink = sink;
  }

  void timestamp(int from, int to) throws IOException {
    long seconds = varint(1, from, to);
    int nanos = (int) varint(2, from, to);
    sink.plain(sink.scratch(), TimeText.timestamp(seconds, nanos, sink.scratch()));
  }

  void duration(int from, int to) throws IOException {
    long seconds = varint(1, from, to);
    int nanos = (int) varint(2, from, to);
    sink.plain(sink.scratch(), TimeText.duration(seconds, nanos, sink.scratch()));
  }

  /** The last varint of that number, or 0. */
  private long varint(int number, int from, int to) {
    in.window(from, to);
    long value = 0;
    while (in.more()) {
      int tag = in.tag();
      if (tag == (number << 3 | WireReader.VARINT)) {
        value = in.varint();
      } else {
        in.skip(tag);
      }
    }
    return value;
  }

  void fieldMask(MessagePlan plan, int from, int to) throws IOException {
    FieldPlan paths = plan.fields[0];
    StringBuilder text = new StringBuilder();
    in.window(from, to);
    while (in.more()) {
      int tag = in.tag();
      if (tag == (paths.number << 3 | WireReader.DELIMITED)) {
        int length = in.length();
        MaskText.print(JsonSink.string(paths, in.bytes(), in.position(), length), text);
        in.skipTo(in.position() + length);
      } else {
        in.skip(tag);
      }
    }
    out.writeString(text.toString());
  }

  /** An Any is the message in it with its type beside, or beside a "value" when it has its own. */
  void any(MessagePlan plan, int from, int to) throws IOException {
    String url = "";
    int content = 0;
    int contentEnd = 0;
    in.window(from, to);
    while (in.more()) {
      int tag = in.tag();
      int start = in.position();
      if (tag == (1 << 3 | WireReader.DELIMITED)) {
        int length = in.length();
        url = JsonSink.string(plan.fields[0], in.bytes(), in.position(), length);
      } else if (tag == (2 << 3 | WireReader.DELIMITED)) {
        contentEnd = in.length() + in.position();
        content = in.position();
      }
      in.skipTo(start);
      in.skip(tag);
    }
    out.writeStartObject();
    if (!url.isEmpty() || content < contentEnd) {
      MessagePlan type = owner.typeOf(url);
      if (type == null) {
        throw MalformedMessage.because(
            "is a google.protobuf.Any of an unknown type: \"" + FieldPath.shortened(url) + "\"");
      }
      out.writeStringField("@type", url);
      printer.enter();
      if (type.wellKnown == WellKnown.PLAIN) {
        printer.members(type, content, contentEnd);
      } else {
        out.writeFieldName("value");
        printer.message(type, content, contentEnd);
      }
      printer.leave();
    }
    out.writeEndObject();
  }
}
