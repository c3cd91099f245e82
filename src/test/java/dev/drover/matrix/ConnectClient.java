package dev.drover.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import dev.drover.testing.GrpcFrames;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Connect: unary calls by POST or GET, streams in envelopes. */
final class ConnectClient extends HttpClientOf {
  private final boolean json;
  private final boolean get;

  ConnectClient(Vertx vertx, int port, boolean http2, boolean json, boolean get) {
    super(vertx, port, http2, get ? "Connect GET" : "Connect", json ? "JSON" : "protobuf");
    this.json = json;
    this.get = get;
  }

  @Override
  public boolean carries(Kind kind) {
    return get ? kind == Kind.UNARY : kind != Kind.BIDI || http2;
  }

  @Override
  public boolean packs() {
    return !get;
  }

  /** A message in a target is as large as a target may be. */
  @Override
  public int large() {
    return get ? 4_000 : 1 << 20;
  }

  @Override
  HttpMethod method() {
    return get ? HttpMethod.GET : HttpMethod.POST;
  }

  @Override
  String target(Ask ask) {
    String path = "/" + ask.kind().rpc();
    if (!get) {
      return path;
    }
    byte[] message = bytes(ask.messages().get(0));
    return path
        + "?connect=v1&encoding="
        + (json
            ? "json&message=" + URLEncoder.encode(new String(message, UTF_8), UTF_8)
            : "proto&base64=1&message="
                + Base64.getUrlEncoder().withoutPadding().encodeToString(message));
  }

  private boolean unary(Ask ask) {
    return get || ask.kind() == Kind.UNARY;
  }

  @Override
  MultiMap headers(Ask ask) {
    String codec = json ? "json" : "proto";
    MultiMap headers = fields("connect-protocol-version", "1");
    if (!get) {
      headers.set("content-type", "application/" + (unary(ask) ? "" : "connect+") + codec);
    }
    if (ask.packed() != null) {
      String prefix = unary(ask) ? "" : "connect-";
      headers.set(prefix + "content-encoding", ask.encoding());
      headers.set(prefix + "accept-encoding", ask.encoding());
    }
    if (ask.timeoutMillis() > 0) {
      headers.set("connect-timeout-ms", Long.toString(ask.timeoutMillis()));
    }
    return headers;
  }

  private byte[] bytes(SayRequest message) {
    return json ? Json.print(message).getBytes(UTF_8) : message.toByteArray();
  }

  @Override
  Buffer content(Ask ask) {
    Buffer all = Buffer.buffer();
    for (SayRequest message : ask.messages()) {
      Packed packed = ask.packed();
      byte[] bytes = packed == null ? bytes(message) : packed.pack(bytes(message));
      all.appendBytes(unary(ask) ? bytes : GrpcFrames.frame(packed == null ? 0 : 1, bytes));
    }
    return all;
  }

  /**
   * @param encoding null when it is not packed
   */
  private SayReply reply(byte[] bytes, @Nullable String encoding) {
    byte[] plain = encoding == null ? bytes : Packed.unpack(encoding, bytes);
    return json ? Json.reply(new String(plain, UTF_8)) : WebClient.reply(plain);
  }

  @Override
  Answer read(Ask ask, Whole whole) {
    List<SayReply> replies = new ArrayList<>();
    if (unary(ask)) {
      if (whole.status() != 200) {
        return error(new JsonObject(Buffer.buffer(whole.body())), replies);
      }
      String encoding = whole.headers().get("content-encoding");
      if (ask.packed() != null && json) {
        assertThat(encoding).isEqualTo(ask.encoding());
      }
      return new Answer(0, "", 0, List.of(reply(whole.body(), encoding)));
    }
    Buffer body = Buffer.buffer(whole.body());
    for (int at = 0; at < body.length(); ) {
      int end = at + 5 + body.getInt(at + 1);
      byte[] one = Arrays.copyOfRange(whole.body(), at + 5, end);
      if ((body.getByte(at) & 2) != 0) {
        JsonObject last = new JsonObject(Buffer.buffer(one));
        return last.containsKey("error")
            ? error(last.getJsonObject("error"), replies)
            : new Answer(0, "", 0, replies);
      }
      boolean packed = (body.getByte(at) & 1) != 0;
      assertThat(packed || !json).isEqualTo(ask.packed() != null || !json);
      replies.add(reply(one, packed ? whole.headers().get("connect-content-encoding") : null));
      at = end;
    }
    throw new AssertionError("No last envelope: " + whole.status() + " " + body);
  }

  private static Answer error(JsonObject error, List<SayReply> replies) {
    return new Answer(
        Connected.code(error.getString("code")),
        error.getString("message", ""),
        error.containsKey("details") ? error.getJsonArray("details").size() : 0,
        replies);
  }
}
