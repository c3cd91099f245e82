package dev.drover.handler.aggregate;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calls of one step under way: one, or one for each item of a list. */
final class Series {
  private final Step step;
  private final @Nullable List<?> items;
  private final int most;
  private final Outcome[] outcomes;
  private final @Nullable Buffer[] lines;
  private final List<Integer> arrived = new ArrayList<>();
  private int launched;
  private int landed;
  private int told;
  private int taken;

  /**
   * @param items null for one call without an item
   * @param most how many of them may be under way at one time
   */
  Series(Step step, @Nullable List<?> items, int most) {
    this.step = step;
    this.items = items;
    this.most = most;
    int size = items == null ? 1 : items.size();
    this.outcomes = new Outcome[size];
    this.lines = new Buffer[size];
  }

  Step step() {
    return step;
  }

  /** The number of an item as people are told it; negative where there is no list. */
  int index(int number) {
    return items == null ? -1 : number;
  }

  /** What a call of it knows. */
  Known known(Known all, int number) {
    return items == null
        ? all
        : all.with(step.each().as(), items.get(number)).with("index", (long) number);
  }

  /**
   * Whether another call may begin now.
   *
   * @param told whether each has a line in a streamed answer: then those that the client has not
   *     taken count, too
   */
  boolean ready(boolean told) {
    return launched < outcomes.length
        && launched - landed < most
        && !(told && launched - taken >= 2 * most);
  }

  /** The number of the one that begins. */
  int launch() {
    return launched++;
  }

  /**
   * One has ended.
   *
   * @param line what a streamed answer says of it; null for nothing
   */
  void land(int number, Outcome outcome, @Nullable Buffer line) {
    outcomes[number] = outcome;
    lines[number] = line;
    arrived.add(number);
    landed++;
  }

  /** The number of the next that has its turn to be told of; negative when none has. */
  int next() {
    if (told < landed && (step.arrival() || outcomes[told] != null)) {
      return step.arrival() ? arrived.get(told++) : told++;
    }
    return -1;
  }

  /** What a streamed answer says of one; it is not kept. */
  @Nullable Buffer line(int number) {
    Buffer line = lines[number];
    lines[number] = null;
    return line;
  }

  /** The client has taken one, or will never see it. */
  void take() {
    taken++;
  }

  boolean done() {
    return landed == outcomes.length;
  }

  /** All that it has brought, as expressions know it. */
  Object value() {
    if (items == null) {
      return outcomes[0].value();
    }
    List<Map<String, Object>> all = new ArrayList<>(outcomes.length);
    for (int i = 0; i < outcomes.length; i++) {
      all.add(item(step.arrival() ? arrived.get(i) : i));
    }
    return all;
  }

  private Map<String, Object> item(int number) {
    Map<String, Object> value = new LinkedHashMap<>(outcomes[number].value());
    value.put("index", (long) number);
    value.put("item", Objects.requireNonNull(items).get(number));
    return value;
  }
}
