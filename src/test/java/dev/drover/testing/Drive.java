package dev.drover.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Loads. */
public final class Drive {
  private Drive() {}

  /** So many callers, each of which waits for its answer before it sends the next. */
  public static void closedLoop(Http2Calls calls, int callers, int count) {
    AtomicInteger left = new AtomicInteger(count);
    AtomicInteger wrong = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(callers);
    for (int i = 0; i < callers; i++) {
      next(calls, left, wrong, done);
    }
    try {
      assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(wrong.get()).isZero();
  }

  private static void next(
      Http2Calls calls, AtomicInteger left, AtomicInteger wrong, CountDownLatch done) {
    if (left.getAndDecrement() <= 0) {
      done.countDown();
      return;
    }
    Future<Http2Calls.Answer> answer = calls.start("GET", "/", new byte[0]);
    answer.onComplete(
        ended -> {
          if (ended.failed() || ended.result().status() != 200) {
            wrong.incrementAndGet();
          }
          next(calls, left, wrong, done);
        });
  }
}
