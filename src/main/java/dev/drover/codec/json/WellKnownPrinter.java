package dev.drover.codec.json;

/** Prints the well-known types whose JSON is not made of their fields. */
final class WellKnownPrinter {
  private final ProtoJson owner;
  private final MessagePrinter printer;
  private final WireReader in;
  private final JsonWriter out;
  private final byte[] text = new byte[TimeText.LONGEST_TEXT];

  WellKnownPrinter(ProtoJson owner, MessagePrinter printer, WireReader in, JsonWriter out) {
    this.owner = owner;
    this.printer = printer;
    this.in = in;
    this.out = out;
  }

  void timestamp(int from, int to) {
    long seconds = varint(1, from, to);
    int nanos = (int) varint(2, from, to);
    out.text(text, 0, TimeText.timestamp(seconds, nanos, text));
  }

  void duration(int from, int to) {
    long seconds = varint(1, from, to);
    int nanos = (int) varint(2, from, to);
    out.text(text, 0, TimeText.duration(seconds, nanos, text));
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

  void fieldMask(MessagePlan plan, int from, int to) {
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
    out.string(text.toString());
  }

  /** An Any is the message in it with its type beside, or beside a "value" when it has its own. */
  void any(MessagePlan plan, int from, int to) {
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
    out.startObject();
    if (!url.isEmpty() || content < contentEnd) {
      MessagePlan type = owner.typeOf(url);
      if (type == null) {
        throw MalformedMessage.because(
            "is a google.protobuf.Any of an unknown type: \"" + FieldPath.shortened(url) + "\"");
      }
      out.name("@type");
      out.string(url);
      printer.enter();
      if (type.wellKnown == WellKnown.PLAIN) {
        printer.members(type, content, contentEnd);
      } else {
        out.name("value");
        printer.message(type, content, contentEnd);
      }
      printer.leave();
    }
    out.endObject();
  }
}
