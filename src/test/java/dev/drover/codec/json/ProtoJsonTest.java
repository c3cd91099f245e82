package dev.drover.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The mapping by examples, its options and its bounds. */
class ProtoJsonTest {
  private static final JsonOptions DEFAULTS = new JsonOptions(true, false, false, false, false);
  private static final JsonOptions NUMBERS = new JsonOptions(false, true, true, false, false);
  private static final JsonOptions NAMES = new JsonOptions(false, false, false, true, false);
  private static final JsonOptions IGNORING = new JsonOptions(false, false, false, false, true);

  @Test
  void scalarsAreAsTheTableHasThem() {
    String json =
        "{\"s\":\"\u00e9\\n\",\"i32\":-5,\"i64\":\"-9223372036854775808\",\"u32\":4294967295,"
            + "\"u64\":\"18446744073709551615\",\"d\":1.5,\"f\":-0.25,\"b\":true,\"by\":\"/+8=\","
            + "\"color\":\"GREEN\",\"si32\":-7,\"fx64\":\"7\"}";
    assertThat(Sample.reread(json)).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"i32\":\"12\",\"i64\":12,\"u64\":1e3}|{\"i32\":12,\"i64\":\"12\",\"u64\":\"1000\"}",
        "{\"i32\":1.0,\"u32\":\"4.294967295e9\"}|{\"i32\":1,\"u32\":4294967295}",
        "{\"d\":\"-Infinity\",\"f\":\"NaN\"}|{\"d\":\"-Infinity\",\"f\":\"NaN\"}",
        "{\"d\":\"1.5e1\",\"f\":3}|{\"d\":15.0,\"f\":3.0}",
        "{\"by\":\"_-8\"}|{\"by\":\"/+8=\"}",
        "{\"color\":1,\"rc\":[\"RED\",99]}|{\"color\":\"RED\",\"rc\":[\"RED\",99]}",
        "{\"long_snake_name\":\"a\"}|{\"longSnakeName\":\"a\"}",
        "{\"s\":null,\"rs\":null,\"sub\":null,\"m\":null,\"optS\":null}|{}",
        "{\"s\":\"\",\"optS\":\"\",\"i32\":0}|{\"optS\":\"\"}",
        "{\"pickS\":null,\"pickI\":0}|{\"pickI\":0}",
        "{\"mb\":{\"true\":\"RED\"},\"mu\":{\"18446744073709551615\":1}}"
            + "|{\"mb\":{\"true\":\"RED\"},\"mu\":{\"18446744073709551615\":1.0}}",
        "{\"mi\":{\"-1\":{\"s\":\"a\"},\"2\":{}}}|{\"mi\":{\"-1\":{\"s\":\"a\"},\"2\":{}}}",
        " { \"ri\" : [ 1 , 2 ] } |{\"ri\":[1,2]}"
      })
  void readsLeniently(String json, String canonical) {
    assertThat(Sample.reread(json)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"s\":\"a\",\"s\":\"b\"}|{\"s\":\"b\"}",
        "{\"s\":\"a\",\"s\":null}|{}",
        "{\"i32\":5,\"i32\":0}|{}",
        "{\"rs\":[\"a\"],\"i32\":1,\"rs\":[\"b\"]}|{\"i32\":1,\"rs\":[\"b\"]}",
        "{\"sub\":{\"s\":\"a\"},\"sub\":{\"n\":1}}|{\"sub\":{\"n\":\"1\"}}",
        "{\"m\":{\"a\":\"1\"},\"m\":{\"b\":\"2\"}}|{\"m\":{\"b\":\"2\"}}",
        "{\"m\":{\"a\":\"1\",\"a\":\"2\"}}|{\"m\":{\"a\":\"2\"}}",
        "{\"longSnakeName\":\"a\",\"long_snake_name\":\"b\"}|{\"longSnakeName\":\"b\"}",
        "{\"pickS\":\"a\",\"pickS\":null,\"pickI\":1}|{\"pickI\":1}",
        "{\"mv\":{},\"w_f\":1,\"mv\":{\"a\":1},\"mv\":{\"b\":2}}|{\"wF\":1.0,\"mv\":{\"b\":2.0}}"
      })
  void theLastOfSeveralMembersCounts(String json, String canonical) {
    assertThat(Sample.reread(json)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"sub\":{\"rs\":[\"a\",\"b\",12]}}"
            + "|The field sub.rs[2] must be a string, but is the number 12 at line 1, column 23.",
        "{\"m\":{\"k\":true}}"
            + "|The field m[\"k\"] must be a string, but is true at line 1, column 11.",
        "{\"mi\":{\"x\":{}}}"
            + "|The field mi[\"x\"] must be a 32-bit integer, but is \"x\" at line 1, column 8.",
        "{\"i32\":2147483648}"
            + "|The field i32 must be a 32-bit integer, but is the number 2147483648 at line 1,"
            + " column 8.",
        "{\"i32\":0.5}"
            + "|The field i32 must be a 32-bit integer, but is the number 0.5 at line 1, column 8.",
        "{\"nope\":1}|The field nope is no field of sample.All at line 1, column 2.",
        "{\"sub\":{\"nope\":1}}|The field sub.nope is no field of sample.Sub at line 1, column 9.",
        "{\"color\":\"PINK\"}"
            + "|The field color must be a value of sample.Color, but is \"PINK\" at line 1, column"
            + " 10.",
        "{\"pickS\":\"a\",\"pickI\":1}"
            + "|The field pickI is set beside pickS, of which there may be only one at line 1,"
            + " column 22.",
        "[1]|The message must be an object, but is an array at line 1, column 1.",
        "null|The message must be an object, but is null at line 1, column 1.",
        "{\"rs\":\"a\"}|The field rs must be an array, but is \"a\" at line 1, column 7.",
        "{\"rs\":[null]}"
            + "|The field rs[0] must be a value, since it is an element of an array, but is null at"
            + " line 1, column 8.",
        "{\"st\":{\"a\":[1e400]}}"
            + "|The field st[\"a\"][0] must be a number within the range of a double, but is the"
            + " number 1e400 at line 1, column 13.",
        "{} {}|The message must end here at line 1, column 4."
      })
  void errorsSayWhatWasExpectedWhatWasFoundAndWhere(String json, String message) {
    assertThatThrownBy(() -> Sample.reread(json))
        .isInstanceOf(InvalidJson.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"s\":",
        "{\"s\":\"a\"",
        "{s:1}",
        "{'s':'a'}",
        "{\"i32\":+1}",
        "{\"i32\":01}",
        "{\"d\":NaN}",
        "{\"d\":.5}",
        "{\"ri\":[1,]}",
        "{\"s\":\"a\",}",
        "{/**/}",
        "{\"s\":\"\t\"}",
        "{\"s\":\"\\x\"}",
        "{\"i32\":1}}",
        "nul",
        "{\"s\" \"a\"}",
        "{\"s\":\"\\ud800\"}",
        "{\"m\":{\"\\udc00\":\"a\"}}",
        "\ufeff{}"
      })
  void refusesWhatIsNoJson(String json) {
    assertThatThrownBy(() -> Sample.reread(json))
        .isInstanceOf(InvalidJson.class)
        .hasMessageContaining(" at line 1, column ");
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    for (String bytes :
        new String[] {"{\"s\":\"\u00ff\"}", "{\"s\":\"\u00c0\u0080\"}", "\u00fe\u00ff"}) {
      byte[] json = bytes.getBytes(StandardCharsets.ISO_8859_1);
      assertThatThrownBy(
              () ->
                  Sample.codec(JsonOptions.CANONICAL)
                      .of(Sample.ALL)
                      .parse(json, 0, json.length, new WireWriter(100)))
          .hasMessage("The message must be a text in UTF-8.");
    }
    assertThatThrownBy(() -> Sample.reread("\u0000{\u0000}")).isInstanceOf(InvalidJson.class);
  }

  @Test
  void ignoresUnknownFieldsAndNamesOfEnumsWhenToldTo() {
    assertThat(
            Sample.reread(
                IGNORING,
                "{\"nope\":{\"a\":[1]},\"s\":\"a\",\"color\":\"PINK\",\"rc\":[\"RED\",\"PINK\"],"
                    + "\"mb\":{\"true\":\"PINK\",\"false\":\"RED\"}}"))
        .isEqualTo("{\"s\":\"a\",\"rc\":[\"RED\"],\"mb\":{\"false\":\"RED\"}}");
  }

  @Test
  void optionsChooseDefaultsNumbersAndNames() {
    byte[] wire = Sample.wire("i64: 5 color: RED long_snake_name: 'a'");
    assertThat(Sample.printed(NUMBERS, wire))
        .isEqualTo("{\"i64\":5,\"color\":1,\"longSnakeName\":\"a\"}");
    assertThat(Sample.printed(NAMES, wire))
        .isEqualTo("{\"i64\":\"5\",\"color\":\"RED\",\"long_snake_name\":\"a\"}");
    assertThat(Sample.printed(DEFAULTS, wire))
        .startsWith("{\"s\":\"\",\"i32\":0,\"i64\":\"5\",\"u32\":0,\"u64\":\"0\",\"d\":0.0")
        .contains("\"rs\":[]", "\"color\":\"RED\"", "\"m\":{}")
        .doesNotContain("\"sub\"", "optS", "pick", "wS");
    assertThat(Sample.printed(NUMBERS, Sample.wire("u64: 18446744073709551615")))
        .isEqualTo("{\"u64\":18446744073709551615}");
  }

  @Test
  void nestsAHundredMessagesBothWays() throws IOException {
    String deep = "{\"sub\":".repeat(100) + "{}" + "}".repeat(100);
    assertThat(Sample.reread(deep)).isEqualTo(deep);
    String deeper = "{\"sub\":".repeat(101) + "{}" + "}".repeat(101);
    assertThatThrownBy(() -> Sample.reread(deeper))
        .isInstanceOf(InvalidJson.class)
        .hasMessageContaining("is nested deeper than 100 messages at line 1, column ");
    assertThatThrownBy(() -> Sample.reread("{\"lv\":" + "[".repeat(1000) + "]".repeat(1000) + "}"))
        .isInstanceOf(InvalidJson.class);
    assertThatThrownBy(
            () -> Sample.reread(IGNORING, "{\"x\":" + "[".repeat(1000) + "]".repeat(1000) + "}"))
        .isInstanceOf(InvalidJson.class);

    WireWriter out = new WireWriter(10_000);
    int[] begun = new int[101];
    for (int i = 0; i < begun.length; i++) {
      out.varint((i == 0 ? 14 : 3) << 3 | 2);
      begun[i] = out.begin();
    }
    for (int i = begun.length - 1; i >= 0; i--) {
      out.end(begun[i]);
    }
    assertThatThrownBy(() -> Sample.printed(JsonOptions.CANONICAL, out.toByteArray()))
        .isInstanceOf(MalformedMessage.class)
        .hasMessageEndingWith("is nested deeper than 100 messages.");
  }

  @Test
  void printsOnlyOneField() throws IOException {
    byte[] wire = Sample.wire("s: 'x' sub { s: 'a' } rs: 'p' rs: 'q' m { key: 'k' value: 'v' }");
    assertThat(printField("sub", wire)).isEqualTo("{\"s\":\"a\"}");
    assertThat(printField("rs", wire)).isEqualTo("[\"p\",\"q\"]");
    assertThat(printField("m", wire)).isEqualTo("{\"k\":\"v\"}");
    assertThat(printField("s", wire)).isEqualTo("\"x\"");
    String[] absent = {
      "s", "\"\"", "i32", "0", "i64", "\"0\"", "d", "0.0", "b", "false", "by", "\"\"", "color",
      "\"NONE\"", "rs", "[]", "m", "{}", "sub", "{}", "ts", "null", "w_s", "null", "val", "null",
      "st", "{}", "lv", "[]", "any", "{}", "opt_s", "\"\"", "mask", "null", "empty", "{}"
    };
    for (int i = 0; i < absent.length; i += 2) {
      assertThat(printField(absent[i], new byte[0])).as(absent[i]).isEqualTo(absent[i + 1]);
    }
    assertThat(printField("i32", new byte[] {16, 0})).isEqualTo("0");
  }

  private static String printField(String field, byte[] wire) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = StrictJson.factory().createGenerator(text)) {
      Sample.codec(JsonOptions.CANONICAL)
          .of(Sample.ALL)
          .printField(Sample.field(field), wire, 0, wire.length, out);
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sub|{\"s\":\"a\"}|{\"sub\":{\"s\":\"a\"}}",
        "rs|[\"a\",\"b\"]|{\"rs\":[\"a\",\"b\"]}",
        "s|\"str\"|{\"s\":\"str\"}",
        "m|{\"a\":\"b\"}|{\"m\":{\"a\":\"b\"}}",
        "ts|\"2026-01-01T00:00:00Z\"|{\"ts\":\"2026-01-01T00:00:00Z\"}",
        "sub|null|{}",
        "val|null|{\"val\":null}",
        "sub|{}|{\"sub\":{}}"
      })
  void readsADocumentAsOneField(String field, String json, String message) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    WireWriter out = new WireWriter(1000);
    Sample.codec(JsonOptions.CANONICAL)
        .of(Sample.ALL)
        .parseField(Sample.field(field), bytes, 0, bytes.length, out);
    assertThat(Sample.printed(JsonOptions.CANONICAL, out.toByteArray())).isEqualTo(message);
  }

  @Test
  void readsValuesOneAfterAnotherFromAParser() throws IOException {
    MessageJson sub = Sample.codec(JsonOptions.CANONICAL).of(Sample.SUB);
    WireWriter out = new WireWriter(1000);
    try (JsonParser in = StrictJson.factory().createParser("[{\"s\":\"a\"},\n{\"n\":\"x\"}]")) {
      in.nextToken();
      sub.parse(in, out);
      assertThat(new String(sub.print(out.toByteArray()), StandardCharsets.UTF_8))
          .isEqualTo("{\"s\":\"a\"}");
      assertThatThrownBy(() -> sub.parse(in, out))
          .isInstanceOfSatisfying(
              InvalidJson.class,
              invalid -> {
                assertThat(invalid.fieldPath()).isEqualTo("n");
                assertThat(invalid.line()).isEqualTo(2);
                assertThat(invalid.column()).isEqualTo(6);
              });
    }
  }

  @Test
  void aMessageThatIsTooLargeIsRefused() {
    byte[] json = "{\"s\":\"0123456789\"}".getBytes(StandardCharsets.UTF_8);
    MessageJson all = Sample.codec(JsonOptions.CANONICAL).of(Sample.ALL);
    all.parse(json, 0, json.length, new WireWriter(12));
    assertThatThrownBy(() -> all.parse(json, 0, json.length, new WireWriter(11)))
        .isInstanceOfSatisfying(
            MessageTooLarge.class, large -> assertThat(large.limit()).isEqualTo(11))
        .hasMessage("The message is larger than 11 bytes.");
  }

  @Test
  void printsThroughAGeneratorOfCharacters() throws IOException {
    byte[] wire =
        Sample.wire(
            "s: 'a\\u00e9' i64: -7 u64: 18446744073709551615 by: 'x' color: RED d: nan ts {}"
                + " dur { seconds: 1 }");
    StringWriter text = new StringWriter();
    try (JsonGenerator out = StrictJson.factory().createGenerator(text)) {
      Sample.codec(JsonOptions.CANONICAL).of(Sample.ALL).print(wire, 0, wire.length, out);
    }
    assertThat(text).hasToString(Sample.printed(JsonOptions.CANONICAL, wire));
  }

  @Test
  void knowsTheFieldsOfTheTypeOnly() {
    FieldDescriptor foreign = Sample.SUB.findFieldByName("s");
    assertThatThrownBy(
            () ->
                Sample.codec(JsonOptions.CANONICAL)
                    .of(Sample.ALL)
                    .parseField(foreign, new byte[0], 0, 0, new WireWriter(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sample.Sub.s is no field of sample.All");
  }
}
