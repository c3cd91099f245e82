package dev.drover.codec.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Where JSON is read from, and how deep the messages made of it are nested by now. */
final class JsonSource {
  private JsonParser in;
  private int depth;

  JsonSource(JsonParser in) {
    this.in = in;
  }

  JsonParser in() {
    return in;
  }

  /** Goes on with another parser. */
  void in(JsonParser other) {
    in = other;
  }

  void expect(JsonToken token, String what) throws IOException {
    if (in.currentToken() != token) {
      throw InvalidJson.expected(what, in);
    }
  }

  String string(String what) throws IOException {
    expect(JsonToken.VALUE_STRING, what);
    return in.getText();
  }

  void enter() {
    if (++depth > MessagePrinter.DEEPEST) {
      throw InvalidJson.of("is nested deeper than " + MessagePrinter.DEEPEST + " messages");
    }
  }

  void leave() {
    depth--;
  }
}
