package dev.drover.codec.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Prints one message. Each message is walked twice: once over its tags alone, to know where its
 * fields are ({@link Runs}), then field by field in the order of output.
 */
final class MessagePrinter {
  static final int DEEPEST = 100;

  private final ProtoJson owner;
  private final JsonOptions options;
  private final JsonWriter out;
  private final JsonSink sink;
  private final WireReader in;
  private final Runs runs;
  private @Nullable WellKnownPrinter wellKnown;
  private @Nullable MapPrinter maps;
  private int depth;
  private int payload;
  private int payloadEnd;

  MessagePrinter(ProtoJson owner, byte[] wire, int from, int to, JsonWriter out) {
    this.owner = owner;
    this.options = owner.options();
    this.out = out;
    this.sink = new JsonSink(options, out);
    this.in = new WireReader(wire, from, to);
    this.runs = out.runs();
  }

  private WellKnownPrinter wellKnown() {
    if (wellKnown == null) {
      wellKnown = new WellKnownPrinter(owner, this, in, out);
    }
    return wellKnown;
  }

  private MapPrinter maps() {
    if (maps == null) {
      maps = new MapPrinter(this, runs, in, out);
    }
    return maps;
  }

  /** Prints a message of that type as one JSON value. */
  void message(MessagePlan plan, int from, int to) {
    switch (plan.wellKnown) {
      case PLAIN -> object(plan, from, to);
      case WRAPPER, STRUCT, LIST_VALUE -> only(plan.fields[0], plan, from, to);
      case VALUE -> value(plan, from, to);
      case TIMESTAMP -> wellKnown().timestamp(from, to);
      case DURATION -> wellKnown().duration(from, to);
      case FIELD_MASK -> wellKnown().fieldMask(plan, from, to);
      case ANY -> wellKnown().any(plan, from, to);
    }
  }

  private void object(MessagePlan plan, int from, int to) {
    out.startObject();
    members(plan, from, to);
    out.endObject();
  }

  /** Prints the fields of a message as members of the object that is open. */
  void members(MessagePlan plan, int from, int to) {
    int frame = runs.top();
    in.window(from, to);
    int run = runs.push(plan, in);
    int end = runs.top();
    int next = 0;
    while (run < end) {
      FieldPlan field = plan.fields[runs.index(run)];
      if (options.printDefaults()) {
        absent(plan, next, field.index);
        next = field.index + 1;
      }
      int groupEnd = runs.groupEnd(run);
      field(field, run, groupEnd, true);
      run = groupEnd;
    }
    if (options.printDefaults()) {
      absent(plan, next, plan.fields.length);
    }
    runs.drop(frame);
  }

