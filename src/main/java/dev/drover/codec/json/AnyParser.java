package dev.drover.codec.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a google.protobuf.Any. Its "@type" comes first mostly; where it does not, the members
 * before it are kept until it is known.
 */
final class AnyParser {
  private static final String TYPE = "@type";
  private static final String VALUE = "value";
  private static final int URL = 1 << 3 | WireReader.DELIMITED;
  private static final int CONTENT = 2 << 3 | WireReader.DELIMITED;

  private AnyParser() {}

  static void parse(ProtoJson owner, MessageParser parser, WireWriter out) throws IOException {
    parser.source().expect(JsonToken.START_OBJECT, "an object");
    JsonParser in = parser.source().in();
    if (in.nextToken() == JsonToken.END_OBJECT) {
      return;
    }
    if (in.currentName().equals(TYPE)) {
      content(url(in), owner, parser, out);
      return;
    }
    try (TokenBuffer members = new TokenBuffer(in)) {
      String url = gather(in, members);
      JsonParser replay = members.asParser(in);
      replay.nextToken();
      parser.in(replay);
      content(url, owner, parser, out);
      parser.in(in);
    }
  }

  private static String url(JsonParser in) throws IOException {
    if (in.nextToken() != JsonToken.VALUE_STRING) {
      throw InvalidJson.expected("the URL of a type", in).within(TYPE);
    }
    return in.getText();
  }

  /** Copies all members but "@type", which it returns. */
  private static String gather(JsonParser in, TokenBuffer members) throws IOException {
    @Nullable String url = null;
    members.writeStartObject();
    do {
      if (in.currentName().equals(TYPE)) {
        if (url != null) {
          throw InvalidJson.at(in, "is given twice").within(TYPE);
        }
        url = url(in);
      } else {
        members.copyCurrentStructure(in);
      }
    } while (in.nextToken() == JsonToken.FIELD_NAME);
    members.writeEndObject();
    if (url == null) {
      throw InvalidJson.at(in, "must have an \"@type\", since it is a google.protobuf.Any");
    }
    return url;
  }

  private static void content(String url, ProtoJson owner, MessageParser parser, WireWriter out)
      throws IOException {
    MessagePlan type = owner.typeOf(url);
    if (type == null) {
      throw InvalidJson.expected("the URL of a known type", url)
          .near(parser.source().in())
          .within(TYPE);
    }
    out.varint(URL);
    out.text(url);
    out.varint(CONTENT);
    parser.source().enter();
    int begun = out.begin();
    if (type.wellKnown == WellKnown.PLAIN) {
      parser.members(type, true);
    } else {
      value(type, parser, out);
    }
    out.end(begun);
    parser.source().leave();
  }

  /** The members beside "@type" of a type that has a JSON of its own. */
  private static void value(MessagePlan type, MessageParser parser, WireWriter out)
      throws IOException {
    JsonParser in = parser.source().in();
    int start = out.length();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      if (in.currentName().equals(VALUE)) {
        in.nextToken();
        out.truncate(start);
        try {
          parser.message(type);
        } catch (InvalidJson invalid) {
          throw invalid.near(in).within(VALUE);
        }
      } else {
        parser.unknown(type, true);
      }
    }
  }
}
