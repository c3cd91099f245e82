package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.EchoService;
import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import dev.drover.testing.Deployed;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.CallOptions;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A stream is not slower than calls: that is true of one implementation in Python only. */
@ExtendWith(NoLeaks.class)
class Seed012StreamOrCallsTest {
  private static final int MESSAGES = 100_000;
  private static final int CALLS = 2_000;

  private final EchoService origin = new EchoService(0);

  @RegisterExtension final Deployed deployed = Deployed.of(origin);

  @Test
  void allMessagesOfOneStreamArriveInOrder() throws Exception {
    SayRequest one = SayRequest.newBuilder().setText("x").build();
    SayRequest many = one.toBuilder().setTimes(MESSAGES).build();
    try (TestGateway gateway = TestConfig.grpc(origin.port()).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      long start = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        calls.unary(EchoService.NAME + "/Say", one.toByteArray());
      }
      double unary = CALLS * 1e9 / (System.nanoTime() - start);
      start = System.nanoTime();
      Iterator<byte[]> stream =
          calls.serverStream(EchoService.NAME + "/Repeat", many.toByteArray(), CallOptions.DEFAULT);
      int count = 0;
      while (stream.hasNext()) {
        assertThat(SayReply.parseFrom(stream.next()).getNumber()).isEqualTo(++count);
      }
      double streamed = count * 1e9 / (System.nanoTime() - start);
      SeedReport.row(
          "0.12",
          "%,d messages of one stream beside calls one after another".formatted(MESSAGES),
          "all in order; several times the rate",
          "%,d in order; %.0f and %.0f a second, %.1f times"
              .formatted(count, streamed, unary, streamed / unary));
      assertThat(count).isEqualTo(MESSAGES);
    }
  }
}
