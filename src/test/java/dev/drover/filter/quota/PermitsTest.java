package dev.drover.filter.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermitsTest {
  @Test
  void eachKeyHasItsOwn() {
    Permits permits = new Permits(2);

    assertThat(permits.take("a")).isTrue();
    assertThat(permits.take("a")).isTrue();
    assertThat(permits.take("a")).isFalse();
    assertThat(permits.take("b")).isTrue();
    permits.giveBack("a");
    assertThat(permits.take("a")).isTrue();
    assertThat(permits.take("a")).isFalse();
  }

  @Test
  void onlyKeysThatHoldSomethingAreKept() {
    Permits permits = new Permits(2);
    for (int i = 0; i < 1000; i++) {
      permits.take("key " + i);
      permits.giveBack("key " + i);
    }
    permits.giveBack("never taken");

    assertThat(permits.keys()).isZero();
  }

  @Test
  void threadsNeverHaveMoreThanThereAre() throws Exception {
    Permits permits = new Permits(3);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(
                t ->
                    new Thread(
                        () -> {
                          for (int i = 0; i < 20_000; i++) {
                            if (permits.take("a")) {
                              most.accumulateAndGet(now.incrementAndGet(), Math::max);
                              now.decrementAndGet();
                              permits.giveBack("a");
                            }
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(most.get()).isBetween(1, 3);
    assertThat(permits.keys()).isZero();
  }
}
