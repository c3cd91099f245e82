package dev.drover.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** protobuf-java's JsonFormat and the codec side by side, on a random schema. */
final class Oracle {
  private static final ObjectMapper TREES = new ObjectMapper();
  private static final int LIMIT = 1 << 20;

  final List<Descriptor> types;
  private final TypeRegistry registry;
  private final Map<JsonOptions, ProtoJson> codecs = new HashMap<>();
  private final List<Descriptor> inAny = new ArrayList<>();

  Oracle(Random random) {
    this(new RandomSchema(random).messages());
  }

  Oracle(List<Descriptor> types) {
    this.types = types;
    inAny.addAll(types);
    for (FileDescriptor file : RandomSchema.WELL_KNOWN) {
      inAny.addAll(file.getMessageTypes());
    }
    inAny.removeIf(type -> type.getFullName().equals("google.protobuf.Any"));
    registry =
        TypeRegistry.newBuilder().add(inAny).add(com.google.protobuf.Any.getDescriptor()).build();
  }

  RandomMessage messages(Random random, boolean odd) {
    return new RandomMessage(random, inAny, odd);
  }

  ProtoJson codec(JsonOptions options) {
    return codecs.computeIfAbsent(options, o -> new ProtoJson(o, registry::find));
  }

  /** What JsonFormat prints, or null when it refuses. */
  @Nullable String print(JsonOptions options, DynamicMessage message) {
    JsonFormat.Printer printer =
        JsonFormat.printer().usingTypeRegistry(registry).omittingInsignificantWhitespace();
    printer = options.printDefaults() ? printer.alwaysPrintFieldsWithNoPresence() : printer;
    printer = options.enumsAsNumbers() ? printer.printingEnumsAsInts() : printer;
    printer = options.protoNames() ? printer.preservingProtoFieldNames() : printer;
    try {
      return printer.print(message);
    } catch (InvalidProtocolBufferException | IllegalArgumentException refused) {
      return null;
    }
  }

  /** What JsonFormat reads, or null when it refuses. */
  @Nullable DynamicMessage parse(Descriptor type, String json, boolean ignoreUnknown) {
    JsonFormat.Parser parser = JsonFormat.parser().usingTypeRegistry(registry);
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    try {
      (ignoreUnknown ? parser.ignoringUnknownFields() : parser).merge(json, message);
      return message(type, message.build().toByteArray());
    } catch (InvalidProtocolBufferException refused) {
      return null;
    }
  }

  /** What the codec prints. */
  String printed(JsonOptions options, Descriptor type, byte[] wire) {
    return new String(codec(options).of(type).print(wire), StandardCharsets.UTF_8);
  }

  /** What the codec reads. */
  DynamicMessage parsed(JsonOptions options, Descriptor type, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    WireWriter out = new WireWriter(LIMIT);
    codec(options).of(type).parse(bytes, 0, bytes.length, out);
    return message(type, out.toByteArray());
  }

  static DynamicMessage message(Descriptor type, byte[] wire) {
    try {
      return DynamicMessage.parseFrom(type, wire);
    } catch (InvalidProtocolBufferException malformed) {
      throw new AssertionError(malformed);
    }
  }

  static JsonNode tree(String json) {
    try {
      return TREES.readTree(json);
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(json, malformed);
    }
  }

  /** What is in an Any is the same when its fields are, in whatever order. */
  void assertSame(DynamicMessage actual, DynamicMessage expected) {
    if (!actual.equals(expected)) {
      String one = print(JsonOptions.CANONICAL, actual);
      String other = print(JsonOptions.CANONICAL, expected);
      assertThat(tree(String.valueOf(one))).isEqualTo(tree(String.valueOf(other)));
    }
  }

  /** Numbers are the same when they are the same double or float. */
  static void assertSameJson(String actual, String expected) {
    assertThat(tree(actual).equals(Oracle::compare, tree(expected)))
        .as("%s%n is %n%s", actual, expected)
        .isTrue();
  }

  private static int compare(JsonNode one, JsonNode other) {
    boolean same =
        one.isNumber() && other.isNumber()
            ? one.doubleValue() == other.doubleValue()
                || (one.isDouble() && (float) one.doubleValue() == (float) other.doubleValue())
            : one.equals(other);
    return same ? 0 : 1;
  }

  /** Runs a property for several seeds, or for as many as -Ddrover.seeds has; failures name it. */
  static void forSeeds(int count, Consumer<Random> property) {
    int last = Integer.getInteger("drover.seeds", count);
    for (long seed = 1; seed <= last; seed++) {
      try {
        property.accept(new Random(seed));
      } catch (RuntimeException | AssertionError failed) {
        throw new AssertionError("with seed " + seed + ": " + failed.getMessage(), failed);
      }
    }
  }
}
