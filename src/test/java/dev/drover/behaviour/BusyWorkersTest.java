package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.task.Load;
import dev.drover.task.TaskTelemetry;
import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** Workers that have all they can do for half a minute, and what a relay is like meanwhile. */
@Tag("slow")
@ExtendWith(NoLeaks.class)
class BusyWorkersTest {
  private static final long EVERY_NANOS = 5_000_000;
  private static final double MOST_MILLIS = 50;
  private static final int JOBS_FOR_A_THREAD = 4;
  private static final Buffer JOB = Buffer.buffer("{\"from\":0,\"below\":3000000}");

  private final Vertx vertx = Vertx.vertx();
  private final HttpClientAgent client = HttpClients.vertxHttp1(vertx, 200);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger others = new AtomicInteger();
  private final ScriptedOrigin origin =
      ScriptedOrigin.start(call -> call.answer(200, "hello", "content-type", "text/plain"));
  private volatile boolean enough;

  @AfterEach
  void close() {
    Http2Calls.await(vertx.close());
    origin.close();
  }

  private TestGateway gateway() {
    return TestGateway.start(
        """
        {"listeners": [{"host": "127.0.0.1", "port": 0}],
         "accessLog": {"enabled": false},
         "tasks": {"limits": {"primes": {"timeout": "5m"}}},
         "upstreams": {"origin": {"protocol": "http", "endpoints": ["127.0.0.1:%d"]}},
         "routes": [{"match": {"path": "/primes"}, "task": "primes"},
                    {"match": {"path": "/relay"}, "relay": "origin"}]}
        """
            .formatted(origin.port()));
  }

  private void job(int port) {
    if (enough) {
      return;
    }
    asked.incrementAndGet();
    client
        .request(HttpMethod.POST, port, "127.0.0.1", "/primes")
        .compose(request -> request.send(JOB))
        .compose(answer -> answer.body().map(body -> answer.statusCode()))
        .onComplete(
            answer -> {
              int status = answer.succeeded() ? answer.result() : 0;
              AtomicInteger which = status == 200 ? done : status == 429 ? refused : others;
              which.incrementAndGet();
              job(port);
            });
  }

  /** A request every 5 ms, whatever became of those before; it counts from when it was due. */
  private Histogram relayed(TestGateway gateway, Duration busy) {
    Histogram nanos = new Histogram(60_000_000_000L, 3);
    AtomicInteger open = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    int count = (int) (busy.toNanos() / EVERY_NANOS);
    long began = System.nanoTime();
    AtomicInteger sent = new AtomicInteger();
    long timer =
        vertx.setPeriodic(
            1,
            id -> {
              while (sent.get() < count && System.nanoTime() - began >= sent.get() * EVERY_NANOS) {
                long due = began + sent.getAndIncrement() * EVERY_NANOS;
                open.incrementAndGet();
                client
                    .request(HttpMethod.GET, gateway.port(), "127.0.0.1", "/relay")
                    .compose(request -> request.send())
                    .compose(HttpClientResponse::body)
                    .onComplete(
                        answer -> {
                          synchronized (nanos) {
                            nanos.recordValue(System.nanoTime() - due);
                          }
                          if (answer.failed()) {
                            wrong.incrementAndGet();
                          }
                          open.decrementAndGet();
                        });
              }
            });
    int[] idle = new int[1];
    Eventually.await(
        () -> {
          Load.Crew load = load(gateway);
          idle[0] += load.running() + load.queued() < load.seats() ? 1 : 0;
          return sent.get() == count;
        },
        busy.plusSeconds(60),
        "The requests were not sent.");
    vertx.cancelTimer(timer);
    Eventually.await(() -> open.get() == 0, Duration.ofSeconds(60), "Requests are left.");
    assertThat(wrong).hasValue(0);
    assertThat(idle[0])
        .as("looks at a thread that has nothing to do")
        .isLessThan((int) busy.toMillis() / 20);
    return nanos;
  }

  private void jobs(TestGateway gateway) {
    job(gateway.port());
    Eventually.await(
        () -> !gateway.gateway().tasks().nodes().all().isEmpty(),
        Duration.ofSeconds(10),
        "There are no workers.");
    int threads = load(gateway).seats();
    for (int i = 1; i < JOBS_FOR_A_THREAD * threads; i++) {
      job(gateway.port());
    }
    Eventually.await(
        () -> load(gateway).running() == threads,
        Duration.ofSeconds(30),
        "The workers have not begun.");
  }

  private static Load.Crew load(TestGateway gateway) {
    return gateway.gateway().tasks().nodes().all().get(0).cpu();
  }

  private void allDone(TestGateway gateway) {
    enough = true;
    Eventually.await(
        () -> asked.get() == done.get() + refused.get() + others.get(),
        Duration.ofMinutes(2),
        "Jobs are left.");
    TaskTelemetry telemetry = gateway.gateway().tasks().telemetry();
    assertThat(List.of(done.get(), refused.get(), others.get()))
        .as("done, refused, others")
        .containsExactly(asked.get(), 0, 0);
    assertThat(telemetry.counted("primes", "submitted")).isEqualTo(asked.get());
    assertThat(telemetry.counted("primes", "done")).isEqualTo(asked.get());
  }

  @Test
  void noJobIsLost() {
    try (TestGateway gateway = gateway()) {
      jobs(gateway);
      relayed(gateway, Duration.ofSeconds(5));
      allDone(gateway);
    }
  }

  /** Half a minute on a machine with nothing else to do. */
  @Test
  @EnabledIfSystemProperty(named = "drover.quiet", matches = "true")
  void aRelayIsAsQuickAsEver() {
    try (TestGateway gateway = gateway()) {
      jobs(gateway);
      Histogram nanos = relayed(gateway, Duration.ofSeconds(30));
      allDone(gateway);
      double p99 = nanos.getValueAtPercentile(99) / 1e6;
      SeedReport.row(
          "issue 5",
          "a relay asked every 5 ms for 30 s while all workers of the node are busy",
          "p99 < 50 ms; every job is done",
          "p50 %.1f ms, p99 %.1f ms, most %.1f ms; %d of %d jobs done"
              .formatted(
                  nanos.getValueAtPercentile(50) / 1e6,
                  p99,
                  nanos.getMaxValue() / 1e6,
                  done.get(),
                  asked.get()));
      assertThat(p99).isLessThan(MOST_MILLIS);
    }
  }
}
