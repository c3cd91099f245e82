package dev.drover.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalQuotasTest {
  private static final Quota SECOND = new Quota("second", 10, Duration.ofSeconds(1), 20);
  private static final Quota HOUR = new Quota("hour", 30, Duration.ofHours(1), 30);

  private final FakeClock clock = new FakeClock(5_000_000_000L);
  private final AtomicInteger evicted = new AtomicInteger();

  private LocalQuotas quotas(int keys, Quota... quotas) {
    return new LocalQuotas(List.of(quotas), keys, clock, evicted::incrementAndGet);
  }

  private static int granted(QuotaStore store, String key, int asked) {
    return (int) IntStream.range(0, asked).filter(i -> store.take(key, 1).granted()).count();
  }

  @Test
  void aBurstIsGrantedAndThenOneForEachTenthOfASecond() {
    LocalQuotas quotas = quotas(10, SECOND);

    assertThat(granted(quotas, "a", 50)).isEqualTo(20);
    clock.advance(Duration.ofMillis(99));
    assertThat(granted(quotas, "a", 5)).isZero();
    clock.advance(Duration.ofMillis(1));
    assertThat(granted(quotas, "a", 5)).isEqualTo(1);
    clock.advance(Duration.ofMillis(250));
    assertThat(granted(quotas, "a", 5)).isEqualTo(2);
    clock.advance(Duration.ofMillis(50));
    assertThat(granted(quotas, "a", 5)).isEqualTo(1);
    clock.advance(Duration.ofMinutes(1));
    assertThat(granted(quotas, "a", 50)).isEqualTo(20);
  }

  @Test
  void aVerdictSaysWhatIsLeftAndWhenThereIsMore() {
    LocalQuotas quotas = quotas(10, SECOND);

    assertThat(quotas.take("a", 5))
        .isEqualTo(new QuotaStore.Verdict(true, SECOND, 15, 500_000_000L, 0));
    assertThat(quotas.take("a", 15).remaining()).isZero();
    assertThat(quotas.take("a", 1))
        .isEqualTo(new QuotaStore.Verdict(false, SECOND, 0, 2_000_000_000L, 100_000_000L));
    clock.advance(Duration.ofMillis(40));
    assertThat(quotas.take("a", 3).waitNanos()).isEqualTo(260_000_000L);
  }

  @Test
  void theWaitIsExactToANanosecond() {
    LocalQuotas quotas = quotas(10, new Quota("seven", 7, Duration.ofSeconds(1), 1));
    granted(quotas, "a", 1);

    long wait = quotas.take("a", 1).waitNanos();
    clock.advance(wait - 1);
    assertThat(quotas.take("a", 1).granted()).isFalse();
    clock.advance(2);
    assertThat(quotas.take("a", 1).granted()).isTrue();
  }

  @Test
  void allQuotasMustHaveRoomOrNothingIsTaken() {
    LocalQuotas quotas = quotas(10, SECOND, HOUR);

    assertThat(granted(quotas, "a", 50)).isEqualTo(20);
    assertThat(quotas.take("a", 1).quota()).isEqualTo(SECOND);
    clock.advance(Duration.ofSeconds(2));
    assertThat(granted(quotas, "a", 50)).isEqualTo(10);
    QuotaStore.Verdict refused = quotas.take("a", 1);
    assertThat(refused.quota()).isEqualTo(HOUR);
    assertThat(Duration.ofNanos(refused.waitNanos())).isEqualTo(Duration.ofSeconds(118));
  }

  @Test
  void keysDoNotShare() {
    LocalQuotas quotas = quotas(10, SECOND);

    assertThat(granted(quotas, "a", 50)).isEqualTo(20);
    assertThat(granted(quotas, "b", 50)).isEqualTo(20);
  }

  @Test
  void whatIsDearerThanTheBurstIsNeverGranted() {
    QuotaStore.Verdict verdict = quotas(10, SECOND, HOUR).take("a", 21);

    assertThat(verdict.granted()).isFalse();
    assertThat(verdict.waitNanos()).isEqualTo(QuotaStore.NEVER);
    assertThat(verdict.remaining()).isGreaterThan(0);
  }

  @Test
  void whatCostsNothingIsAlwaysGranted() {
    LocalQuotas quotas = quotas(10, SECOND);
    granted(quotas, "a", 20);

    assertThat(quotas.take("a", 0).granted()).isTrue();
    assertThat(quotas.take("a", 1).granted()).isFalse();
  }

  @Test
  void theNumberOfKeysIsBoundedAndWhatIsForgottenIsCounted() {
    LocalQuotas quotas = quotas(100, HOUR);
    for (int i = 0; i < 10_000; i++) {
      quotas.take("key " + i, 1);
    }

    assertThat(quotas.keys()).isLessThanOrEqualTo(100);
    assertThat(evicted.get()).isEqualTo(10_000 - (int) quotas.keys());
  }

  @Test
  void aKeyThatIsAskedForOftenIsNotForgottenForOthers() {
    LocalQuotas quotas = quotas(100, HOUR);
    int often = 0;
    for (int i = 0; i < 10_000; i++) {
      quotas.take("key " + i, 1);
      often += granted(quotas, "often", 1);
    }

    assertThat(often).isEqualTo(30);
  }

  @Test
  void aKeyWhoseBucketsAreFullAgainIsForgottenAndNotCounted() {
    LocalQuotas quotas = quotas(100, SECOND);
    granted(quotas, "a", 20);
    clock.advance(Duration.ofSeconds(3));
    granted(quotas, "b", 1);

    assertThat(quotas.keys()).isEqualTo(1);
    assertThat(evicted.get()).isZero();
  }

  @Test
  void threadsTogetherGetNoMoreThanThereIs() throws Exception {
    LocalQuotas quotas = quotas(10, new Quota("many", 1, Duration.ofHours(1), 10_000));
    AtomicInteger all = new AtomicInteger();
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(i -> new Thread(() -> all.addAndGet(granted(quotas, "a", 5_000))))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(all.get()).isEqualTo(10_000);
  }

  @Test
  void aQuotaOfNothingIsRefused() {
    assertThatThrownBy(() -> new Quota("none", 0, Duration.ofSeconds(1), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
