package dev.drover.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.task.Admission.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Time is virtual: a number that the test counts up. */
class AdmissionTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NEVER = Long.MAX_VALUE;

  private final List<String> expired = new ArrayList<>();
  private long now = 1;

  private static Admission<String> queue(int places) {
    return queue(places, Integer.MAX_VALUE);
  }

  private static Admission<String> queue(int places, int running) {
    return new Admission<>(2, task -> new Limits(places, running, Duration.ofSeconds(30)));
  }

  private Answer<String> offer(
      Admission<String> admission, String job, String task, String caller, Priority priority) {
    return admission.offer(
        new Ticket<>(job, task, caller, priority, NEVER), now, t -> expired.add(t.job()));
  }

  private Answer<String> offer(Admission<String> admission, String job, String caller) {
    return offer(admission, job, "t", caller, Priority.NORMAL);
  }

  private @Nullable String next(Admission<String> admission) {
    Ticket<String> ticket = admission.next(now, t -> expired.add(t.job()));
    return ticket == null ? null : ticket.job();
  }

  private List<String> drain(Admission<String> admission) {
    List<String> all = new ArrayList<>();
    for (String job = next(admission); job != null; job = next(admission)) {
      all.add(job);
    }
    return all;
  }

  @Test
  void startsInTheOrderOfArrival() {
    Admission<String> admission = queue(10);
    offer(admission, "a", "me");
    offer(admission, "b", "me");
    offer(admission, "c", "me");
    assertThat(admission.queued()).isEqualTo(3);
    assertThat(drain(admission)).containsExactly("a", "b", "c");
    assertThat(admission.queued()).isZero();
  }

  @Test
  void callersTakeTurns() {
    Admission<String> admission = queue(10);
    for (String job : List.of("a1", "a2", "a3", "b1", "b2", "c1")) {
      offer(admission, job, job.substring(0, 1));
    }
    assertThat(drain(admission)).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
  }

  @Test
  void tasksTakeTurns() {
    Admission<String> admission = queue(10);
    offer(admission, "x1", "x", "me", Priority.NORMAL);
    offer(admission, "x2", "x", "me", Priority.NORMAL);
    offer(admission, "y1", "y", "me", Priority.NORMAL);
    assertThat(drain(admission)).containsExactly("x1", "y1", "x2");
  }

  @Test
  void refusesWhatExceedsTheQueueOfItsTaskOnly() {
    Admission<String> admission = queue(2);
    offer(admission, "a", "me");
    offer(admission, "b", "me");
    assertThat(admission.full("t")).isTrue();
    assertThat(offer(admission, "c", "me")).isInstanceOf(Answer.Refused.class);
    assertThat(offer(admission, "d", "other", "me", Priority.NORMAL))
        .isInstanceOf(Answer.Queued.class);
  }

  @Test
  void whoHasLessInAFullQueuePushesOutTheNewestOfWhoHasMost() {
    Admission<String> admission = queue(3);
    offer(admission, "a1", "a");
    offer(admission, "a2", "a");
    offer(admission, "a3", "a");
    Answer<String> answer = offer(admission, "b1", "b");
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Queued.class,
            queued ->
                assertThat(queued.displaced())
                    .extracting(ticket -> ((Ticket<?>) ticket).job())
                    .isEqualTo("a3"));
    assertThat(offer(admission, "b2", "b")).isInstanceOf(Answer.Refused.class);
    assertThat(drain(admission)).containsExactly("a1", "b1", "a2");
  }

  @Test
  void nobodyIsPushedOutByALessUrgentOne() {
    Admission<String> admission = queue(3);
    for (String job : List.of("a1", "a2", "a3")) {
      offer(admission, job, "t", "a", Priority.HIGH);
    }
    assertThat(offer(admission, "b1", "t", "b", Priority.LOW)).isInstanceOf(Answer.Refused.class);
  }

  @Test
  void classesGetTheirShares() {
    Admission<String> admission = queue(1000);
    for (int i = 0; i < 210; i++) {
      for (Priority priority : Priority.values()) {
        offer(admission, priority.name(), "t", "me", priority);
      }
    }
    List<String> first = new ArrayList<>();
    for (int i = 0; i < 210; i++) {
      first.add(String.valueOf(next(admission)));
    }
    assertThat(first).filteredOn("HIGH"::equals).hasSize(160);
    assertThat(first).filteredOn("NORMAL"::equals).hasSize(40);
    assertThat(first).filteredOn("LOW"::equals).hasSize(10);
  }

  @Test
  void aClassThatWasAbsentDoesNotCatchUp() {
    Admission<String> admission = queue(1000);
    for (int i = 0; i < 100; i++) {
      offer(admission, "h", "t", "me", Priority.HIGH);
    }
    for (int i = 0; i < 90; i++) {
      next(admission);
    }
    for (int i = 0; i < 10; i++) {
      offer(admission, "l", "t", "me", Priority.LOW);
    }
    List<String> after = drain(admission);
    assertThat(after.subList(0, 10)).filteredOn("l"::equals).hasSize(1);
  }

  @Test
  void whatIsTooLateIsDroppedBeforeItStarts() {
    Admission<String> admission = queue(10);
    admission.offer(
        new Ticket<>("late", "t", "me", Priority.NORMAL, 5), now, t -> expired.add(t.job()));
    offer(admission, "fine", "me");
    now = 5;
    assertThat(next(admission)).isEqualTo("fine");
    assertThat(expired).containsExactly("late");
    assertThat(admission.queued()).isZero();
  }

  @Test
  void whatIsTooLateMakesRoomInAFullQueue() {
    Admission<String> admission = queue(1);
    admission.offer(
        new Ticket<>("late", "t", "me", Priority.NORMAL, 5), now, t -> expired.add(t.job()));
    now = 6;
    assertThat(offer(admission, "new", "me")).isInstanceOf(Answer.Queued.class);
    assertThat(expired).containsExactly("late");
  }

  @Test
  void aTaskRunsAsOftenAsItMay() {
    Admission<String> admission = queue(10, 1);
    offer(admission, "x1", "x", "me", Priority.NORMAL);
    offer(admission, "x2", "x", "me", Priority.NORMAL);
    offer(admission, "y1", "y", "me", Priority.LOW);
    assertThat(drain(admission)).containsExactly("x1", "y1");
    admission.ended("x", SECOND);
    assertThat(drain(admission)).containsExactly("x2");
  }

  @Test
  void whatIsWithdrawnDoesNotStart() {
    Admission<String> admission = queue(10);
    offer(admission, "a", "me");
    offer(admission, "b", "me");
    assertThat(admission.withdraw("t", "a")).isTrue();
    assertThat(admission.withdraw("t", "a")).isFalse();
    assertThat(drain(admission)).containsExactly("b");
  }

  /** Two threads, 6 seconds a job, 10 of them waiting: the last one starts after 30 seconds. */
  @Test
  void retryAfterComesFromTheQueue() {
    Admission<String> admission = queue(10);
    offer(admission, "first", "me");
    next(admission);
    admission.ended("t", 6 * SECOND);
    for (int i = 0; i < 10; i++) {
      offer(admission, "a" + i, "me");
    }
    assertThat(offer(admission, "b", "me"))
        .isEqualTo(new Answer.Refused<String>(Duration.ofSeconds(30)));
  }
}
