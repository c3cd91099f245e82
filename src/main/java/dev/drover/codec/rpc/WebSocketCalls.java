package dev.drover.codec.rpc;

import dev.drover.codec.ContentCoding;
import dev.drover.codec.GrpcDeframer;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.PageOrigin;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Calls of any kind by WebSocket (RFC 6455): each message of the call is a message of the socket,
 * text for JSON, binary for protobuf. See docs/protocols.md for how a call ends.
 */
final class WebSocketCalls implements ClientProtocol {
  static final WebSocketCalls ONLY = new WebSocketCalls();

  static final String JSON = "drover.json";
  static final String PROTO = "drover.proto";

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String VERSION = "13";

  private WebSocketCalls() {}

  @Override
  public Future<Response> carry(ClientCall call) {
    MultiMap headers = call.headers();
    if (!PageOrigin.admits(call.exchange())) {
      throw Failure.of(
              Reason.DENIED,
              "Pages of this origin may not call by WebSocket; the route's filter cors may let them.")
          .header("vary", "Origin");
    }
    call.fits(CallForm.WEB_SOCKET);
    String key = headers.get("sec-websocket-key");
    if (key == null || !VERSION.equals(headers.get("sec-websocket-version"))) {
      throw Failure.of(
              Reason.MALFORMED, "A WebSocket begins with a sec-websocket-key and version 13.")
          .header("Sec-WebSocket-Version", VERSION);
    }
    String chosen = subprotocol(headers.get("sec-websocket-protocol"));
    if (JSON.equals(chosen)) {
      call.typed();
    }
    Metadata.request(headers);
    headers.set(GrpcDeframer.ACCEPTED, ContentCoding.ALL);
    MultiMap answer =
        HttpHeaders.headers()
            .set(HttpHeaders.CONNECTION, "Upgrade")
            .set(HttpHeaders.UPGRADE, "websocket")
            .set("sec-websocket-accept", accept(key));
    if (chosen != null) {
      answer.set("sec-websocket-protocol", chosen);
    }
    WebSocketCall socket = new WebSocketCall(call, chosen);
    socket.begin();
    return Future.succeededFuture(
        new Response(
            101,
            answer,
            new Body.Tunnel(socket.toClient(), socket.fromClient(), socket::lastWords)));
  }

  /** The first of ours that the client offers; null when it offers none. */
  private static @Nullable String subprotocol(@Nullable String offered) {
    if (offered != null) {
      for (String one : offered.split(",", -1)) {
        String name = one.trim().toLowerCase(Locale.ROOT);
        if (name.equals(JSON) || name.equals(PROTO)) {
          return name;
        }
      }
    }
    return null;
  }

  /** RFC 6455, section 4.2.2. */
  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-1.", e);
    }
  }

  /** Before the socket is there, the client is answered in the words of Connect. */
  @Override
  public Response error(Exchange exchange, Failure failure) {
    return ConnectUnary.POST.error(exchange, failure);
  }
}
