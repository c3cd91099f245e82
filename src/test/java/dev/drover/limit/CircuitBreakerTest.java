package dev.drover.limit;

import static dev.drover.limit.Server.MILLI;
import static dev.drover.limit.Server.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.limit.CircuitBreaker.Rules;
import dev.drover.limit.CircuitBreaker.State;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final Rules BY_COUNT = new Rules(10, 0, 5, 0.5, 0.8, 100 * MILLI, 5 * SECOND, 3);
  private static final Rules BY_TIME = new Rules(0, 10 * SECOND, 4, 0.5, 2, SECOND, 5 * SECOND, 3);

  private final CircuitBreaker breaker = new CircuitBreaker(BY_COUNT, 0);

  private static void end(CircuitBreaker breaker, String calls, long now) {
    calls.chars().forEach(c -> breaker.ended(c == 'x', c == 's' ? 101 * MILLI : 0, now));
  }

  /** Open since 1 s. */
  private static CircuitBreaker open() {
    CircuitBreaker breaker = new CircuitBreaker(BY_COUNT, 0);
    end(breaker, "xxxxx", SECOND);
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    return breaker;
  }

  @Test
  void itOpensWhenHalfOfEnoughCallsHaveFailed() {
    end(breaker, "xxxx", 0);
    assertThat(breaker.allows(0)).as("four are not enough").isTrue();
    end(breaker, ".", 0);
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.allows(0)).isFalse();
  }

  @Test
  void onlyTheLastCallsCount() {
    end(breaker, "....xxxx", 0);
    assertThat(breaker.state()).as("4 of 8").isEqualTo(State.OPEN);
    CircuitBreaker other = new CircuitBreaker(BY_COUNT, 0);
    end(other, "......xxxx", 0);
    assertThat(other.state()).as("4 of 10").isEqualTo(State.CLOSED);
    end(other, "..........", 0);
    end(other, "......xxxx", 0);
    assertThat(other.state()).as("4 of the last 10").isEqualTo(State.CLOSED);
    end(other, "x", 0);
    assertThat(other.state()).as("5 of the last 10").isEqualTo(State.OPEN);
  }

  @Test
  void slowCallsOpenItToo() {
    end(breaker, "ssss", SECOND);
    end(breaker, ".", SECOND);
    assertThat(breaker.state()).as("4 of 5 are slow").isEqualTo(State.OPEN);
    CircuitBreaker other = new CircuitBreaker(BY_COUNT, 0);
    end(other, "sss..", SECOND);
    assertThat(other.state()).as("3 of 5").isEqualTo(State.CLOSED);
  }

  @Test
  void itSaysWhenToComeBack() {
    CircuitBreaker open = open();
    assertThat(open.comeBack(SECOND)).isEqualTo(5 * SECOND);
    assertThat(open.comeBack(6 * SECOND - 1)).isEqualTo(1);
    assertThat(open.allows(6 * SECOND - 1)).isFalse();
    assertThat(open.comeBack(7 * SECOND)).isZero();
    assertThat(breaker.comeBack(0)).isZero();
  }

  @Test
  void trialsDecide() {
    CircuitBreaker good = open();
    CircuitBreaker bad = open();
    for (int i = 0; i < 3; i++) {
      assertThat(good.allows(6 * SECOND)).isTrue();
      assertThat(bad.allows(6 * SECOND)).isTrue();
    }
    assertThat(good.allows(6 * SECOND)).isFalse();
    assertThat(good.state()).isEqualTo(State.HALF_OPEN);
    end(good, "..", 6 * SECOND);
    assertThat(good.state()).isEqualTo(State.HALF_OPEN);
    end(good, "x", 6 * SECOND);
    assertThat(good.state()).as("1 of 3").isEqualTo(State.CLOSED);
    end(bad, "x.x", 7 * SECOND);
    assertThat(bad.state()).as("2 of 3").isEqualTo(State.OPEN);
    assertThat(bad.comeBack(7 * SECOND)).isEqualTo(5 * SECOND);
  }

  @Test
  void itStartsAfreshWhenItCloses() {
    CircuitBreaker closed = open();
    for (int i = 0; i < 3; i++) {
      closed.allows(6 * SECOND);
    }
    end(closed, "...", 6 * SECOND);
    end(closed, "xxxx", 6 * SECOND);
    assertThat(closed.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void callsThatBeganBeforeDoNotCount() {
    CircuitBreaker half = open();
    half.ended(false, 0, 2 * SECOND);
    assertThat(half.allows(6 * SECOND)).isTrue();
    for (int i = 0; i < 9; i++) {
      half.ended(false, 4 * SECOND, 7 * SECOND);
    }
    assertThat(half.state()).isEqualTo(State.HALF_OPEN);
  }

  @Test
  void lostTrialsAreReplaced() {
    CircuitBreaker half = open();
    for (int i = 0; i < 3; i++) {
      half.allows(6 * SECOND);
    }
    half.forget(SECOND, 7 * SECOND);
    assertThat(half.allows(7 * SECOND)).isTrue();
    assertThat(half.allows(7 * SECOND)).isFalse();
    half.forget(5 * SECOND, 7 * SECOND);
    assertThat(half.allows(7 * SECOND)).as("that was no trial").isFalse();
    assertThat(half.comeBack(7 * SECOND)).isEqualTo(4 * SECOND);
    assertThat(half.allows(11 * SECOND)).isTrue();
  }

  @Test
  void byTimeOnlyTheLastSecondsCount() {
    CircuitBreaker timed = new CircuitBreaker(BY_TIME, 0);
    end(timed, "xxx", 0);
    end(timed, ".", 10 * SECOND);
    assertThat(timed.state()).isEqualTo(State.CLOSED);
    end(timed, "..", 11 * SECOND);
    end(timed, "xx", 19 * SECOND);
    assertThat(timed.state()).as("2 of 5").isEqualTo(State.CLOSED);
    end(timed, "x", 19 * SECOND);
    assertThat(timed.state()).as("3 of 6").isEqualTo(State.OPEN);
  }

  @Test
  void impossibleRulesAreRefused() {
    assertThatThrownBy(() -> new Rules(0, 9, 1, 1, 1, 1, 1, 1)).hasMessageContaining("9 ns");
    assertThatThrownBy(() -> new Rules(5, 0, 6, 1, 1, 1, 1, 1)).hasMessageContaining("wait for 6");
    assertThatThrownBy(() -> new Rules(5, 0, 5, 0, 1, 1, 1, 1)).hasMessageContaining("0.0, 1.0");
  }
}
