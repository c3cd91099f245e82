package dev.drover.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.GrpcRecorder;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawMessage;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.vertx.core.json.JsonArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls by WebSocket, frame by frame: who is still there, who may begin, who has to wait. */
@ExtendWith(NoLeaks.class)
class WebSocketCallsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String CHAT = "test.Echo/Chat";
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int MEBIBYTE = 1 << 20;

  private static RawMessage open(RawClient client, String fields) throws IOException {
    client.write(
        "GET /"
            + CHAT
            + " HTTP/1.1\r\nhost: here.example\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
            + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "sec-websocket-protocol: drover.proto\r\n"
            + fields
            + "\r\n");
    return client.readHead();
  }

  private record Frame(int opcode, byte[] payload) {}

  private static Frame read(RawClient client) throws IOException {
    int opcode = client.read(1)[0] & 0x0f;
    int length = client.read(1)[0] & 0x7f;
    if (length == 126) {
      length = ByteBuffer.wrap(client.read(2)).getShort() & 0xffff;
    } else if (length == 127) {
      length = (int) ByteBuffer.wrap(client.read(8)).getLong();
    }
    return new Frame(opcode, client.read(length));
  }

  /** Masked with zeros, which RFC 6455 allows. */
  private static byte[] frame(int opcode, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x80 | opcode);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else {
      frame.write(0x80 | 127);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  // Pings

  @Test
  void aClientThatAnswersPingsMayBeQuietForAsLongAsItLikes() throws Exception {
    try (GrpcOrigin origin = GrpcOrigin.builder().bidi(CHAT, Silent::new).start();
        TestGateway gateway = TestConfig.grpc(origin.port()).relay("ping", "100ms").start();
        RawClient client = RawClient.connect(gateway.port())) {
      long begin = System.nanoTime();
      assertThat(open(client, "").status()).isEqualTo(101);
      for (int i = 1; i <= 10; i++) {
        Frame ping = read(client);
        assertThat(ping.opcode()).isEqualTo(PING);
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(i * 100_000_000L);
        client.write(frame(PONG, ping.payload()));
      }
      assertThat(origin.calls()).singleElement().matches(call -> !call.cancelled());
    }
  }

  @Test
  void aClientThatDoesNotAnswerItsPingIsGoneAndItsCallToo() throws Exception {
    try (GrpcOrigin origin = GrpcOrigin.builder().bidi(CHAT, Silent::new).start();
        TestGateway gateway = TestConfig.grpc(origin.port()).relay("ping", "200ms").start();
        RawClient client = RawClient.connect(gateway.port())) {
      long begin = System.nanoTime();
      assertThat(open(client, "").status()).isEqualTo(101);

      assertThat(read(client).opcode()).isEqualTo(PING);
      Frame error = read(client);
      assertThat(new String(error.payload(), UTF_8)).contains("The client does not answer.");
      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(400_000_000L);
      Frame close = read(client);
      assertThat(close.opcode()).isEqualTo(CLOSE);
      assertThat(ByteBuffer.wrap(close.payload()).getShort()).isEqualTo((short) 4001);
      Eventually.await(
          () -> origin.calls().stream().allMatch(GrpcRecorder.Call::cancelled),
          SOON,
          "The origin is not told.");
    }
  }

  @Test
  void aPingOfTheClientIsAnsweredWithItsOwnWords() throws Exception {
    try (GrpcOrigin origin = GrpcOrigin.builder().bidi(CHAT, Silent::new).start();
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      assertThat(open(client, "").status()).isEqualTo(101);
      client.write(frame(PING, new byte[] {1, 2, 3}));
      Frame pong = read(client);
      assertThat(pong.opcode()).isEqualTo(PONG);
      assertThat(pong.payload()).containsExactly(1, 2, 3);
    }
  }

  // Who may begin

  private static int opened(TestGateway gateway, String origin) throws IOException {
    try (RawClient client = RawClient.connect(gateway.port())) {
      return open(client, "origin: " + origin + "\r\n").status();
    }
  }

  @Test
  void aPageOfAnotherOriginMayNotCallUnlessTheRouteLetsIt() throws Exception {
    try (GrpcOrigin origin = GrpcOrigin.builder().bidi(CHAT, Silent::new).start()) {
      try (TestGateway gateway = TestConfig.grpc(origin.port()).start()) {
        assertThat(opened(gateway, "https://elsewhere.example")).isEqualTo(403);
        assertThat(opened(gateway, "null")).isEqualTo(403);
        assertThat(opened(gateway, "https://here.example.evil.example")).isEqualTo(403);
        assertThat(origin.calls()).isEmpty();
        assertThat(opened(gateway, "http://here.example")).isEqualTo(101);
      }
      JsonArray cors =
          new JsonArray("[{\"cors\": {\"origins\": [\"https://elsewhere.example\"]}}]");
      try (TestGateway gateway = TestConfig.grpc(origin.port()).route("filters", cors).start()) {
        assertThat(opened(gateway, "https://elsewhere.example")).isEqualTo(101);
        assertThat(opened(gateway, "https://third.example")).isEqualTo(403);
      }
    }
  }

  // Who has to wait

  @Test
  void aClientThatDoesNotReadStopsTheServer() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (GrpcOrigin origin =
            GrpcOrigin.builder().bidi(CHAT, out -> new Producer(out, sent)).start();
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port(), 64 << 10)) {
      assertThat(open(client, "").status()).isEqualTo(101);
      client.write(frame(BINARY, new byte[0]));
      Eventually.await(() -> sent.get() > 0, SOON, "Nothing is sent.");
      Eventually.holds(() -> sent.get() < 16, Duration.ofSeconds(2), "The server goes on.");

      for (int i = 0; i < Producer.MESSAGES; i++) {
        assertThat(read(client).payload()).hasSize(MEBIBYTE);
      }
      assertThat(read(client).opcode()).isEqualTo(CLOSE);
    }
  }

  @Test
  void aServerThatDoesNotReadStopsTheClient() throws Exception {
    AtomicLong sent = new AtomicLong();
    AtomicLong taken = new AtomicLong();
    Consumer[] consumer = new Consumer[1];
    try (GrpcOrigin origin =
            GrpcOrigin.builder()
                .bidi(
                    CHAT,
                    out -> {
                      consumer[0] = new Consumer(out, taken);
                      return consumer[0];
                    })
                .start();
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      assertThat(open(client, "").status()).isEqualTo(101);
      Thread writer =
          new Thread(
              () -> {
                byte[] message = frame(BINARY, new byte[MEBIBYTE]);
                try {
                  for (int i = 0; i < Producer.MESSAGES; i++) {
                    client.write(message);
                    sent.incrementAndGet();
                  }
                  client.write(frame(1, new byte[0]));
                } catch (IOException broken) {
                  sent.set(-1);
                }
              });
      writer.start();
      Eventually.await(() -> sent.get() > 0, SOON, "Nothing is sent.");
      Eventually.holds(
          () -> sent.get() >= 0 && sent.get() < 32, Duration.ofSeconds(2), "The client goes on.");

      consumer[0].read();
      Frame last = read(client);
      while (last.opcode() == PING) {
        last = read(client);
      }
      assertThat(last.opcode()).isEqualTo(CLOSE);
      assertThat(taken.get()).isEqualTo(Producer.MESSAGES);
      writer.join();
    }
  }

  /** Never answers. */
  private record Silent(StreamObserver<byte[]> out) implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] message) {}

    @Override
    public void onError(Throwable broken) {}

    @Override
    public void onCompleted() {
      out.onCompleted();
    }
  }

  /** Sends as fast as it may, from the first message on. */
  private static final class Producer implements StreamObserver<byte[]> {
    static final int MESSAGES = 128;
    private static final byte[] MESSAGE = new byte[MEBIBYTE];
    private final ServerCallStreamObserver<byte[]> out;
    private final AtomicLong sent;
    private boolean asked;

    Producer(StreamObserver<byte[]> out, AtomicLong sent) {
      this.out = GrpcOrigin.call(out);
      this.sent = sent;
      this.out.setOnReadyHandler(this::send);
    }

    private synchronized void send() {
      while (asked && out.isReady() && sent.get() < MESSAGES) {
        out.onNext(MESSAGE);
        if (sent.incrementAndGet() == MESSAGES) {
          out.onCompleted();
        }
      }
    }

    @Override
    public void onNext(byte[] message) {
      asked = true;
      send();
    }

    @Override
    public void onError(Throwable broken) {}

    @Override
    public void onCompleted() {}
  }

  /** Reads nothing until it is told to. */
  private static final class Consumer implements StreamObserver<byte[]> {
    private final ServerCallStreamObserver<byte[]> out;
    private final AtomicLong taken;

    Consumer(StreamObserver<byte[]> out, AtomicLong taken) {
      this.out = GrpcOrigin.call(out);
      this.taken = taken;
      this.out.disableAutoRequest();
    }

    void read() {
      out.request(Integer.MAX_VALUE);
    }

    @Override
    public void onNext(byte[] message) {
      taken.incrementAndGet();
    }

    @Override
    public void onError(Throwable broken) {}

    @Override
    public void onCompleted() {
      out.onCompleted();
    }
  }
}
