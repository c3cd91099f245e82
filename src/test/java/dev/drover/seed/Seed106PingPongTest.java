package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both halves of a call at the same time: ping-pong keeps its order. */
@ExtendWith(NoLeaks.class)
class Seed106PingPongTest {
  private static final int MESSAGES = 10_000;
  private static final int IN_PLAY = 16;

  @Test
  void tenThousandMessagesComeBackInOrder() throws Exception {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Player player = new Player();
      long start = System.nanoTime();
      calls.bidi(GrpcMethods.BIDI, player);

      List<String> back = player.end.get(60, TimeUnit.SECONDS);
      SeedReport.row(
          "1.6",
          "bidi ping-pong of 10,000 messages, 16 in play at a time",
          "10,000 in order",
          "%,d, %.0f a second"
              .formatted(back.size(), back.size() / ((System.nanoTime() - start) / 1e9)));
      assertThat(back).isEqualTo(IntStream.range(0, MESSAGES).mapToObj(i -> "" + i).toList());
    }
  }

  /** Sends a ping for each pong, after the first ones. */
  private static final class Player implements ClientResponseObserver<byte[], byte[]> {
    final CompletableFuture<List<String>> end = new CompletableFuture<>();
    private final List<String> back = new ArrayList<>();
    private int sent;
    private @Nullable ClientCallStreamObserver<byte[]> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<byte[]> call) {
      this.call = call;
      call.setOnReadyHandler(
          () -> {
            while (sent < IN_PLAY) {
              ping(call);
            }
          });
    }

    private void ping(ClientCallStreamObserver<byte[]> to) {
      if (sent < MESSAGES) {
        to.onNext(Bytes.of("" + sent++));
        if (sent == MESSAGES) {
          to.onCompleted();
        }
      }
    }

    @Override
    public void onNext(byte[] pong) {
      back.add(Bytes.text(pong));
      ClientCallStreamObserver<byte[]> to = call;
      if (to != null) {
        ping(to);
      }
    }

    @Override
    public void onError(Throwable thrown) {
      end.completeExceptionally(Status.fromThrowable(thrown).asException());
    }

    @Override
    public void onCompleted() {
      end.complete(back);
    }
  }
}
