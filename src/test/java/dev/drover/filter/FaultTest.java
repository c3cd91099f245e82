package dev.drover.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ConfigReader;
import dev.drover.config.InvalidConfig;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Head;
import dev.drover.exchange.Request;
import dev.drover.exchange.Response;
import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.telemetry.LoopTelemetry;
import dev.drover.telemetry.Telemetry;
import dev.drover.testing.FakeClock;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {
  private final FakeClock clock = new FakeClock();
  private final Wheel wheel = new Wheel(clock, 1_000_000, 1024, when -> {});
  private final Telemetry telemetry = new Telemetry();
  private final LoopTelemetry loop = telemetry.loop();
  private final Fault.Counters counters = Fault.Counters.of(loop, "r");
  private final AtomicInteger held = new AtomicInteger();
  private final Deque<Double> chances = new ArrayDeque<>();
  private int passed;

  @AfterEach
  void close() {
    loop.close();
    telemetry.close();
  }

  private Fault fault(String json) {
    Fault.Config config = ConfigReader.plain(Fault.Config.class, json, "test");
    return new Fault(config, chances::remove, held, counters);
  }

  private Exchange exchange(String... headers) {
    MultiMap fields = HttpHeaders.headers();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(headers[i], headers[i + 1]);
    }
    Request request =
        new Request(
            new Head(HttpMethod.GET, "test", "/", fields),
            "/",
            null,
            Request.Version.HTTP_2,
            "http",
            Body.none(),
            new Request.Peer("192.0.2.1", 1),
            "192.0.2.1");
    return new Exchange("x", request, wheel, failure -> {});
  }

  private Future<Response> run(Fault fault, Exchange exchange, Double... chance) {
    chances.addAll(Arrays.asList(chance));
    return fault.apply(
        exchange,
        any -> {
          passed++;
          return Future.succeededFuture(Response.of(200));
        });
  }

  private void advance(long millis) {
    clock.advance(Duration.ofMillis(millis));
    wheel.advance();
  }

  @Test
  void aFixedDelayIsExact() {
    Future<Response> answer =
        run(fault("{\"delay\": {\"from\": \"200ms\", \"percent\": 10}}"), exchange(), 0.0999);
    advance(199);
    assertThat(passed).isZero();
    assertThat(held).hasValue(1);
    advance(1);
    assertThat(passed).isOne();
    assertThat(held).hasValue(0);
    assertThat(answer.result().headers().get("x-drover-fault")).isEqualTo("delay");
    assertThat(counters.delays().count()).isEqualTo(1);
  }

  @Test
  void aDelayIsDrawnEvenlyFromItsRange() {
    run(fault("{\"delay\": {\"from\": \"100ms\", \"to\": \"300ms\"}}"), exchange(), 0.0, 0.25);
    advance(149);
    assertThat(passed).isZero();
    advance(1);
    assertThat(passed).isOne();
  }

  @Test
  void thePercentageDecidesExactly() {
    Fault fault = fault("{\"abort\": {\"with\": \"503\", \"percent\": 0.5}}");
    assertThat(run(fault, exchange(), Math.nextDown(0.005)).result().status()).isEqualTo(503);
    assertThat(run(fault, exchange(), 0.005).result().status()).isEqualTo(200);
    assertThat(counters.aborts().count()).isEqualTo(1);
  }

  @Test
  void aDelayIsFollowedByItsAbort() {
    Future<Response> answer =
        run(fault("{\"delay\": \"1s\", \"abort\": \"UNAVAILABLE\"}"), exchange(), 0.0, 0.0);
    advance(1_000);
    assertThat(answer.result().status()).isEqualTo(503);
    assertThat(answer.result().headers().getAll("x-drover-fault"))
        .containsExactly("abort", "delay");
    assertThat(passed).isZero();
  }

  @Test
  void aGrpcClientIsToldInItsProtocol() {
    Exchange call = exchange("content-type", "application/grpc");
    Response response = run(fault("{\"abort\": \"404\"}"), call, 0.0).result();
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers().get("grpc-status")).as("UNIMPLEMENTED").isEqualTo("12");
  }

  @Test
  void noMoreThanTheLimitAreHeldBack() {
    Fault fault = fault("{\"delay\": \"1s\", \"limit\": 2}");
    for (int i = 0; i < 3; i++) {
      run(fault, exchange(), 0.0);
    }
    assertThat(held).hasValue(2);
    assertThat(passed).as("passes unharmed").isOne();
    assertThat(counters.skipped().count()).isEqualTo(1);
    advance(1_000);
    assertThat(passed).isEqualTo(3);
    assertThat(held).hasValue(0);
  }

  @Test
  void aRequestThatEndsIsHeldNoLonger() {
    Exchange exchange = exchange();
    Future<Response> answer = run(fault("{\"delay\": \"1s\"}"), exchange, 0.0);
    exchange.fail(Failure.of(Reason.CANCELLED, "The client has gone."));
    assertThat(held).hasValue(0);
    assertThat(answer.failed()).isTrue();
    advance(1_000);
    assertThat(passed).isZero();
  }

  @Test
  void aClientMayAskWhereTheSwitchIsOn() {
    Fault fault = fault("{\"byHeader\": true}");
    Exchange exchange = exchange("X-Drover-Fault-Delay", "20ms", "x-drover-fault-abort", "429");
    Future<Response> answer = run(fault, exchange);
    advance(20);
    assertThat(answer.result().status()).isEqualTo(429);
    assertThat(exchange.head().headers().isEmpty()).isTrue();
  }

  @Test
  void elseTheHeadersAreRemovedAndNothingMore() {
    Exchange exchange =
        exchange("x-drover-fault-delay", "20ms", "x-drover-fault-abort", "nonsense");
    assertThat(run(fault("{}"), exchange).result().status()).isEqualTo(200);
    assertThat(exchange.head().headers().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "x-drover-fault-delay, soon",
    "x-drover-fault-delay, 2h",
    "x-drover-fault-abort, 200",
    "x-drover-fault-abort, OK",
    "x-drover-fault-abort, unavailable"
  })
  void whatAHeaderCannotAskForIsRefused(String name, String value) {
    Fault fault = fault("{\"byHeader\": true}");
    assertThatThrownBy(() -> run(fault, exchange(name, value)))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.reason()).isEqualTo(Reason.MALFORMED))
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"delay\": {\"from\": \"2s\", \"to\": \"1s\"}}",
        "{\"delay\": {\"from\": \"1s\", \"percent\": 101}}",
        "{\"abort\": \"200\"}",
        "{\"abort\": {\"percent\": 1}}"
      })
  void mistakesAreProblemsOfTheConfiguration(String json) {
    assertThatThrownBy(() -> fault(json)).isInstanceOf(InvalidConfig.class);
  }
}
