package dev.drover.limit;

import static dev.drover.limit.ConcurrencyLimit.NEVER;
import static dev.drover.limit.Server.MILLI;
import static dev.drover.limit.Server.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.limit.ConcurrencyLimit.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
  private final List<String> log = new ArrayList<>();

  private class Call extends ConcurrencyLimit.Entry {
    private final String name;

    Call(String name) {
      this.name = name;
    }

    @Override
    protected void granted(long when) {
      log.add(name + " granted");
    }

    @Override
    protected void refused(Refusal refusal) {
      log.add(name + " " + refusal);
    }
  }

  private static ConcurrencyLimit limit(int permits, int queue) {
    return new ConcurrencyLimit(Limit.fixed(permits), queue, SECOND, new Shedding(null));
  }

  private Call enter(ConcurrencyLimit limit, String name, long now) {
    Call call = new Call(name);
    limit.enter(call, now, NEVER);
    return call;
  }

  @Test
  void firstComeFirstServedAndTheRestIsRefused() {
    ConcurrencyLimit limit = limit(1, 2);
    Call a = enter(limit, "a", 0);
    Call b = enter(limit, "b", 0);
    enter(limit, "c", 0);
    enter(limit, "d", 0).leave(0);
    assertThat(log).containsExactly("a granted", "d FULL");
    a.leave(1);
    b.leave(2);
    assertThat(log).containsExactly("a granted", "d FULL", "b granted", "c granted");
    assertThat(limit.held()).isEqualTo(1);
    assertThat(limit.waiting()).isZero();
  }

  @Test
  void aPermitComesBackOnce() {
    ConcurrencyLimit limit = limit(2, 0);
    Call a = enter(limit, "a", 0);
    enter(limit, "b", 0);
    a.leave(1);
    a.leave(1);
    a.leave(2);
    assertThat(limit.held()).isEqualTo(1);
    enter(limit, "c", 2);
    enter(limit, "d", 2);
    assertThat(log).containsExactly("a granted", "b granted", "c granted", "d FULL");
  }

  @Test
  void whoWaitsForTooLongIsRefusedAtItsTime() {
    ConcurrencyLimit limit = limit(1, 9);
    Call a = enter(limit, "a", 0);
    assertThat(limit.due(0)).isEqualTo(NEVER);
    enter(limit, "b", 100);
    enter(limit, "c", 200);
    assertThat(limit.due(100)).isEqualTo(SECOND);
    limit.expire(SECOND + 99);
    assertThat(log).containsExactly("a granted");
    limit.expire(SECOND + 100);
    assertThat(log).containsExactly("a granted", "b EXPIRED");
    assertThat(limit.due(SECOND + 100)).isEqualTo(100);
    a.leave(SECOND + 200);
    assertThat(log)
        .as("nobody has called expire")
        .containsExactly("a granted", "b EXPIRED", "c EXPIRED");
    assertThat(limit.held()).isZero();
  }

  @Test
  void whoGivesUpLeavesTheQueue() {
    ConcurrencyLimit limit = limit(1, 9);
    Call a = enter(limit, "a", 0);
    Call b = enter(limit, "b", 0);
    Call c = enter(limit, "c", 0);
    Call d = enter(limit, "d", 0);
    c.leave(1);
    b.leave(1);
    d.leave(1);
    d.leave(1);
    assertThat(limit.waiting()).isZero();
    enter(limit, "e", 1);
    a.leave(2);
    assertThat(log).containsExactly("a granted", "e granted");
    assertThat(limit.held()).isEqualTo(1);
  }

  @Test
  void aCallEntersOnce() {
    ConcurrencyLimit limit = limit(1, 0);
    Call a = enter(limit, "a", 0);
    assertThatThrownBy(() -> limit.enter(a, 0, NEVER)).hasMessageContaining("once");
    Call b = enter(limit, "b", 0);
    assertThatThrownBy(() -> limit.enter(b, 0, NEVER)).hasMessageContaining("once");
  }

  @Test
  void aLongQueueOfCallsThatLeaveAtOnceNeedsNoStack() {
    ConcurrencyLimit limit = limit(1, 100_000);
    Call first = enter(limit, "first", 0);
    int[] granted = {0};
    for (int i = 0; i < 100_000; i++) {
      limit.enter(
          new ConcurrencyLimit.Entry() {
            @Override
            protected void granted(long when) {
              granted[0]++;
              leave(1);
            }

            @Override
            protected void refused(Refusal refusal) {
              throw new AssertionError(refusal);
            }
          },
          0,
          NEVER);
    }
    first.leave(1);
    assertThat(granted[0]).isEqualTo(100_000);
    assertThat(limit.held()).isZero();
  }

  /** SEEDS 4.5 and 4.6: 10 permits, whatever fails, is cancelled, or expires. */
  @Test
  void allPermitsAreThereInTheEnd() {
    ConcurrencyLimit limit = limit(10, 50);
    Random random = new Random(1);
    List<Call> calls = new ArrayList<>();
    for (long now = 0; now < 10_000 * MILLI; now += MILLI) {
      if (random.nextBoolean()) {
        calls.add(enter(limit, "call", now));
      }
      if (!calls.isEmpty() && random.nextBoolean()) {
        Call any = calls.get(random.nextInt(calls.size()));
        any.leave(now);
        if (random.nextBoolean()) {
          any.leave(now);
        }
      }
      limit.expire(now);
      assertThat(limit.held()).isBetween(0, 10);
      assertThat(limit.waiting()).isBetween(0, 50);
      assertThat(limit.held() == 10 || limit.waiting() == 0).isTrue();
    }
    assertThat(log).contains("call FULL", "call EXPIRED", "call granted");
    calls.forEach(call -> call.leave(20 * SECOND));
    assertThat(limit.held()).isZero();
    assertThat(limit.waiting()).isZero();
  }

  /** SEEDS 4.5: 100 pages, 10 permits, 50 ms each: 0.5 s. */
  @Test
  void aHundredCallsByTenTakeTenTimesOne() {
    ConcurrencyLimit limit = limit(10, 100);
    PriorityQueue<Long> ends = new PriorityQueue<>();
    List<ConcurrencyLimit.Entry> running = new ArrayList<>();
    long[] now = {0};
    for (int i = 0; i < 100; i++) {
      limit.enter(
          new ConcurrencyLimit.Entry() {
            @Override
            protected void granted(long when) {
              ends.add(now[0] + 50 * MILLI);
              running.add(this);
            }

            @Override
            protected void refused(Refusal refusal) {
              throw new AssertionError(refusal);
            }
          },
          0,
          NEVER);
    }
    for (Long end = ends.poll(); end != null; end = ends.poll()) {
      now[0] = end;
      running.remove(0).leave(end);
      assertThat(limit.held()).isLessThanOrEqualTo(10);
    }
    assertThat(now[0]).isEqualTo(500 * MILLI);
  }

  @Test
  void whoCannotMakeItIsRefusedAtOnce() {
    ConcurrencyLimit limit = limit(2, 9);
    enter(limit, "x", 0).leave(100 * MILLI);
    enter(limit, "a", 0);
    limit.enter(new Call("b"), 0, MILLI);
    limit.enter(new Call("c"), 0, 50 * MILLI - 1); // the first in the queue: 1 x 100 / 2
    limit.enter(new Call("d"), 0, 50 * MILLI);
    assertThat(limit.expectedWait()).isEqualTo(100 * MILLI);
    limit.enter(new Call("e"), 0, 99 * MILLI);
    assertThat(log)
        .containsExactly("x granted", "a granted", "b granted", "c HOPELESS", "e HOPELESS");
  }

  @Test
  void aLimitThatGrowsGrantsMore() {
    int[] permits = {1};
    Limit growing =
        new Limit() {
          @Override
          public int permits() {
            return permits[0];
          }

          @Override
          public void onSample(long start, long rtt, int inFlight, boolean dropped) {
            permits[0] += inFlight;
          }
        };
    ConcurrencyLimit limit = new ConcurrencyLimit(growing, 9, SECOND, new Shedding(null));
    Call a = enter(limit, "a", 0);
    Call b = enter(limit, "b", 0);
    enter(limit, "c", 0);
    limit.sample(0, 5, false);
    assertThat(log).containsExactly("a granted", "b granted");
    assertThat(limit.permits()).isEqualTo(2);
    permits[0] = 1;
    a.leave(6);
    assertThat(log).as("there is one too many").hasSize(2);
    b.leave(7);
    assertThat(log).endsWith("c granted");
  }

  @Test
  void aStandingQueueIsThinnedOut() {
    ConcurrencyLimit limit =
        new ConcurrencyLimit(
            Limit.fixed(1), 1000, 100 * SECOND, new Shedding(new Codel(5 * MILLI, 100 * MILLI)));
    List<ConcurrencyLimit.Entry> running = new ArrayList<>();
    int[] dropped = {0};
    for (long now = 0; now < 2 * SECOND; now += 5 * MILLI) {
      if (now % (10 * MILLI) == 0 && !running.isEmpty()) {
        running.remove(0).leave(now);
      }
      limit.enter(
          new ConcurrencyLimit.Entry() {
            @Override
            protected void granted(long when) {
              running.add(this);
            }

            @Override
            protected void refused(Refusal refusal) {
              assertThat(refusal).isEqualTo(Refusal.OVERLOADED);
              dropped[0]++;
            }
          },
          now,
          NEVER);
    }
    assertThat(dropped[0]).isBetween(30, 120);
  }

  @Test
  void impossibleOnesAreRefused() {
    assertThatThrownBy(() -> Limit.fixed(0)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> limit(1, -1)).hasMessageContaining("not -1");
  }
}
