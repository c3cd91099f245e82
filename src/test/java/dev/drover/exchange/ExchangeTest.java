package dev.drover.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import dev.drover.testing.FakeClock;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExchangeTest {
  private static final long TICK = 1_000_000;
  private static final Failure SHED = Failure.of(Reason.SHED, "Too much.");

  private final FakeClock clock = new FakeClock(5 * TICK);
  private final Wheel wheel = new Wheel(clock, TICK, 64, when -> {});
  private final List<String> log = new ArrayList<>();
  private final Exchange exchange = exchange();

  @Test
  void tellsTheResponderFirstAndThenTheListenersInReverse() {
    exchange.onEnd(failure -> log.add("telemetry"));
    exchange.onEnd(failure -> log.add("permit"));
    exchange.onEnd(failure -> log.add("attempt"));

    exchange.complete();

    assertThat(log).containsExactly("responder OK", "attempt", "permit", "telemetry");
  }

  @Test
  void endsOnce() {
    exchange.onEnd(failure -> log.add("listener"));

    assertThat(exchange.fail(SHED)).isTrue();
    assertThat(exchange.fail(Failure.of(Reason.INTERNAL, "Again."))).isFalse();
    exchange.complete();

    assertThat(log).containsExactly("responder SHED", "listener");
    assertThat(exchange.failure()).containsSame(SHED);
  }

  @Test
  void hasNoFailureWhenItWasAnswered() {
    exchange.complete();
    assertThat(exchange.fail(SHED)).isFalse();

    assertThat(exchange.ended()).isTrue();
    assertThat(exchange.failure()).isEmpty();
  }

  @Test
  void tellsAListenerThatComesTooLateAtOnce() {
    exchange.fail(SHED);

    exchange.onEnd(failure -> log.add("late " + (failure == null ? "OK" : failure.reason())));

    assertThat(log).containsExactly("responder SHED", "late SHED");
  }

  @Test
  void aListenerMayFailAndAddListenersWhileItEnds() {
    exchange.onEnd(failure -> log.add("first"));
    exchange.onEnd(
        failure -> {
          log.add("second " + exchange.fail(SHED));
          exchange.complete();
          exchange.onEnd(again -> log.add("within " + (again == null ? "OK" : again.reason())));
        });

    exchange.complete();

    assertThat(log).containsExactly("responder OK", "second false", "within OK", "first");
  }

  @Test
  void aResponderMayFailItAgainWithoutEffect() {
    List<String> ends = new ArrayList<>();
    Exchange[] self = new Exchange[1];
    self[0] =
        new Exchange(
            "id",
            request(),
            wheel,
            failure -> ends.add("responder " + self[0].fail(Failure.of(Reason.INTERNAL, "x"))));
    self[0].onEnd(failure -> ends.add(failure == null ? "OK" : failure.reason().name()));

    self[0].fail(SHED);

    assertThat(ends).containsExactly("responder false", "SHED");
  }

  @Test
  void failsAtItsDeadlineAndNotBefore() {
    exchange.limit(10 * TICK);

    clock.advance(10 * TICK - 1);
    wheel.advance();
    assertThat(exchange.ended()).isFalse();
    assertThat(exchange.remaining()).isEqualTo(1);
    clock.advance(1);
    wheel.advance();

    assertThat(log).containsExactly("responder DEADLINE");
    assertThat(exchange.remaining()).isZero();
    assertThat(exchange.at(Stage.ENDED)).isEqualTo(15 * TICK);
  }

  @Test
  void aDeadlineOnlyComesNearer() {
    assertThat(exchange.deadline()).isEqualTo(Exchange.NEVER);
    assertThat(exchange.remaining()).isEqualTo(Exchange.NEVER);

    exchange.limit(20 * TICK);
    assertThat(exchange.deadline()).isEqualTo(25 * TICK);
    exchange.limit(30 * TICK);
    assertThat(exchange.deadline()).isEqualTo(25 * TICK);
    exchange.limit(10 * TICK);
    assertThat(exchange.deadline()).isEqualTo(15 * TICK);

    clock.advance(10 * TICK);
    wheel.advance();
    assertThat(log).containsExactly("responder DEADLINE");
    assertThat(wheel.armed()).isZero();
  }

  @Test
  void aDeadlineCountsFromTheArrival() {
    clock.advance(4 * TICK);

    exchange.limit(10 * TICK);

    assertThat(exchange.remaining()).isEqualTo(6 * TICK);
  }

  @Test
  void aDeadlineThatHasPassedEndsItWithTheNextTick() {
    clock.advance(4 * TICK);
    exchange.limit(0);
    assertThat(exchange.ended()).isFalse();

    clock.advance(TICK);
    wheel.advance();

    assertThat(log).containsExactly("responder DEADLINE");
  }

  @Test
  void aTimeoutBeyondAllBoundsIsNone() {
    exchange.limit(Long.MAX_VALUE);
    exchange.limit(Long.MAX_VALUE - 1);

    assertThat(exchange.deadline()).isEqualTo(Exchange.NEVER);
    assertThat(wheel.armed()).isZero();
  }

  @Test
  void theLongestTimeoutThatCountsDoesNotOverflow() {
    exchange.limit(Long.MAX_VALUE / 2 - 1);

    assertThat(exchange.deadline()).isEqualTo(Long.MAX_VALUE / 2 - 1 + 5 * TICK);
    clock.advance(1_000 * TICK);
    wheel.advance();
    assertThat(exchange.ended()).isFalse();
  }

  @Test
  void keepsNoTimerAfterItsEnd() {
    exchange.limit(10 * TICK);
    exchange.complete();
    exchange.limit(1 * TICK);

    assertThat(wheel.armed()).isZero();
  }

  @Test
  void keysAreToldApartByIdentity() {
    Key<String> one = Key.of("same");
    Key<String> two = Key.of("same");

    exchange.put(one, "1");
    assertThat(exchange.get(two)).isNull();
    exchange.put(two, "2");

    assertThat(exchange.get(one)).isEqualTo("1");
    assertThat(one).hasToString("same");
  }

  @Test
  void rememberWhatTheLogTells() {
    clock.advance(1);
    exchange.routed("greeter", "test.Echo/Unary");
    clock.advance(1);
    exchange.attempt("127.0.0.1:1");
    clock.advance(1);
    exchange.attempt("127.0.0.1:2");
    exchange.answered(200);
    exchange.answered(GrpcCode.NOT_FOUND);
    exchange.received(3);
    exchange.received(4);
    exchange.sent(5);

    assertThat(exchange.routeId()).isEqualTo("greeter");
    assertThat(exchange.method()).isEqualTo("test.Echo/Unary");
    assertThat(exchange.endpoint()).isEqualTo("127.0.0.1:2");
    assertThat(exchange.attempts()).isEqualTo(2);
    assertThat(exchange.status()).isEqualTo(200);
    assertThat(exchange.grpcStatus()).contains(GrpcCode.NOT_FOUND);
    assertThat(exchange.requestBytes()).isEqualTo(7);
    assertThat(exchange.responseBytes()).isEqualTo(5);
    assertThat(exchange.at(Stage.RECEIVED)).isEqualTo(5 * TICK);
    assertThat(exchange.at(Stage.ROUTED)).isEqualTo(5 * TICK + 1);
    assertThat(exchange.at(Stage.SENT)).isEqualTo(5 * TICK + 3);
  }

  @Test
  void filtersMayReplaceTheHeadThatGoesUpstream() {
    Head rewritten = exchange.head().withTarget("/other").withAuthority("elsewhere");

    exchange.head(rewritten);

    assertThat(exchange.head()).isSameAs(rewritten);
    assertThat(exchange.request().head().target()).isEqualTo("/a");
  }

  @Test
  void inFlightHoldsExchangesUntilTheyEnd() {
    InFlight inFlight = new InFlight();
    Exchange second = exchange();
    Exchange third = exchange();
    inFlight.add(exchange);
    inFlight.add(second);
    inFlight.add(third);
    assertThat(inFlight.list()).containsExactly(third, second, exchange);

    second.fail(SHED);
    assertThat(inFlight.list()).containsExactly(third, exchange);
    third.complete();
    exchange.complete();

    assertThat(inFlight.size()).isZero();
    assertThat(inFlight.list()).isEmpty();
  }

  @Test
  void inFlightAgreesWithAList() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    InFlight inFlight = new InFlight();
    List<Exchange> model = new ArrayList<>();
    for (int step = 0; step < 5_000; step++) {
      if (model.isEmpty() || random.nextBoolean()) {
        Exchange added = exchange();
        inFlight.add(added);
        model.add(0, added);
      } else {
        model.remove(random.nextInt(model.size())).complete();
      }
      assertThat(inFlight.size()).as("seed %d", seed).isEqualTo(model.size());
    }
    assertThat(inFlight.list()).as("seed %d", seed).isEqualTo(model);
  }

  @Test
  void inFlightForgetsAnExchangeThatHadEndedBefore() {
    InFlight inFlight = new InFlight();
    exchange.complete();

    inFlight.add(exchange);

    assertThat(inFlight.size()).isZero();
  }

  private Exchange exchange() {
    return new Exchange(
        "id",
        request(),
        wheel,
        failure -> log.add("responder " + (failure == null ? "OK" : failure.reason())));
  }

  private static Request request() {
    return new Request(
        new Head(HttpMethod.GET, "test", "/a", HttpHeaders.headers()),
        "/a",
        null,
        Request.Version.HTTP_1_1,
        "http",
        Body.none(),
        new Request.Peer("127.0.0.1", 1),
        "127.0.0.1");
  }
}
