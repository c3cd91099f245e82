package dev.drover.limit;

import org.jspecify.annotations.Nullable;

/**
 * Lets a limited number of calls be under way at once, and a limited number wait for a limited
 * time, first come first served. Whatever happens to a call, its {@link Entry} leaves once, and its
 * permit or its place in the queue is free again.
 *
 * <p>Times are nanoseconds of a monotonic clock; whoever owns a limit calls {@link #expire} when
 * {@link #due} says so. Not thread-safe: one for each event loop. Callbacks may enter and leave.
 */
public final class ConcurrencyLimit {
  /** Never. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Why a call did not get a permit. */
  public enum Refusal {
    /** As many wait as may. */
    FULL,
    /** Its deadline would pass while it waits. */
    HOPELESS,
    /** It has waited for as long as one may. */
    EXPIRED,
    /** The queue stands, and some must go. */
    OVERLOADED
  }

  private enum State {
    NEW,
    WAITING,
    HOLDING,
    LEFT
  }

  /** One call. Subclass it; it enters one limit, once. */
  public abstract static class Entry {
    private State state = State.NEW;
    private @Nullable ConcurrencyLimit limit;
    private @Nullable Entry previous;
    private @Nullable Entry next;
    private long since;

    /** It has a permit from now on, and keeps it until it leaves. Called at most once. */
    protected abstract void granted(long now);

    /** It will not get a permit. Called at most once, and never after {@link #granted}. */
    protected abstract void refused(Refusal refusal);

    /** Gives back the permit, or the place in the queue. Does nothing when it has neither. */
    public final void leave(long now) {
      ConcurrencyLimit owner = limit;
      if (owner != null) {
        owner.leave(this, now);
      }
    }
  }

  private final Limit limit;
  private final int most;
  private final long patience;
  private final Shedding shedding;
  private @Nullable Entry first;
  private @Nullable Entry last;
  private int waiting;
  private int held;
  private boolean granting;

  /**
   * @param limit how many permits there are
   * @param queue how many may wait, not negative
   * @param maxWaitNanos for how long one may wait
   * @param shedding who is refused before that
   */
  public ConcurrencyLimit(Limit limit, int queue, long maxWaitNanos, Shedding shedding) {
    if (queue < 0 || maxWaitNanos < 0) {
      throw new IllegalArgumentException(
          "A queue has 0 places or more and a wait of 0 ns or more, not "
              + queue
              + " and "
              + maxWaitNanos
              + ".");
    }
    this.limit = limit;
    this.most = queue;
    this.patience = maxWaitNanos;
    this.shedding = shedding;
  }

  /**
   * A call wants a permit: it is granted or refused before this returns, or it waits.
   *
   * @param remainingNanos until its deadline; {@link #NEVER} for none
   */
  public void enter(Entry entry, long now, long remainingNanos) {
    if (entry.state != State.NEW) {
      throw new IllegalStateException("A call enters a limit once.");
    }
    if (waiting == 0 && held < limit.permits()) {
      entry.limit = this;
      grant(entry, now);
    } else if (waiting >= most) {
      refuse(entry, Refusal.FULL);
    } else if (shedding.hopeless(waiting, limit.permits(), remainingNanos)) {
      refuse(entry, Refusal.HOPELESS);
    } else {
      entry.limit = this;
      append(entry, now);
      grantWaiting(now); // the limit may have grown
    }
  }

  /** A call was answered: see {@link Limit#onSample}. More may be granted after that. */
  public void sample(long startNanos, long rttNanos, boolean dropped) {
    limit.onSample(startNanos, rttNanos, held, dropped);
    grantWaiting(startNanos + rttNanos);
  }

  /** Refuses those who have waited for too long. */
  public void expire(long now) {
    for (Entry entry = first; entry != null && now - entry.since >= patience; entry = first) {
      remove(entry);
      refuse(entry, Refusal.EXPIRED);
    }
  }

  /** In how many nanoseconds to call {@link #expire}, or {@link #NEVER}. */
  public long due(long now) {
    Entry entry = first;
    return entry == null ? NEVER : Math.max(0, entry.since + patience - now);
  }

  /** How many permits there are, taken or not. */
  public int permits() {
    return limit.permits();
  }

  /** How many permits are taken. */
  public int held() {
    return held;
  }

  /** How many wait. */
  public int waiting() {
    return waiting;
  }

  /** How long one more would wait, as far as is known, in nanoseconds: when to come back. */
  public long expectedWait() {
    return shedding.expectedWait(waiting, limit.permits());
  }

  private void leave(Entry entry, long now) {
    if (entry.state == State.WAITING) {
      remove(entry);
      entry.state = State.LEFT;
    } else if (entry.state == State.HOLDING) {
      entry.state = State.LEFT;
      held--;
      shedding.served(now - entry.since);
      grantWaiting(now);
    }
  }

  private void grantWaiting(long now) {
    if (granting) {
      return;
    }
    granting = true;
    try {
      for (Entry entry = first; entry != null && held < limit.permits(); entry = first) {
        remove(entry);
        long waited = now - entry.since;
        if (waited >= patience) {
          refuse(entry, Refusal.EXPIRED);
        } else if (shedding.drops(waited, waiting == 0, now)) {
          refuse(entry, Refusal.OVERLOADED);
        } else {
          grant(entry, now);
        }
      }
    } finally {
      granting = false;
    }
  }

  private void grant(Entry entry, long now) {
    entry.state = State.HOLDING;
    entry.since = now;
    held++;
    entry.granted(now);
  }

  private static void refuse(Entry entry, Refusal refusal) {
    entry.state = State.LEFT;
    entry.refused(refusal);
  }

  private void append(Entry entry, long now) {
    entry.state = State.WAITING;
    entry.since = now;
    entry.previous = last;
    if (last == null) {
      first = entry;
    } else {
      last.next = entry;
    }
    last = entry;
    waiting++;
  }

  private void remove(Entry entry) {
    Entry before = entry.previous;
    Entry after = entry.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    entry.previous = null;
    entry.next = null;
    waiting--;
  }
}
