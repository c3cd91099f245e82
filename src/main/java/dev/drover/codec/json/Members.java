package dev.drover.codec.json;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of a message were read already: of two members with the same name the last one
 * counts, of a oneof there may be only one.
 */
final class Members {
  private final MessagePlan plan;
  private final int start;
  private final long[] more;
  private final int[] chosen;
  private long seen;
  private @Nullable Map<FieldPlan, Integer> again;

  private static final long[] NO_MORE = {};
  private static final int[] NO_CHOICE = {};

  /**
   * @param start the length of the writer before the first field
   */
  Members(MessagePlan plan, int start) {
    this.plan = plan;
    this.start = start;
    this.more = plan.fields.length <= 64 ? NO_MORE : new long[plan.fields.length >> 6];
    this.chosen = plan.oneofs == 0 ? NO_CHOICE : new int[plan.oneofs];
  }

  /** A field begins at that length of the writer. */
  void begin(FieldPlan field, int at) {
    if (field.oneof >= 0) {
      choose(field);
    }
    if (!add(field.index)) {
      repeat(field, at);
    }
  }

  private void choose(FieldPlan field) {
    int other = chosen[field.oneof] - 1;
    if (other >= 0 && other != field.index) {
      throw InvalidJson.of(
          "is set beside " + plan.fields[other].label() + ", of which there may be only one");
    }
    chosen[field.oneof] = field.index + 1;
  }

  /** A field is null. */
  void absent(FieldPlan field, int at) {
    if (!add(field.index)) {
      repeat(field, at);
    }
    if (field.oneof >= 0 && chosen[field.oneof] == field.index + 1) {
      chosen[field.oneof] = 0;
    }
  }

  private boolean add(int index) {
    long bit = 1L << index;
    if (index < 64) {
      boolean fresh = (seen & bit) == 0;
      seen |= bit;
      return fresh;
    }
    int word = (index >> 6) - 1;
    boolean fresh = (more[word] & bit) == 0;
    more[word] |= bit;
    return fresh;
  }

  private void repeat(FieldPlan field, int at) {
    if (again == null) {
      again = new HashMap<>();
    }
    again.put(field, at);
  }

  /** The message has ended: takes out what was written for members that came again. */
  void end(WireWriter out) {
    if (again == null) {
      return;
    }
    byte[] bytes = out.array();
    WireReader in = new WireReader(bytes, start, out.length());
    int kept = start;
    while (in.more()) {
      int from = in.position();
      int tag = in.tag();
      in.skip(tag);
      FieldPlan field = plan.field(tag >>> 3);
      Integer last = field == null ? null : again.get(field);
      if (last == null || from >= last) {
        System.arraycopy(bytes, from, bytes, kept, in.position() - from);
        kept += in.position() - from;
      }
    }
    out.truncate(kept);
  }
}