  private void absent(MessagePlan plan, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!plan.fields[i].presence) {
        out.token(plan.fields[i].printedName);
        absent(plan.fields[i]);
      }
    }
  }

  /** Prints the value of a field that is not there. */
  void absent(FieldPlan field) {
    if (field.map) {
      out.startObject();
      out.endObject();
    } else if (field.repeated) {
      out.startArray();
      out.endArray();
    } else if (!field.message) {
      sink.absent(field);
    } else if (field.messagePlan().wellKnown == WellKnown.LIST_VALUE
        || field.messagePlan().wellKnown.isObject()) {
      message(field.messagePlan(), 0, 0);
    } else {
      sink.nothing();
    }
  }

  /** Prints nothing but the value of one field of a message. */
  void only(FieldPlan field, MessagePlan plan, int from, int to) {
    int frame = runs.top();
    in.window(from, to);
    int run = runs.push(plan, in);
    int end = runs.top();
    while (run < end && runs.index(run) != field.index) {
      run = Runs.next(run);
    }
    if (run < end) {
      field(field, run, runs.groupEnd(run), false);
    } else {
      absent(field);
    }
    runs.drop(frame);
  }

  private void value(MessagePlan plan, int from, int to) {
    int frame = runs.top();
    in.window(from, to);
    int run = runs.push(plan, in);
    if (run == runs.top()) {
      sink.nothing();
    } else {
      FieldPlan field = plan.fields[runs.index(run)];
      if (field.type == FieldDescriptor.Type.DOUBLE
          && !Double.isFinite(Double.longBitsToDouble(last(field, Runs.before(runs.top()))))) {
        throw MalformedMessage.because("is a google.protobuf.Value of NaN or infinity");
      }
      field(field, run, runs.top(), false);
    }
    runs.drop(frame);
  }

  /** Prints a field that is there, with its name or only its value. */
  void field(FieldPlan field, int run, int end, boolean named) {
    try {
      if (field.map) {
        name(field, named);
        maps().print(field, run, end);
      } else if (field.repeated) {
        list(field, run, end, named);
      } else if (field.message) {
        name(field, named);
        single(field, run, end);
      } else {
        scalar(field, Runs.before(end), named);
      }
    } catch (MalformedMessage malformed) {
      throw named ? malformed.within(field.label()) : malformed;
    }
  }

  private void name(FieldPlan field, boolean named) {
    if (named) {
      out.token(field.printedName);
    }
  }

  private void scalar(FieldPlan field, int run, boolean named) {
    boolean always = field.presence || !named || options.printDefaults();
    switch (field.type) {
      case STRING, BYTES -> {
        in.window(runs.from(run), runs.to(run));
        while (in.more()) {
          payload(in.tag(), field);
        }
        if (always || payload < payloadEnd) {
          name(field, named);
          text(field);
        }
      }
      default -> {
        long bits = last(field, run);
        if (always || bits != 0) {
          name(field, named);
          sink.scalar(field, bits);
        }
      }
    }
  }

  /** The last of the numbers of a run. */
  long last(FieldPlan field, int run) {
    in.window(runs.from(run), runs.to(run));
    long bits = 0;
    while (in.more()) {
      in.tag();
      bits = Scalar.read(field.type, in);
    }
    return bits;
  }

  private void text(FieldPlan field) {
    if (field.type == FieldDescriptor.Type.STRING) {
      sink.text(field, in.bytes(), payload, payloadEnd - payload);
    } else {
      out.base64(in.bytes(), payload, payloadEnd - payload);
    }
  }

  /** Passes a value that has a length or is a group, and remembers where its content is. */
  private void payload(int tag, FieldPlan field) {
    if ((tag & 7) == WireReader.START_GROUP) {
      payload = in.position();
      payloadEnd = in.groupEnd(field.number);
    } else {
      int length = in.length();
      payload = in.position();
      payloadEnd = payload + length;
      in.skipTo(payloadEnd);
    }
  }

  /** A message of which there may be several, which are one when put together. */
  private void single(FieldPlan field, int run, int end) {
    in.window(runs.from(run), runs.to(run));
    payload(in.tag(), field);
    if (!in.more() && Runs.next(run) == end) {
      nested(field.messagePlan(), payload, payloadEnd);
      return;
    }
    byte[] outer = in.bytes();
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (int r = run; r < end; r = Runs.next(r)) {
      in.window(runs.from(r), runs.to(r));
      while (in.more()) {
        payload(in.tag(), field);
        joined.write(outer, payload, payloadEnd - payload);
      }
    }
    in.bytes(joined.toByteArray());
    nested(field.messagePlan(), 0, joined.size());
    in.bytes(outer);
  }

  /** Prints a message inside of the present one. */
  void nested(MessagePlan plan, int from, int to) {
    enter();
    message(plan, from, to);
    leave();
  }

  void enter() {
    if (++depth > DEEPEST) {
      throw MalformedMessage.because("is nested deeper than " + DEEPEST + " messages");
    }
  }

  void leave() {
    depth--;
  }

  private void list(FieldPlan field, int run, int end, boolean named) {
    int count = 0;
    try {
      for (int r = run; r < end; r = Runs.next(r)) {
        int to = runs.to(r);
        in.window(runs.from(r), to);
        while (in.more()) {
          int tag = in.tag();
          if (field.packable && (tag & 7) == WireReader.DELIMITED) {
            payload(tag, field);
            int behind = payloadEnd;
            in.window(payload, behind);
            while (in.more()) {
              count = number(field, count, named);
            }
            in.window(behind, to);
          } else if (field.message) {
            payload(tag, field);
            int behind = in.position();
            open(field, count++, named);
            nested(field.messagePlan(), payload, payloadEnd);
            in.window(behind, to);
          } else if (field.packable) {
            count = number(field, count, named);
          } else {
            payload(tag, field);
            open(field, count++, named);
            text(field);
          }
        }
      }
    } catch (MalformedMessage malformed) {
      throw malformed.within(FieldPath.element(Math.max(0, count - 1)));
    }
    if (count > 0) {
      out.endArray();
    } else if (!named || options.printDefaults()) {
      name(field, named);
      absent(field);
    }
  }

  private void open(FieldPlan field, int count, boolean named) {
    if (count == 0) {
      name(field, named);
      out.startArray();
    }
  }

  private int number(FieldPlan field, int count, boolean named) {
    long bits = Scalar.read(field.type, in);
    if (field.closed && field.enumeration().name((int) bits) == null) {
      return count;
    }
    open(field, count, named);
    sink.scalar(field, bits);
    return count + 1;
  }

  /** The payloads of all occurrences of a message field, as from and to in turn. */
  int[] payloads(FieldPlan field, int run, int end) {
    int[] found = new int[8];
    int count = 0;
    for (int r = run; r < end; r = Runs.next(r)) {
      in.window(runs.from(r), runs.to(r));
      while (in.more()) {
        payload(in.tag(), field);
        if (count == found.length) {
          found = Arrays.copyOf(found, 2 * count);
        }
        found[count++] = payload;
        found[count++] = payloadEnd;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** The text of the last occurrence of a string. */
  String string(FieldPlan field, int run) {
    in.window(runs.from(run), runs.to(run));
    while (in.more()) {
      payload(in.tag(), field);
    }
    return JsonSink.string(field, in.bytes(), payload, payloadEnd - payload);
  }
}
