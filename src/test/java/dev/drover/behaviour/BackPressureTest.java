package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.Http2Origin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.OriginStream;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class BackPressureTest {
  private static final int MESSAGE = 64 << 10;
  private static final int COUNT = 640;
  private static final long WINDOW = 8L << 20;

  @Test
  void aGrpcReaderThatStallsStopsTheProducer() throws Exception {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.grpcHeaders();
                  for (int i = 0; i < COUNT; i++) {
                    stream.send(dev.drover.testing.GrpcFrames.frame(Bytes.random(MESSAGE, i)));
                  }
                  stream.status(0);
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      AtomicInteger right = new AtomicInteger();
      AtomicInteger received = new AtomicInteger();
      CompletableFuture<Status> end = new CompletableFuture<>();
      ClientCall<byte[], byte[]> call =
          calls
              .channel()
              .newCall(
                  GrpcMethods.method("a.B/C", MethodType.SERVER_STREAMING), CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onMessage(byte[] message) {
              int number = received.getAndIncrement();
              if (Bytes.sum(message) == Bytes.sum(Bytes.random(MESSAGE, number))) {
                right.incrementAndGet();
              }
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              end.complete(status);
            }
          },
          new Metadata());
      call.request(1);
      call.sendMessage(new byte[0]);
      call.halfClose();
      OriginStream stream = origin.awaitStream(1);

      long stopped = settled(stream::sent);
      assertThat(stopped).isBetween((long) MESSAGE, WINDOW);

      call.request(COUNT);
      assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(Status.OK);
      assertThat(right).hasValue(COUNT);
    }
  }

  @Test
  void anHttp1ReaderThatStallsStopsTheProducer() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (RawOrigin origin = producing(sent);
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port(), 64 << 10)) {
      client.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      RawMessage head = client.readHead();

      assertThat(settled(sent::get)).isLessThan(2 * WINDOW);

      RawMessage whole = client.readBody(head);
      assertThat(whole.body().length).isEqualTo(COUNT * MESSAGE);
      assertThat(sent).hasValue((long) COUNT * MESSAGE);
    }
  }

  /** What has come and waits for the reader is let go; the extension looks for leaked buffers. */
  @Test
  void aReaderThatLeavesInMidAnswerLeavesNothingBehind() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (RawOrigin origin = producing(sent);
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      try (RawClient client = RawClient.connect(gateway.port(), 64 << 10)) {
        client.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        client.readHead();
        assertThat(settled(sent::get)).isPositive();
      }
      Eventually.await(() -> origin.open() == 0, Duration.ofSeconds(10), "It is still open.");
    }
  }

  @Test
  void anOriginThatStallsStopsTheClient() throws Exception {
    try (Http2Origin origin =
            Http2Origin.stalled(
                stream -> {
                  stream.awaitEnd();
                  stream.headersOnly(200);
                });
        TestGateway gateway = TestConfig.http2(origin.port()).route("bodyBytes", "64MiB").start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      HttpClientRequest request = Http2Calls.await(calls.open("POST", "/upload"));
      var answer = Http2Calls.answer(request);
      AtomicLong written = new AtomicLong();
      for (int i = 0; i < COUNT; i++) {
        request
            .write(Buffer.buffer(Bytes.random(MESSAGE, i)))
            .onSuccess(done -> written.addAndGet(MESSAGE));
      }
      request.end();
      OriginStream stream = origin.awaitStream(1);

      assertThat(settled(written::get)).isLessThan(WINDOW);
      assertThat(stream.received()).isLessThanOrEqualTo(65_535);

      stream.resumeReading();
      assertThat(Http2Calls.await(answer).status()).isEqualTo(200);
      assertThat(stream.received()).isEqualTo(COUNT * MESSAGE);
    }
  }

  @Test
  void anHttp1OriginThatStallsStopsTheClient() throws Exception {
    CompletableFuture<Boolean> read = new CompletableFuture<>();
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  RawMessage head = connection.readRequestHead();
                  read.get();
                  connection.record(connection.readBody(head));
                  connection.write(RawOrigin.ok("done"));
                });
        TestGateway gateway = TestConfig.http(origin.port()).route("bodyBytes", "64MiB").start();
        RawClient client = RawClient.connect(gateway.port())) {
      AtomicLong written = new AtomicLong();
      Thread writer =
          new Thread(
              () -> {
                try {
                  client.write(
                      "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: "
                          + COUNT * MESSAGE
                          + "\r\n\r\n");
                  for (int i = 0; i < COUNT; i++) {
                    client.write(Bytes.random(MESSAGE, i));
                    written.addAndGet(MESSAGE);
                  }
                } catch (java.io.IOException e) {
                  read.completeExceptionally(e);
                }
              });
      writer.start();

      assertThat(settled(written::get)).isLessThan(3 * WINDOW);

      read.complete(true);
      assertThat(client.readMessage().text()).isEqualTo("done");
      assertThat(origin.awaitRequest(1).body().length).isEqualTo(COUNT * MESSAGE);
      writer.join();
    }
  }

  @Test
  void oneStalledStreamDoesNotHoldUpTheOthers() throws Exception {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.grpcHeaders();
                  if (stream.header(":path").orElse("").endsWith("/Stall")) {
                    for (int i = 0; i < COUNT; i++) {
                      stream.send(dev.drover.testing.GrpcFrames.frame(new byte[MESSAGE]));
                    }
                  } else {
                    stream.message(Bytes.of("m"));
                  }
                  stream.status(0);
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).pool("connections", 1).start();
        GrpcCalls stalled = GrpcCalls.to(gateway.port());
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      ClientCall<byte[], byte[]> call =
          stalled
              .channel()
              .newCall(
                  GrpcMethods.method("a.B/Stall", MethodType.SERVER_STREAMING),
                  CallOptions.DEFAULT);
      call.start(new ClientCall.Listener<>() {}, new Metadata());
      call.request(1);
      call.sendMessage(new byte[0]);
      call.halfClose();
      settled(origin.awaitStream(1)::sent);

      for (int i = 0; i < 50; i++) {
        assertThat(
                calls.status(
                    "a.B/Go",
                    new byte[0],
                    CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS)))
            .isEqualTo(Status.OK);
      }
      call.cancel("The test is over.", null);
      origin.awaitStream(1).awaitReset();
    }
  }

  /** The value once it has not grown for a while. */
  private static long settled(LongSupplier value) {
    long[] last = {-1, System.nanoTime()};
    Eventually.await(
        () -> {
          long now = value.getAsLong();
          if (now != last[0] || now == 0) {
            last[0] = now;
            last[1] = System.nanoTime();
          }
          return System.nanoTime() - last[1] > 400_000_000;
        },
        Duration.ofSeconds(15),
        () -> "It never settles: " + value.getAsLong());
    return last[0];
  }

  /** Answers as fast as it is read, and notes how much has been. */
  private static RawOrigin producing(AtomicLong sent) {
    return RawOrigin.start(
        connection -> {
          connection.readRequest();
          connection.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
          for (int i = 0; i < COUNT; i++) {
            connection.chunk(Bytes.random(MESSAGE, i));
            sent.addAndGet(MESSAGE);
          }
          connection.write("0\r\n\r\n");
        });
  }
}
