package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnsafeByteOperations;
import dev.drover.demo.PerfService;
import dev.drover.demo.perf.StreamingFromServerRequest;
import dev.drover.demo.perf.StreamingFromServerResponse;
import dev.drover.testing.Bytes;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A slow reader halts the producer, and memory does not pay for it. */
@ExtendWith(NoLeaks.class)
class Seed013FlowControlTest {
  private static final String METHOD = PerfService.NAME + "/StreamingFromServer";
  private static final int MIB = 1 << 20;
  private static final int PARTS = 640;
  private static final int SLOW_PARTS = 10;
  private static final long PACE_MILLIS = 200;

  private final AtomicLong sent = new AtomicLong();

  @Test
  void aReaderThatTakesTenPartsHasTheProducerMakeFewMore() throws Exception {
    ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    try (GrpcOrigin origin = producer();
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Reader reader = new Reader();
      ClientCall<byte[], byte[]> call =
          calls
              .channel()
              .newCall(
                  GrpcMethods.method(METHOD, MethodType.SERVER_STREAMING), CallOptions.DEFAULT);
      call.start(reader, new Metadata());
      call.sendMessage(
          StreamingFromServerRequest.newBuilder().setNumBytes(PARTS * MIB).build().toByteArray());
      call.halfClose();
      ScheduledFuture<?> asking =
          pace.scheduleAtFixedRate(
              () -> call.request(1), PACE_MILLIS, PACE_MILLIS, TimeUnit.MILLISECONDS);

      reader.slowlyRead.get(60, TimeUnit.SECONDS);
      asking.cancel(false);
      long sentMeanwhile = reader.sentMeanwhile;
      long swing = reader.swing();
      call.request(PARTS);
      assertThat(reader.end.get(120, TimeUnit.SECONDS)).isEqualTo(Status.OK);

      SeedReport.row(
          "0.13",
          "640 x 1 MiB; the client reads 10 MiB at 5 MiB/s (scale 1:5), then all",
          "origin sent < 16 MiB meanwhile, direct memory +-32 MiB, checksum equal",
          "%.1f MiB sent, direct memory %.1f MiB, %d parts, checksum %s"
              .formatted(
                  sentMeanwhile / (double) MIB,
                  swing / (double) MIB,
                  reader.parts,
                  reader.sum.getValue() == expectedSum() ? "equal" : "differs"));
      assertThat(sentMeanwhile).isBetween((long) SLOW_PARTS * MIB, 16L * MIB);
      assertThat(reader.least).as("direct memory is counted").isPositive();
      assertThat(swing).isLessThanOrEqualTo(32L * MIB);
      assertThat(reader.swing()).as("with the fast rest").isLessThanOrEqualTo(32L * MIB);
      assertThat(reader.parts).isEqualTo(PARTS);
      assertThat(reader.sum.getValue()).isEqualTo(expectedSum());
    } finally {
      pace.shutdownNow();
    }
  }

  /** Makes parts as fast as it is allowed to, and counts them as soon as they are made. */
  private GrpcOrigin producer() {
    return GrpcOrigin.builder()
        .serverStreaming(
            METHOD,
            (request, response) -> {
              var call = GrpcOrigin.call(response);
              byte[] part = Bytes.random(MIB, 1);
              int[] made = new int[1];
              call.setOnReadyHandler(
                  () -> {
                    while (call.isReady() && made[0] < PARTS) {
                      sent.addAndGet(MIB);
                      response.onNext(
                          StreamingFromServerResponse.newBuilder()
                              .setData(UnsafeByteOperations.unsafeWrap(number(part, made[0]++)))
                              .build()
                              .toByteArray());
                      if (made[0] == PARTS) {
                        response.onCompleted();
                      }
                    }
                  });
            })
        .start();
  }

  private static byte[] number(byte[] part, int number) {
    ByteBuffer.wrap(part).putInt(0, number);
    return part;
  }

  private static long expectedSum() {
    CRC32 sum = new CRC32();
    byte[] part = Bytes.random(MIB, 1);
    for (int i = 0; i < PARTS; i++) {
      sum.update(number(part, i));
    }
    return sum.getValue();
  }

  /** Notes what the origin has sent when the slow part ends, and how far direct memory goes. */
  private final class Reader extends ClientCall.Listener<byte[]> {
    final CompletableFuture<Boolean> slowlyRead = new CompletableFuture<>();
    final CompletableFuture<Status> end = new CompletableFuture<>();
    final CRC32 sum = new CRC32();
    volatile long sentMeanwhile;
    volatile int parts;
    private long least = Long.MAX_VALUE;
    private long most;

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // the calls of a listener come one by one
    public void onMessage(byte[] message) {
      try {
        sum.update(StreamingFromServerResponse.parseFrom(message).getData().asReadOnlyByteBuffer());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      measure();
      if (++parts == SLOW_PARTS) {
        sentMeanwhile = sent.get();
        slowlyRead.complete(true);
      }
    }

    /** The gateway's memory alone: client and origin have a Netty of their own. */
    private synchronized void measure() {
      long now = PlatformDependent.usedDirectMemory();
      least = Math.min(least, now);
      most = Math.max(most, now);
    }

    synchronized long swing() {
      return most - least;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.complete(status);
      slowlyRead.complete(false);
    }
  }
}
