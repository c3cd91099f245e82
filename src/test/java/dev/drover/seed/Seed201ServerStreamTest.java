package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.PerfService;
import dev.drover.demo.perf.StreamingFromServerRequest;
import dev.drover.demo.perf.StreamingFromServerResponse;
import dev.drover.testing.Deployed;
import dev.drover.testing.Futures;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcFrames;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.CallOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The benchmark grpc-perf, directly and through the gateway: not a byte more or less. */
@ExtendWith(NoLeaks.class)
class Seed201ServerStreamTest {
  private static final String METHOD = PerfService.NAME + "/StreamingFromServer";
  private static final int MIB = 1 << 20;
  private static final int PARTS = 640;
  private static final int FEWER_PARTS = 64;
  private static final int WARM = 32;

  /** Of each message: the five bytes of gRPC, and a tag and a length of protobuf. */
  private static final int OVERHEAD = GrpcFrames.PREFIX + 1 + 3;

  private final PerfService origin = new PerfService(0);

  @RegisterExtension final Deployed deployed = Deployed.of(origin);

  @Test
  void everyByteArrivesAtAGrpcClient() throws Exception {
    try (TestGateway gateway = TestConfig.grpc(origin.port()).start()) {
      readGrpc(origin.port(), WARM);
      readGrpc(gateway.port(), WARM);
      double direct = readGrpc(origin.port(), PARTS);
      report("grpc-java", PARTS, direct, readGrpc(gateway.port(), PARTS));
    }
  }

  @Test
  void everyByteArrivesAtAnHttp2Client() throws Exception {
    try (TestGateway gateway = TestConfig.grpc(origin.port()).start()) {
      readHttp2(origin.port(), WARM);
      readHttp2(gateway.port(), WARM);
      double direct = readHttp2(origin.port(), FEWER_PARTS);
      report("HTTP/2", FEWER_PARTS, direct, readHttp2(gateway.port(), FEWER_PARTS));
    }
  }

  private static void report(String client, int parts, double direct, double through) {
    SeedReport.row(
        "2.1",
        "grpc-perf, %d x 1 MiB to a client of %s, directly and through the gateway"
            .formatted(parts, client),
        "%,d bytes twice".formatted(parts * MIB),
        "both; %.0f and %.0f MB/s, ratio %.2f".formatted(direct, through, through / direct));
  }

  private static byte[] request(int parts) {
    return StreamingFromServerRequest.newBuilder().setNumBytes(parts * MIB).build().toByteArray();
  }

  /** MB/s of such a call, whose every message is looked at. */
  private static double readGrpc(int port, int parts) throws IOException {
    try (GrpcCalls calls = GrpcCalls.to(port)) {
      calls.channel().getState(true);
      long start = System.nanoTime();
      Iterator<byte[]> messages = calls.serverStream(METHOD, request(parts), CallOptions.DEFAULT);
      long bytes = 0;
      int count = 0;
      while (messages.hasNext()) {
        int length = StreamingFromServerResponse.parseFrom(messages.next()).getData().size();
        assertThat(length).isEqualTo(MIB);
        bytes += length;
        count++;
      }
      assertThat(count).isEqualTo(parts);
      assertThat(bytes).isEqualTo((long) parts * MIB);
      return bytes / 1e6 / ((System.nanoTime() - start) / 1e9);
    }
  }

  /** The same with a client that only counts. */
  private double readHttp2(int port, int parts) throws Exception {
    HttpClientAgent client = HttpClients.vertxHttp2(deployed.vertx());
    long start = System.nanoTime();
    long bytes =
        Futures.await(
            client
                .request(HttpMethod.POST, port, "127.0.0.1", "/" + METHOD)
                .compose(
                    call ->
                        call.putHeader("content-type", "application/grpc")
                            .putHeader("te", "trailers")
                            .send(Buffer.buffer(GrpcFrames.frame(request(parts))))
                            .compose(Seed201ServerStreamTest::count)),
            Duration.ofMinutes(2));
    assertThat(bytes).isEqualTo(parts * (MIB + (long) OVERHEAD));
    Http2Calls.await(client.close());
    return bytes / 1e6 / ((System.nanoTime() - start) / 1e9);
  }

  private static Future<Long> count(HttpClientResponse response) {
    Promise<Long> all = Promise.promise();
    long[] bytes = new long[1];
    response.handler(content -> bytes[0] += content.length());
    response.exceptionHandler(all::tryFail);
    response.endHandler(
        end -> {
          if ("0".equals(response.getTrailer("grpc-status"))) {
            all.complete(bytes[0]);
          } else {
            all.fail("It ended with " + response.trailers() + ".");
          }
        });
    return all.future();
  }
}
