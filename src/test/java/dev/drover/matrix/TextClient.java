package dev.drover.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Lines of JSON, server-sent events, and REST by the HTTP rules. */
final class TextClient extends HttpClientOf {
  /** What is spoken. */
  enum Form {
    LINES("NDJSON"),
    EVENTS("server-sent events"),
    REST("REST");

    private final String label;

    Form(String label) {
      this.label = label;
    }
  }

  private final Form form;

  TextClient(Vertx vertx, int port, boolean http2, Form form) {
    super(vertx, port, http2, form.label, "JSON");
    this.form = form;
  }

  @Override
  public boolean carries(Kind kind) {
    return form == Form.EVENTS
        ? kind == Kind.SERVER_STREAM
        : kind != Kind.BIDI || http2 || form == Form.REST;
  }

  @Override
  public boolean packs() {
    return false;
  }

  @Override
  String target(Ask ask) {
    return form == Form.REST
        ? "/v1/echo:" + ask.kind().method.toLowerCase(java.util.Locale.ROOT)
        : "/" + ask.kind().rpc();
  }

  @Override
  MultiMap headers(Ask ask) {
    boolean lines = ask.kind().manyAsked();
    MultiMap headers = fields("content-type", lines ? "application/x-ndjson" : "application/json");
    if (form == Form.EVENTS) {
      headers.set("accept", "text/event-stream");
    } else if (ask.kind().manyTold()) {
      headers.set("accept", "application/x-ndjson");
    } else if (form == Form.LINES) {
      headers.set("accept", "application/x-ndjson, application/json");
    }
    if (ask.timeoutMillis() > 0) {
      headers.set("grpc-timeout", ask.timeoutMillis() + "m");
    }
    return headers;
  }

  @Override
  Buffer content(Ask ask) {
    StringBuilder all = new StringBuilder();
    for (SayRequest message : ask.messages()) {
      all.append(Json.print(message)).append('\n');
    }
    return Buffer.buffer(all.toString());
  }

  @Override
  Answer read(Ask ask, Whole whole) {
    String text = new String(whole.body(), UTF_8);
    List<SayReply> replies = new ArrayList<>();
    if (whole.status() != 200) {
      return Json.error(new JsonObject(text), replies);
    }
    boolean error = false;
    for (String line : text.split("\n", -1)) {
      String item = form == Form.EVENTS ? line.replaceFirst("^data: ", "") : line;
      if (line.equals("event: error")) {
        error = true;
      } else if (error || item.startsWith("{\"error\":")) {
        JsonObject status = new JsonObject(item);
        return Json.error(error ? status : status.getJsonObject("error"), replies);
      } else if (!item.isEmpty()) {
        replies.add(Json.reply(item));
      }
    }
    return new Answer(0, "", 0, replies);
  }
}
