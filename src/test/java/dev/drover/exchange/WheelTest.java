package dev.drover.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.FakeClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WheelTest {
  private static final long TICK = 1_000;

  private final FakeClock clock = new FakeClock();
  private final List<Integer> fired = new ArrayList<>();
  private final List<Long> woken = new ArrayList<>();
  private final Wheel wheel = new Wheel(clock, TICK, 8, woken::add);

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "999, 1",
    "1000, 1",
    "1001, 2",
    "7000, 7",
    "8000, 8",
    "8001, 9",
    "16000, 16",
    "100000, 100",
    "0, 1",
    "-5000, 1"
  })
  void firesAtTheFirstTickThatIsNotBeforeItsTime(long due, int ticks) {
    wheel.arm(timer(1), due);

    for (int tick = 1; tick < ticks; tick++) {
      clock.advance(TICK);
      wheel.advance();
      assertThat(fired).as("tick %d of %d", tick, ticks).isEmpty();
    }
    clock.advance(TICK);
    wheel.advance();

    assertThat(fired).containsExactly(1);
    assertThat(wheel.armed()).isZero();
  }

  @Test
  void firesInTheOrderOfTicksWhenTheClockLeaps() {
    wheel.arm(timer(3), 30_000);
    wheel.arm(timer(1), 3_000);
    wheel.arm(timer(2), 11_000); // the slot of the one before, a turn later

    clock.advance(50_000);
    wheel.advance();

    assertThat(fired).containsExactly(1, 2, 3);
  }

  @Test
  void doesNotFireWhatWasCancelled() {
    Wheel.Timer timer = timer(1);
    wheel.arm(timer, 2_000);
    timer.cancel();
    timer.cancel();

    clock.advance(10_000);
    wheel.advance();

    assertThat(fired).isEmpty();
    assertThat(timer.armed()).isFalse();
    assertThat(wheel.armed()).isZero();
  }

  @Test
  void armingAgainMovesATimer() {
    Wheel.Timer timer = timer(1);
    wheel.arm(timer, 2_000);
    wheel.arm(timer, 5_000);
    assertThat(wheel.armed()).isEqualTo(1);

    clock.advance(4_999);
    wheel.advance();
    assertThat(fired).isEmpty();
    clock.advance(1);
    wheel.advance();

    assertThat(fired).containsExactly(1);
  }

  @Test
  void asksToBeAdvancedWhenSomethingMayBeDueAndNotBefore() {
    wheel.arm(timer(1), 2_000);
    wheel.arm(timer(2), 7_000);
    assertThat(woken).containsExactly(2_000L);

    wheel.arm(timer(3), 1_000);
    assertThat(woken).containsExactly(2_000L, 1_000L);

    clock.advance(1_000);
    wheel.advance();
    assertThat(woken).containsExactly(2_000L, 1_000L, 2_000L);

    clock.advance(1_000);
    wheel.advance();
    wheel.advance(); // asked for twice
    assertThat(fired).containsExactly(3, 1);
    assertThat(woken).containsExactly(2_000L, 1_000L, 2_000L, 7_000L);
  }

  @Test
  void isLeftInPeaceWhenAllIsCancelled() {
    Wheel.Timer timer = timer(1);
    wheel.arm(timer, 2_000);
    timer.cancel();
    clock.advance(2_000);
    wheel.advance();

    assertThat(woken).containsExactly(2_000L);

    wheel.arm(timer, 5_000);
    assertThat(woken).containsExactly(2_000L, 5_000L);
  }

  @Test
  void isWokenOnceATurnForWhatIsFarAway() {
    wheel.arm(timer(1), 20_000); // 8 slots of 1000: the third turn
    while (!woken.isEmpty() && fired.isEmpty()) {
      clock.advance(woken.remove(0) - clock.getAsLong());
      wheel.advance();
    }

    assertThat(fired).containsExactly(1);
    assertThat(clock.getAsLong()).isEqualTo(20_000);
  }

  @Test
  void isNotLateAfterALongSleep() {
    clock.advance(1_000_000);
    wheel.arm(timer(1), 1_000_500);

    clock.advance(999);
    wheel.advance();
    assertThat(fired).isEmpty();
    clock.advance(1);
    wheel.advance();

    assertThat(fired).containsExactly(1);
  }

  @Test
  void anExpiryMayCancelAndArmOthers() {
    Wheel.Timer victim = timer(2);
    Wheel.Timer later = timer(3);
    wheel.arm(
        new Wheel.Timer() {
          @Override
          protected void expire() {
            fired.add(1);
            victim.cancel();
            wheel.arm(later, clock.getAsLong());
          }
        },
        1_000);
    wheel.arm(victim, 1_000);

    clock.advance(TICK);
    wheel.advance();
    assertThat(fired).containsExactly(1);
    clock.advance(TICK);
    wheel.advance();

    assertThat(fired).containsExactly(1, 3);
  }

  @Test
  void anExpiryMayArmItselfAgain() {
    wheel.arm(
        new Wheel.Timer() {
          @Override
          protected void expire() {
            fired.add(fired.size());
            if (fired.size() < 3) {
              wheel.arm(this, clock.getAsLong());
            }
          }
        },
        1);

    for (int i = 1; i <= 3; i++) {
      clock.advance(TICK);
      wheel.advance();
      assertThat(fired).hasSize(i);
    }
    assertThat(wheel.armed()).isZero();
  }

  @Test
  void countsTicksFromAClockBelowZero() {
    FakeClock early = new FakeClock(-10_500);
    Wheel wheel = new Wheel(early, TICK, 4, when -> {});
    wheel.arm(timer(1), -8_500);

    early.advance(2_499);
    wheel.advance();
    assertThat(fired).isEmpty();
    early.advance(1);
    wheel.advance();

    assertThat(fired).containsExactly(1);
  }

  @Test
  void refusesASizeThatIsNoPowerOfTwo() {
    assertThatThrownBy(() -> new Wheel(clock, TICK, 12, when -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A wheel needs a positive tick and a power of two of slots, not 1000 ns and 12.");
  }

  @Test
  void agreesWithAListThatIsSearched() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Modelled> timers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      timers.add(new Modelled(i));
    }

    for (int step = 0; step < 20_000; step++) {
      Modelled timer = timers.get(random.nextInt(timers.size()));
      switch (random.nextInt(4)) {
        case 0, 1 -> timer.arm(clock.getAsLong() + random.nextLong(-2 * TICK, 40 * TICK));
        case 2 -> timer.cancelBoth();
        default -> {
          clock.advance(random.nextLong(3 * TICK));
          wheel.advance();
          List<Integer> expected = expire(timers);
          assertThat(byTick(fired, timers)).as("seed %d, step %d", seed, step).isEqualTo(expected);
          fired.clear();
        }
      }
      assertThat(wheel.armed())
          .as("armed, seed %d, step %d", seed, step)
          .isEqualTo((int) timers.stream().filter(each -> each.tick >= 0).count());
    }
  }

  /** What must have fired by now, in the order of ticks; within a tick, by number. */
  private List<Integer> expire(List<Modelled> timers) {
    long now = clock.getAsLong() / TICK;
    List<Modelled> due =
        timers.stream()
            .filter(timer -> timer.tick >= 0 && timer.tick <= now)
            .sorted(
                Comparator.<Modelled>comparingLong(timer -> timer.tick).thenComparing(t -> t.id))
            .toList();
    due.forEach(
        timer -> {
          timer.last = timer.tick;
          timer.tick = -1;
        });
    return due.stream().map(timer -> timer.id).toList();
  }

  /** The order within a tick is not promised, so it is made one; the order of ticks is kept. */
  private static List<Integer> byTick(List<Integer> fired, List<Modelled> timers) {
    List<Integer> sorted = new ArrayList<>();
    for (int from = 0; from < fired.size(); ) {
      long tick = timers.get(fired.get(from)).last;
      int to = from;
      while (to < fired.size() && timers.get(fired.get(to)).last == tick) {
        to++;
      }
      fired.subList(from, to).stream().sorted().forEach(sorted::add);
      from = to;
    }
    return sorted;
  }

  private Wheel.Timer timer(int id) {
    return new Wheel.Timer() {
      @Override
      protected void expire() {
        fired.add(id);
      }
    };
  }

  private final class Modelled extends Wheel.Timer {
    private final int id;
    private long tick = -1;
    private long last;

    private Modelled(int id) {
      this.id = id;
    }

    private void arm(long due) {
      wheel.arm(this, due);
      tick = Math.max(-Math.floorDiv(-due, TICK), clock.getAsLong() / TICK + 1);
    }

    private void cancelBoth() {
      cancel();
      tick = -1;
    }

    @Override
    protected void expire() {
      fired.add(id);
    }
  }
}
