package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.Eventually;
import dev.drover.testing.Futures;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class WebSocketTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String UPGRADE =
      "GET /ws HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
          + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  private static final String ACCEPT =
      "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
          + "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  private final Vertx vertx = Vertx.vertx();
  // one that nobody holds is closed when the garbage is collected
  private final WebSocketClient sockets = vertx.createWebSocketClient();

  @AfterEach
  void stop() {
    Http2Calls.await(vertx.close());
  }

  @Test
  void messagesPassBothWaysAndSoDoesTheCloseCode() {
    HttpServer server = echo();
    try (TestGateway gateway = TestConfig.http(server.actualPort()).start()) {
      WebSocket socket = connect(gateway);
      List<String> texts = new CopyOnWriteArrayList<>();
      socket.textMessageHandler(texts::add);
      for (int i = 0; i < 100; i++) {
        socket.writeTextMessage("m" + i);
      }
      Eventually.await(() -> texts.size() == 100, SOON, () -> texts.size() + " came back");
      assertThat(texts.get(99)).isEqualTo("m99");

      socket.writeTextMessage("close 4321");
      Eventually.await(socket::isClosed, SOON, "The socket stays open.");
      assertThat(socket.closeStatusCode()).isEqualTo((short) 4321);
      assertThat(socket.closeReason()).isEqualTo("as told");
    }
  }

  @Test
  void theSubprotocolIsAgreedBetweenTheEnds() {
    HttpServer server = echo();
    try (TestGateway gateway = TestConfig.http(server.actualPort()).start()) {
      WebSocket socket =
          Http2Calls.await(
              sockets.connect(
                  new WebSocketConnectOptions()
                      .setPort(gateway.port())
                      .setHost("127.0.0.1")
                      .setURI("/ws")
                      .addSubProtocol("chat")));
      assertThat(socket.subProtocol()).isEqualTo("chat");
      Http2Calls.await(socket.close());
    }
  }

  @Test
  void aRefusalOfTheOriginReachesTheClient() {
    try (RawOrigin origin =
            RawOrigin.answering("HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno");
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      Throwable refused =
          Futures.await(
              sockets
                  .connect(gateway.port(), "127.0.0.1", "/ws")
                  .<Throwable>map(socket -> new AssertionError("accepted"))
                  .recover(io.vertx.core.Future::succeededFuture));

      assertThat(refused).isInstanceOf(UpgradeRejectedException.class);
      assertThat(((UpgradeRejectedException) refused).getStatus()).isEqualTo(403);
    }
  }

  @Test
  void bytesRightAfterTheHandshakeAreNotLost() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  connection.write(ACCEPT + "early");
                  connection.write(connection.read(5));
                  connection.stall();
                });
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      client.write(UPGRADE);
      RawMessage head = client.readHead();
      assertThat(head.status()).isEqualTo(101);
      assertThat(head.header("sec-websocket-accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      assertThat(Bytes.text(client.read(5))).isEqualTo("early");
      client.write("after");
      assertThat(Bytes.text(client.read(5))).isEqualTo("after");
    }
  }

  @Test
  void eitherEndClosesTheOther() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  connection.write(ACCEPT);
                  if (connection.number() == 1) {
                    connection.awaitEnd();
                  }
                });
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      try (RawClient client = RawClient.connect(gateway.port())) {
        client.write(UPGRADE);
        assertThat(client.readHead().status()).isEqualTo(101);
      }
      Eventually.await(() -> origin.open() == 0, SOON, "The origin's end stays open.");

      try (RawClient client = RawClient.connect(gateway.port())) {
        client.write(UPGRADE);
        assertThat(client.readHead().status()).isEqualTo(101);
        assertThat(client.read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void aReaderThatStallsStopsTheOrigin() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  connection.write(ACCEPT);
                  for (int i = 0; i < 1_000; i++) {
                    connection.write(new byte[64 << 10]);
                    sent.addAndGet(64 << 10);
                  }
                  connection.awaitEnd();
                });
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port(), 64 << 10)) {
      client.write(UPGRADE);
      assertThat(client.readHead().status()).isEqualTo(101);
      Eventually.await(() -> sent.get() > 0, SOON, "Nothing was sent.");
      Eventually.holds(
          () -> sent.get() < 24 << 20, Duration.ofSeconds(1), "The producer does not stop");

      assertThat(client.read(1_000 * (64 << 10))).hasSize(1_000 * (64 << 10));
    }
  }

  private WebSocket connect(TestGateway gateway) {
    return Http2Calls.await(sockets.connect(gateway.port(), "127.0.0.1", "/ws"));
  }

  private HttpServer echo() {
    return Http2Calls.await(
        vertx
            .createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("chat"))
            .webSocketHandler(
                socket ->
                    socket.textMessageHandler(
                        text -> {
                          if (text.startsWith("close ")) {
                            socket.close((short) Integer.parseInt(text.substring(6)), "as told");
                          } else {
                            socket.writeTextMessage(text);
                          }
                        }))
            .listen(0, "127.0.0.1"));
  }
}
