package dev.drover.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * JSON with one wrong or unusual value: the codec refuses it when JsonFormat does, and reads it as
 * JsonFormat does, but for what {@link Difference} lists.
 */
class MutationPropertyTest {
  private static final int SCHEMAS = 25;
  private static final int MESSAGES = 8;
  private static final int MUTATIONS = 20;

  /** A place in a document whose value can be another one; the field is that of the value. */
  private record Slot(FieldDescriptor field, boolean whole, Consumer<JsonNode> put) {}

  @Test
  void refusesWhatJsonFormatRefusesButForTheListedDifferences() {
    int[] outcomes = new int[3];
    Oracle.forSeeds(
        SCHEMAS,
        random -> {
          Oracle oracle = new Oracle(random);
          for (int i = 0; i < MESSAGES; i++) {
            Descriptor type = oracle.types.get(random.nextInt(oracle.types.size()));
            DynamicMessage message = oracle.messages(random, false).of(type);
            String json = Objects.requireNonNull(oracle.print(JsonOptions.CANONICAL, message));
            boolean ignore = random.nextInt(3) == 0;
            for (int m = 0; m < MUTATIONS; m++) {
              check(oracle, type, json, ignore, random, outcomes);
            }
          }
        });
    assertThat(outcomes).as("refused, read, different").doesNotContain(0);
  }

  private static void check(
      Oracle oracle, Descriptor type, String json, boolean ignore, Random random, int[] outcomes) {
    ObjectNode tree = (ObjectNode) Oracle.tree(json);
    List<Slot> slots = new ArrayList<>();
    collect(type, tree, slots);
    if (slots.isEmpty()) {
      return;
    }
    Slot slot = slots.get(random.nextInt(slots.size()));
    JsonNode value = Values.random(random);
    slot.put().accept(value);
    if (Difference.explains(slot.field(), slot.whole(), value)) {
      outcomes[2]++;
      return;
    }
    String mutated = tree.toString();
    DynamicMessage expected = oracle.parse(type, mutated, ignore);
    DynamicMessage actual = parsed(oracle, type, mutated, ignore);
    String what = slot.field().getFullName() + " (" + slot.field().getType() + ") = " + value;
    if (expected == null || actual == null) {
      assertThat(actual).as("%s in %s", what, mutated).isEqualTo(expected);
      outcomes[0]++;
    } else {
      oracle.assertSame(actual, expected);
      outcomes[1]++;
    }
  }

  private static @Nullable DynamicMessage parsed(
      Oracle oracle, Descriptor type, String json, boolean ignore) {
    try {
      return oracle.parsed(new JsonOptions(false, false, false, false, ignore), type, json);
    } catch (InvalidJson refused) {
      assertThat(refused.line()).as(refused.getMessage()).isEqualTo(1);
      return null;
    }
  }

  private static void collect(Descriptor type, ObjectNode object, List<Slot> slots) {
    for (FieldDescriptor field : type.getFields()) {
      JsonNode value = object.get(field.getJsonName());
      if (value == null) {
        continue;
      }
      slots.add(new Slot(field, true, other -> object.set(field.getJsonName(), other)));
      if (field.isMapField()) {
        FieldDescriptor of = field.getMessageType().findFieldByNumber(2);
        ObjectNode map = (ObjectNode) value;
        map.fieldNames()
            .forEachRemaining(
                key -> {
                  slots.add(new Slot(of, false, other -> map.set(key, other)));
                  descend(of, map.get(key), slots);
                });
      } else if (field.isRepeated()) {
        ArrayNode array = (ArrayNode) value;
        for (int i = 0; i < array.size(); i++) {
          int index = i;
          slots.add(new Slot(field, false, other -> array.set(index, other)));
          descend(field, array.get(i), slots);
        }
      } else {
        descend(field, value, slots);
      }
    }
  }

  private static void descend(FieldDescriptor field, JsonNode value, List<Slot> slots) {
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && WellKnown.of(field.getMessageType()) == WellKnown.PLAIN) {
      collect(field.getMessageType(), (ObjectNode) value, slots);
    }
  }

  private static final class Values {
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

    private static final List<String> LITERALS =
        List.of(
            "null",
            "true",
            "false",
            "0",
            "1",
            "-1",
            "7",
            "1.0",
            "1e3",
            "10.50e1",
            "1.5",
            "-0",
            "127",
            "2147483647",
            "2147483648",
            "-2147483648",
            "-2147483649",
            "4294967295",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "-9223372036854775809",
            "18446744073709551615",
            "18446744073709551616",
            "1e19",
            "1.8446744073709551615e19",
            "1e300",
            "3.5e38",
            "1e400",
            "-1e400",
            "1e-400",
            "\"\"",
            "\"a\"",
            "\"0\"",
            "\"1\"",
            "\"-1\"",
            "\"1.0\"",
            "\"1e3\"",
            "\"1.5\"",
            "\" 1\"",
            "\"1 \"",
            "\"+1\"",
            "\"01\"",
            "\".5\"",
            "\"1.\"",
            "\"1f\"",
            "\"0x10\"",
            "\"4294967296\"",
            "\"18446744073709551615\"",
            "\"1e999999999\"",
            "\"true\"",
            "\"NaN\"",
            "\"Infinity\"",
            "\"-Infinity\"",
            "\"inf\"",
            "\"nan\"",
            "\"1e400\"",
            "\"K1\"",
            "\"K3\"",
            "\"k1\"",
            "\"NULL_VALUE\"",
            "\"77\"",
            "\"2\"",
            "\"AQI=\"",
            "\"AQI\"",
            "\"AQ=\"",
            "\"A\"",
            "\"-_8\"",
            "\"+/8=\"",
            "\"+_8=\"",
            "\"AQI=AQI=\"",
            "\"\u00e9\"",
            "\"\ud83d\ude01\"",
            "\"2020-02-29T12:00:00Z\"",
            "\"2020-02-29T12:00:00.123456789+23:59\"",
            "\"2021-02-29T12:00:00Z\"",
            "\"2020-02-29 12:00:00Z\"",
            "\"2020-02-29T12:00:00\"",
            "\"9999-12-31T23:59:59-00:01\"",
            "\"1.5s\"",
            "\"-1.000000001s\"",
            "\"1\"",
            "\"315576000001s\"",
            "\"1.s\"",
            "\"foo,barBaz\"",
            "\"foo_bar\"",
            "{}",
            "[]",
            "[null]",
            "[1]",
            "[\"a\"]",
            "[1,2]",
            "[[]]",
            "[{}]",
            "{\"a\":1}",
            "{\"inner\":\"5\"}",
            "{\"@type\":\"x/rnd.M0\"}",
            "{\"@type\":\"rnd.M0\"}",
            "{\"@type\":\"x/rnd.None\"}",
            "{\"@type\":1}",
            "{\"value\":\"1s\",\"@type\":\"x/google.protobuf.Duration\"}",
            "{\"value\":{\"b\":1.5},\"@type\":\"x/google.protobuf.Struct\"}",
            "{\"@type\":\"x/google.protobuf.Int64Value\",\"value\":\"x\"}");

    static JsonNode random(Random random) {
      String literal = LITERALS.get(random.nextInt(LITERALS.size()));
      return NODES.rawValueNode(new com.fasterxml.jackson.databind.util.RawValue(literal));
    }
  }
}
