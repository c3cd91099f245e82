package dev.drover.codec.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints maps: of entries with the same key the last one, at the place of the first. */
final class MapPrinter {
  private static final int FEW = 8;

  private final MessagePrinter printer;
  private final Runs runs;
  private final WireReader in;
  private final JsonWriter out;

  MapPrinter(MessagePrinter printer, Runs runs, WireReader in, JsonWriter out) {
    this.printer = printer;
    this.runs = runs;
    this.in = in;
    this.out = out;
  }

  /** Prints the entries in these runs as an object. */
  void print(FieldPlan map, int run, int end) {
    MessagePlan entry = map.messagePlan();
    int[] payloads = printer.payloads(map, run, end);
    @Nullable String[] keys = new String[payloads.length / 2];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = key(entry, payloads[2 * i], payloads[2 * i + 1]);
    }
    unite(keys, payloads);
    out.startObject();
    printer.enter();
    for (int i = 0; i < keys.length; i++) {
      String key = keys[i];
      if (key != null) {
        out.name(key);
        value(entry, key, payloads[2 * i], payloads[2 * i + 1]);
      }
    }
    printer.leave();
    out.endObject();
  }

  /** The key of an entry, or null when its value is an unknown number of a closed enum. */
  private @Nullable String key(MessagePlan entry, int from, int to) {
    FieldPlan key = entry.key();
    int frame = runs.top();
    in.window(from, to);
    int run = runs.push(entry, in);
    int end = runs.top();
    boolean unknown = runs.passedUnknownValue();
    boolean there = run < end && runs.index(run) == key.index;
    int last = there ? Runs.before(runs.groupEnd(run)) : run;
    runs.drop(frame);
    if (unknown) {
      return null;
    }
    if (key.type == FieldDescriptor.Type.STRING) {
      return there ? printer.string(key, last) : "";
    }
    return Scalar.keyText(key.type, there ? printer.last(key, last) : 0);
  }

  private void value(MessagePlan entry, String key, int from, int to) {
    FieldPlan value = entry.value();
    int frame = runs.top();
    in.window(from, to);
    int run = runs.push(entry, in);
    int end = runs.top();
    while (run < end && runs.index(run) != value.index) {
      run = Runs.next(run);
    }
    try {
      if (run < end) {
        printer.field(value, run, end, false);
      } else if (value.message) {
        printer.nested(value.messagePlan(), 0, 0);
      } else {
        printer.absent(value);
      }
    } catch (MalformedMessage malformed) {
      throw malformed.within(FieldPath.entry(key));
    }
    runs.drop(frame);
  }

  private static void unite(@Nullable String[] keys, int[] payloads) {
    Map<String, Integer> places = keys.length > FEW ? new HashMap<>() : Map.of();
    for (int i = 0; i < keys.length; i++) {
      String key = keys[i];
      if (key == null) {
        continue;
      }
      Integer place = keys.length > FEW ? places.putIfAbsent(key, i) : find(key, keys, i);
      if (place != null) {
        payloads[2 * place] = payloads[2 * i];
        payloads[2 * place + 1] = payloads[2 * i + 1];
        keys[i] = null;
      }
    }
  }

  private static @Nullable Integer find(String key, @Nullable String[] keys, int before) {
    int place = Arrays.asList(keys).subList(0, before).indexOf(key);
    return place < 0 ? null : place;
  }
}
