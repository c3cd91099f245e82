package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import dev.drover.testing.HeldOrigin;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A small pool makes a gateway that never blocks as slow as a hundred threads. */
@ExtendWith(NoLeaks.class)
class Seed002bPoolSizesTest {
  private static final int STREAMS = 100;
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void aPoolOfFiveHoldsUpASlowOriginAndTheDefaultDoesNot() {
    Duration slow = Duration.ofMillis(250);
    double five = rate(slow, 5);
    double usual = rate(slow, 0);

    SeedReport.row(
        "0.2b",
        "an origin of 250 ms (scale 1:40): pool of 5, and the default of 256",
        "<= 20 rps, and no wait",
        "%.0f rps, and %.0f rps".formatted(five, usual));
    assertThat(five).isLessThan(5 / 0.25 + 0.5);
    assertThat(usual).isGreaterThan(five * 1.5);
  }

  private static double rate(Duration slow, int connections) {
    int count = 40;
    try (HeldOrigin origin = HeldOrigin.slow(slow, STREAMS);
        TestGateway gateway =
            TestConfig.http(origin.port()).pool("connections", connections).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(calls.send("GET", "/warm", new byte[0]).status()).isEqualTo(200);
      long start = System.nanoTime();
      succeed(start(calls, count));
      assertThat(origin.maxInFlight()).isLessThanOrEqualTo(connections == 0 ? count : connections);
      return count / ((System.nanoTime() - start) / 1e9);
    }
  }

  @Test
  void oneConnectionOfAHundredStreamsIsAHundredThreadsAgainAndFourAreFourHundred() {
    int one = inFlight(1, 250, STREAMS);
    int usual = inFlight(0, 500, 4 * STREAMS);

    SeedReport.row(
        "0.2b",
        "HTTP/2 origin with MAX_CONCURRENT_STREAMS = 100: one connection, and the default of 4",
        "100, and 400 in flight; the rest waits and is served",
        one + ", and " + usual);
  }

  /** How many of so many requests are at the origin at the same time; the others wait. */
  private static int inFlight(int connections, int count, int expected) {
    try (HeldOrigin origin = HeldOrigin.holding(STREAMS);
        TestGateway gateway =
            TestConfig.http2(origin.port())
                .pool("connections", connections)
                .limit("concurrentStreams", count)
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      List<Future<Http2Calls.Answer>> answers = start(calls, count);
      Eventually.await(
          () -> origin.inFlight() == expected,
          SOON,
          () -> origin.inFlight() + " requests are in flight, not " + expected + ".");
      Eventually.await(
          () -> Http2Calls.await(gateway.gateway().inFlight()) == count,
          SOON,
          "Not all requests are in the gateway.");
      Eventually.holds(
          () -> origin.inFlight() == expected,
          Duration.ofMillis(100),
          "More streams are open than the origin allows.");
      origin.release();

      succeed(answers);
      assertThat(origin.connections()).isEqualTo(expected / STREAMS);
      assertThat(origin.maxInFlight()).isEqualTo(expected);
      return expected;
    }
  }

  @Test
  void aFullQueueRefusesAtOnceAndServesWhoWaits() {
    try (HeldOrigin origin = HeldOrigin.holding(STREAMS);
        TestGateway gateway =
            TestConfig.http(origin.port())
                .pool("connections", 5)
                .pool("queue", 20)
                .limit("concurrentStreams", 100)
                .start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      List<Future<Http2Calls.Answer>> answers = start(calls, 100);
      Eventually.await(
          () -> answers.stream().filter(Future::isComplete).count() == 75,
          SOON,
          () -> answers.stream().filter(Future::isComplete).count() + " were refused, not 75.");
      Eventually.await(() -> origin.inFlight() == 5, SOON, "The pool is not used.");
      origin.release();

      List<Integer> statuses = answers.stream().map(a -> Http2Calls.await(a).status()).toList();
      long served = statuses.stream().filter(status -> status == 200).count();
      long refused = statuses.stream().filter(status -> status == 503).count();
      SeedReport.row(
          "0.2b",
          "100 requests at once, pool of 5, queue of 20",
          "25 served, 75 refused at once",
          served + " served, " + refused + " refused");
      assertThat(served).isEqualTo(25);
      assertThat(refused).isEqualTo(75);
    }
  }

  private static List<Future<Http2Calls.Answer>> start(Http2Calls calls, int count) {
    List<Future<Http2Calls.Answer>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(calls.start("GET", "/" + i, new byte[0]));
    }
    return answers;
  }

  private static void succeed(List<Future<Http2Calls.Answer>> answers) {
    for (Future<Http2Calls.Answer> answer : answers) {
      assertThat(Http2Calls.await(answer).status()).isEqualTo(200);
    }
  }
}
