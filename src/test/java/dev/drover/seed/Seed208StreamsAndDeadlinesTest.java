package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Streams that share a connection do not mix, and deadlines only shrink. */
@ExtendWith(NoLeaks.class)
class Seed208StreamsAndDeadlinesTest {
  private static final int EACH = 25_000;

  /** Two calls write at the same time, each in both directions: four streams of messages. */
  @Test
  void framesOfConcurrentWritersNeverInterleave() throws Exception {
    AtomicInteger wrong = new AtomicInteger();
    AtomicInteger right = new AtomicInteger();
    try (GrpcOrigin origin =
            GrpcOrigin.builder()
                .bidi(
                    GrpcMethods.BIDI,
                    response ->
                        new GrpcOrigin.EachBack(response) {
                          private int next;

                          @Override
                          public void onNext(byte[] message) {
                            if (!Bytes.text(message).endsWith(tail(next++))) {
                              wrong.incrementAndGet();
                            }
                            right.incrementAndGet();
                            super.onNext(message);
                          }
                        })
                .start();
        TestGateway gateway = TestConfig.grpc(origin.port()).pool("connections", 1).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      List<Writer> writers = Stream.of("a", "b").map(Writer::new).toList();
      writers.forEach(writer -> calls.bidi(GrpcMethods.BIDI, writer));

      for (Writer writer : writers) {
        assertThat(writer.end.get(60, TimeUnit.SECONDS)).isEqualTo(Status.OK);
        right.addAndGet(writer.received);
        assertThat(writer.wrong).isZero();
      }
      SeedReport.row(
          "2.8",
          "2 calls write on one connection at the same time, 25,000 messages each way",
          "100,000 in order, none mixed",
          "%,d in order, %d wrong".formatted(right.get(), wrong.get()));
      assertThat(wrong).hasValue(0);
      assertThat(right).hasValue(4 * EACH);
      assertThat(origin.connections()).isEqualTo(1);
      assertThat(origin.maxConcurrent()).isEqualTo(2);
    }
  }

  /** The number, padded to lengths that never fill a frame evenly. */
  private static String tail(int number) {
    return "-" + "x".repeat(number % 61) + number;
  }

  /** Writes whenever it may, and checks what comes back. */
  private static final class Writer implements ClientResponseObserver<byte[], byte[]> {
    final CompletableFuture<Status> end = new CompletableFuture<>();
    volatile int received;
    volatile int wrong;
    private final String name;
    private int sent;

    Writer(String name) {
      this.name = name;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<byte[]> call) {
      call.setOnReadyHandler(
          () -> {
            while (sent < EACH && call.isReady()) {
              call.onNext(Bytes.of(name + tail(sent++)));
              if (sent == EACH) {
                call.onCompleted();
              }
            }
          });
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // the calls of an observer come one by one
    public void onNext(byte[] message) {
      if (!Bytes.text(message).equals(name + tail(received++))) {
        wrong++;
      }
    }

    @Override
    public void onError(Throwable thrown) {
      end.complete(Status.fromThrowable(thrown));
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK);
    }
  }

  @Test
  void theRemainderOfADeadlineGoesUpstream() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      calls.unary(GrpcMethods.UNARY, new byte[0]); // connects
      call(calls, 1_000);

      assertThat(origin.calls().get(0).timeout()).isEmpty();
      long seen = seen(origin, 1);
      SeedReport.row("2.8", "a deadline of 1,000 ms at the origin", "900-1,000 ms", seen + " ms");
      assertThat(seen).isBetween(900L, 1_000L);
    }
  }

  @Test
  void aTimeoutOfTheRouteOnlyLowersADeadline() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(origin.port()).route("timeout", "5s").start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      calls.unary(GrpcMethods.UNARY, new byte[0]);
      call(calls, 60_000);
      call(calls, 2_500);

      long none = seen(origin, 0);
      long longer = seen(origin, 1);
      long shorter = seen(origin, 2);
      SeedReport.row(
          "2.8",
          "a route of 5 s: deadlines of none, 60 s and 2.5 s at the origin",
          "<= 5 s, <= 5 s, <= 2.5 s",
          none + " ms, " + longer + " ms, " + shorter + " ms");
      assertThat(none).isBetween(2_501L, 5_000L);
      assertThat(longer).isBetween(2_501L, 5_000L);
      assertThat(shorter).isBetween(1L, 2_500L);
    }
  }

  private static void call(GrpcCalls calls, int millis) {
    calls.unary(
        GrpcMethods.UNARY,
        new byte[0],
        CallOptions.DEFAULT.withDeadlineAfter(millis, TimeUnit.MILLISECONDS),
        new Metadata());
  }

  private static long seen(GrpcOrigin origin, int call) {
    Eventually.await(
        () -> origin.calls().size() > call, Duration.ofSeconds(10), "The call is not there.");
    return origin.calls().get(call).timeout().orElseThrow().toMillis();
  }
}
