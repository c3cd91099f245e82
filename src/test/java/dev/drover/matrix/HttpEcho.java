package dev.drover.matrix;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import dev.drover.testing.Http2Calls;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The echo as a server of gRPC-Web, of Connect and of REST by its HTTP rules, over HTTP/1.1 and
 * HTTP/2; written from their specifications, and not with the gateway's codecs.
 */
final class HttpEcho {
  private static final JsonFormat.TypeRegistry TYPES =
      JsonFormat.TypeRegistry.newBuilder().add(ErrorInfo.getDescriptor()).build();

  private static final int LINE = 16 << 10;

  private final Marks marks;
  private final HttpServer server;

  HttpEcho(Vertx vertx, Marks marks) {
    this.marks = marks;
    this.server =
        Http2Calls.await(
            vertx
                .createHttpServer(new HttpServerOptions().setMaxInitialLineLength(LINE))
                .requestHandler(this::serve)
                .listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  private void serve(HttpServerRequest request) {
    String type = request.headers().get("content-type");
    String words = type == null ? "" : type;
    Call call;
    if (words.startsWith("application/grpc-web")) {
      call = new Enveloped(request, Kind.of(request.path()), true);
    } else if (words.startsWith("application/connect+")) {
      call = new Enveloped(request, Kind.of(request.path()), false);
    } else if (request.path().startsWith("/" + Kind.SERVICE)) {
      call = new ConnectUnary(request, Kind.of(request.path()));
    } else {
      call = Rest.of(this, request);
    }
    request.handler(call::content);
    request.endHandler(end -> call.finished());
    request.response().closeHandler(closed -> call.gone());
    request.response().exceptionHandler(broken -> call.gone());
    request.exceptionHandler(broken -> call.gone());
  }

  private abstract static class Call implements EchoCall.Out {
    final HttpServerResponse response;
    final EchoCall echo;
    private final HttpEcho owner;
    private boolean over;

    Call(HttpEcho owner, HttpServerRequest request, Kind kind) {
      this.owner = owner;
      this.response = request.response();
      this.echo = new EchoCall(kind, owner.marks, this);
    }

    abstract void content(Buffer content);

    void finished() {
      echo.finished();
    }

    abstract void ended(@Nullable Status error);

    @Override
    public final void end(@Nullable Status error) {
      over = true;
      ended(error);
    }

    final void gone() {
      if (!over) {
        over = true;
        owner.marks.cancelled.incrementAndGet();
      }
    }
  }

  private static byte[] bytes(SayReply reply, boolean json) {
    return json ? Json.print(reply).getBytes(StandardCharsets.UTF_8) : reply.toByteArray();
  }

  private static SayRequest request(byte[] bytes, boolean json) {
    try {
      return json
          ? Rest.parse(new String(bytes, StandardCharsets.UTF_8))
          : SayRequest.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** gRPC-Web, and streams of Connect. */
  private final class Enveloped extends Call {
    private final boolean web;
    private final boolean json;
    private final @Nullable Packed packs;
    private final @Nullable String encoding;
    private Buffer kept = Buffer.buffer();

    Enveloped(HttpServerRequest request, Kind kind, boolean web) {
      super(HttpEcho.this, request, kind);
      this.web = web;
      this.json = request.getHeader("content-type").endsWith("json");
      String accepted = request.getHeader(web ? "grpc-accept-encoding" : "connect-accept-encoding");
      this.packs = Packed.of(accepted);
      this.encoding = request.getHeader(web ? "grpc-encoding" : "connect-content-encoding");
      response.setChunked(true);
      response.putHeader(
          "content-type",
          web ? "application/grpc-web+proto" : "application/connect+" + (json ? "json" : "proto"));
      if (packs != null) {
        response.putHeader(
            web ? "grpc-encoding" : "connect-content-encoding", packs.getMessageEncoding());
      }
    }

    @Override
    void content(Buffer content) {
      kept.appendBuffer(content);
      while (kept.length() >= 5 && kept.length() >= 5 + kept.getInt(1)) {
        int end = 5 + kept.getInt(1);
        byte[] bytes = kept.getBytes(5, end);
        echo.message(
            request((kept.getByte(0) & 1) == 0 ? bytes : Packed.unpack(encoding, bytes), json));
        kept = kept.getBuffer(end, kept.length());
      }
    }

    @Override
    public void message(SayReply reply) {
      byte[] bytes = bytes(reply, json);
      response.write(packs == null ? envelope(0, bytes) : envelope(1, packs.pack(bytes)));
    }

    @Override
    void ended(@Nullable Status error) {
      if (web) {
        String lines = "grpc-status: " + (error == null ? 0 : error.getCode()) + "\r\n";
        if (error != null) {
          lines +=
              "grpc-message: refused: gr%C3%B6%C3%9Fer als 100 %25\r\n"
                  + "grpc-status-details-bin: "
                  + Base64.getEncoder().encodeToString(error.toByteArray())
                  + "\r\n";
        }
        response.end(envelope(0x80, lines.getBytes(StandardCharsets.US_ASCII)));
      } else {
        JsonObject end = new JsonObject();
        if (error != null) {
          end.put("error", connectError(error));
        }
        response.end(envelope(2, end.encode().getBytes(StandardCharsets.UTF_8)));
      }
    }
  }

  private static Buffer envelope(int flags, byte[] bytes) {
    return Buffer.buffer().appendByte((byte) flags).appendInt(bytes.length).appendBytes(bytes);
  }

  private static JsonObject connectError(Status error) {
    JsonArray details = new JsonArray();
    error
        .getDetailsList()
        .forEach(
            detail ->
                details.add(
                    new JsonObject()
                        .put("type", detail.getTypeUrl().replaceFirst(".*/", ""))
                        .put(
                            "value",
                            Base64.getEncoder()
                                .withoutPadding()
                                .encodeToString(detail.getValue().toByteArray()))));
    return new JsonObject()
        .put("code", Connected.word(error.getCode()))
        .put("message", error.getMessage())
        .put("details", details);
  }

  private final class ConnectUnary extends Call {
    private final Buffer all = Buffer.buffer();
    private final boolean json;
    private final @Nullable String encoding;
    private final @Nullable Packed packs;

    ConnectUnary(HttpServerRequest request, Kind kind) {
      super(HttpEcho.this, request, kind);
      if (request.method() == HttpMethod.GET) {
        json = request.getParam("encoding").equals("json");
        String message = request.getParam("message");
        all.appendBytes(
            json
                ? message.getBytes(StandardCharsets.UTF_8)
                : Base64.getUrlDecoder().decode(message));
      } else {
        json = "application/json".equals(request.getHeader("content-type"));
      }
      encoding = request.getHeader("content-encoding");
      String accepted = request.getHeader("accept-encoding");
      packs = Packed.of(accepted);
    }

    @Override
    void content(Buffer content) {
      all.appendBuffer(content);
    }

    @Override
    void finished() {
      byte[] bytes = all.getBytes();
      echo.message(request(encoding == null ? bytes : Packed.unpack(encoding, bytes), json));
      super.finished();
    }

    @Override
    public void message(SayReply reply) {
      byte[] bytes = bytes(reply, json);
      response.putHeader("content-type", json ? "application/json" : "application/proto");
      if (packs != null) {
        response.putHeader("content-encoding", packs.getMessageEncoding());
      }
      response.setChunked(true);
      response.write(Buffer.buffer(packs == null ? bytes : packs.pack(bytes)));
    }

    @Override
    void ended(@Nullable Status error) {
      if (error == null) {
        response.end();
      } else {
        response.setStatusCode(400).putHeader("content-type", "application/json");
        response.end(connectError(error).encode());
      }
    }
  }

  /** REST by the rules of echo.proto. */
  private static final class Rest extends Call {
    private final Kind kind;
    private final Buffer whole = Buffer.buffer();
    private final RecordParser lines;
    private boolean begun;

    private Rest(HttpEcho owner, HttpServerRequest request, Kind kind) {
      super(owner, request, kind);
      this.kind = kind;
      this.lines = RecordParser.newDelimited("\n", line -> echo.message(parse(line)));
      response.setChunked(true);
    }

    static Rest of(HttpEcho owner, HttpServerRequest request) {
      Kind kind =
          switch (request.path()) {
            case "/v1/echo:say" -> Kind.UNARY;
            case "/v1/echo:join" -> Kind.CLIENT_STREAM;
            case "/v1/echo:chat" -> Kind.BIDI;
            default -> Kind.SERVER_STREAM;
          };
      return new Rest(owner, request, kind);
    }

    @Override
    void content(Buffer content) {
      if (kind.manyAsked()) {
        lines.handle(content);
      } else {
        whole.appendBuffer(content);
      }
    }

    private static SayRequest parse(Buffer bytes) {
      return parse(bytes.toString(StandardCharsets.UTF_8));
    }

    private static SayRequest parse(String json) {
      try {
        SayRequest.Builder request = SayRequest.newBuilder();
        JsonFormat.parser().merge(json, request);
        return request.build();
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException(json, e);
      }
    }

    @Override
    void finished() {
      if (!kind.manyAsked()) {
        echo.message(parse(whole));
      }
      super.finished();
    }

    @Override
    public void message(SayReply reply) {
      if (!begun) {
        response.putHeader(
            "content-type", kind.manyTold() ? "application/x-ndjson" : "application/json");
      }
      begun = true;
      response.write(print(reply) + (kind.manyTold() ? "\n" : ""));
    }

    @Override
    void ended(@Nullable Status error) {
      if (error == null && begun) {
        response.end();
      } else if (error == null) {
        response.putHeader("content-type", "application/x-ndjson").end();
      } else if (begun) {
        response.end("{\"error\":" + print(error) + "}\n");
      } else {
        response.setStatusCode(400).putHeader("content-type", "application/json");
        response.end(print(error));
      }
    }

    private static String print(com.google.protobuf.Message message) {
      try {
        return JsonFormat.printer()
            .usingTypeRegistry(TYPES)
            .omittingInsignificantWhitespace()
            .print(message);
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException(e);
      }
    }
  }
}
