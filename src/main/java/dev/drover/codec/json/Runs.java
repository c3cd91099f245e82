package dev.drover.codec.json;

import java.util.Arrays;

/**
 * Where the fields of messages are in their wire bytes: a stack with a frame for each message that
 * is being printed. A frame is a list of runs (index of the field, from, to); a run is one or
 * several occurrences of the same field that follow one another. In the normal case, fields in
 * their order, a field has one run and nothing is sorted.
 */
final class Runs {
  private static final int RUN = 3;
  private static final int DEAD = -1;

  private int[] slots = new int[96];
  private int top;
  private boolean passedUnknownValue;

  /** Where the next frame begins, which is what {@link #drop(int)} is to be told. */
  int top() {
    return top;
  }

  void drop(int frame) {
    top = frame;
  }

  int index(int run) {
    return slots[run];
  }

  int from(int run) {
    return slots[run + 1];
  }

  int to(int run) {
    return slots[run + 2];
  }

  /** The run after this one. */
  static int next(int run) {
    return run + RUN;
  }

  static int before(int run) {
    return run - RUN;
  }

  /** Where the runs of the same field as this one's end. */
  int groupEnd(int run) {
    int end = run + RUN;
    while (end < top && slots[end] == slots[run]) {
      end += RUN;
    }
    return end;
  }

  /** Whether the last message indexed had a number that its closed enum does not know. */
  boolean passedUnknownValue() {
    return passedUnknownValue;
  }

  /**
   * Pushes the frame of the message that the reader stands before: its known fields, of a oneof
   * only the last, sorted by number.
   *
   * @return the first run
   */
  int push(MessagePlan plan, WireReader in) {
    int oneofs = top;
    if (plan.oneofs > 0) {
      reserve(plan.oneofs);
      Arrays.fill(slots, top, top + plan.oneofs, 0);
      top += plan.oneofs;
    }
    int first = top;
    int last = -1;
    boolean tidy = true;
    passedUnknownValue = false;
    while (in.more()) {
      int start = in.position();
      int tag = in.tag();
      FieldPlan field = plan.field(tag >>> 3);
      if (field == null
          || !field.accepts(tag & 7)
          || field.closedSingle && isUnknownValue(field, in)) {
        in.skip(tag);
        continue;
      }
      in.skip(tag);
      if (field.oneof >= 0) {
        tidy &= choose(field, oneofs + field.oneof);
      }
      if (field.index == last && slots[top - 1] == start) {
        slots[top - 1] = in.position();
      } else {
        tidy &= field.index >= last;
        last = field.index;
        add(last, start, in.position());
      }
    }
    if (!tidy) {
      tidy(first);
    }
    return first;
  }

  private boolean isUnknownValue(FieldPlan field, WireReader in) {
    int value = in.peekInt();
    boolean unknown = field.enumeration().name(value) == null;
    passedUnknownValue |= unknown;
    return unknown;
  }

  /** Kills the other member of the oneof that was there before; returns whether there was none. */
  private boolean choose(FieldPlan field, int oneof) {
    int live = slots[oneof] - 1;
    if (live >= 0 && slots[live] == field.index) {
      return true;
    }
    slots[oneof] = top + 1;
    if (live < 0) {
      return true;
    }
    int dead = slots[live];
    for (int run = live; run < top; run += RUN) {
      if (slots[run] == dead) {
        slots[run] = DEAD;
      }
    }
    return false;
  }

  private void add(int index, int from, int to) {
    reserve(RUN);
    slots[top] = index;
    slots[top + 1] = from;
    slots[top + 2] = to;
    top += RUN;
  }

  private void reserve(int more) {
    if (slots.length - top < more) {
      slots = Arrays.copyOf(slots, Math.max(2 * slots.length, top + more));
    }
  }

  /** Sorts the runs by field, those of the same field in the order they came; drops the dead. */
  private void tidy(int first) {
    int[] runs = Arrays.copyOfRange(slots, first, top);
    long[] order = new long[runs.length / RUN];
    int alive = 0;
    for (int run = 0; run < runs.length; run += RUN) {
      if (runs[run] != DEAD) {
        order[alive++] = (long) runs[run] << 32 | run;
      }
    }
    Arrays.sort(order, 0, alive);
    top = first;
    for (int i = 0; i < alive; i++) {
      int run = (int) order[i];
      add(runs[run], runs[run + 1], runs[run + 2]);
    }
  }
}
