package dev.drover.matrix;

import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A WebSocket, each message a message. */
final class SocketClient implements Client {
  private static final int LARGE = 8 << 20;

  private final WebSocketClient client;
  private final int port;
  private final boolean json;

  SocketClient(Vertx vertx, int port, boolean json) {
    this.client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxFrameSize(LARGE).setMaxMessageSize(LARGE));
    this.port = port;
    this.json = json;
  }

  @Override
  public String label() {
    return "WebSocket";
  }

  @Override
  public String codec() {
    return json ? "JSON" : "protobuf";
  }

  @Override
  public boolean carries(Kind kind) {
    return true;
  }

  @Override
  public boolean packs() {
    return false;
  }

  @Override
  public Running start(Ask ask) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/" + ask.kind().rpc())
            .addSubProtocol(json ? "drover.json" : "drover.proto");
    if (ask.timeoutMillis() > 0) {
      options.putHeader("grpc-timeout", ask.timeoutMillis() + "m");
    }
    Promise<Answer> promise = Promise.promise();
    Promise<Void> given = Promise.promise();
    client
        .connect(options)
        .onFailure(
            cause ->
                promise.tryFail(
                    cause instanceof UpgradeRejectedException refused
                        ? new AssertionError(refused.getStatus() + ": " + refused.getBody())
                        : cause))
        .onSuccess(
            socket -> {
              given.future().onSuccess(up -> socket.close());
              talk(socket, ask, promise);
            });
    return new Running(promise.future(), given::tryComplete);
  }

  private void talk(WebSocket socket, Ask ask, Promise<Answer> promise) {
    List<SayReply> replies = new ArrayList<>();
    AtomicReference<JsonObject> error = new AtomicReference<>();
    socket.textMessageHandler(
        text -> {
          if (text.startsWith("{\"error\":")) {
            error.set(new JsonObject(text).getJsonObject("error"));
          } else {
            replies.add(Json.reply(text));
          }
        });
    socket.binaryMessageHandler(bytes -> replies.add(WebClient.reply(bytes.getBytes())));
    socket.closeHandler(
        closed -> {
          Short code = socket.closeStatusCode();
          if (code != null && code == 1000) {
            promise.tryComplete(new Answer(0, "", 0, replies));
          } else if (error.get() == null || code == null) {
            promise.tryFail(new AssertionError("Closed with " + code));
          } else {
            Answer answer = Json.error(error.get(), replies);
            promise.tryComplete(
                new Answer(code - 4000, answer.message(), answer.details(), replies));
          }
        });
    for (SayRequest message : ask.messages()) {
      if (json) {
        socket.writeTextMessage(Json.print(message));
      } else {
        socket.writeBinaryMessage(Buffer.buffer(message.toByteArray()));
      }
    }
    if (ask.kind().manyAsked()) {
      socket.writeTextMessage("");
    }
  }
}
