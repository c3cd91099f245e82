package dev.drover.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variables of paths and query parameters as fields. */
class TextValueTest {
  private static String written(String path, String text) {
    WireWriter out = new WireWriter(1000);
    TextValue.write(Sample.path(path), text, out);
    return Sample.printed(JsonOptions.CANONICAL, out.toByteArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "s|hello world|{\"s\":\"hello world\"}",
        "i32|-5|{\"i32\":-5}",
        "i32|1.0|{\"i32\":1}",
        "i64|1e3|{\"i64\":\"1000\"}",
        "u32|4294967295|{\"u32\":4294967295}",
        "u64|18446744073709551615|{\"u64\":\"18446744073709551615\"}",
        "si32|-7|{\"si32\":-7}",
        "fx64|7|{\"fx64\":\"7\"}",
        "d|-Infinity|{\"d\":\"-Infinity\"}",
        "d|1.5e3|{\"d\":1500.0}",
        "f|NaN|{\"f\":\"NaN\"}",
        "b|true|{\"b\":true}",
        "by|_-8=|{\"by\":\"/+8=\"}",
        "by|AQI|{\"by\":\"AQI=\"}",
        "color|GREEN|{\"color\":\"GREEN\"}",
        "color|2|{\"color\":\"GREEN\"}",
        "color|99|{\"color\":99}",
        "rs|a,b|{\"rs\":[\"a,b\"]}",
        "ri|7|{\"ri\":[7]}",
        "sub.rs|a|{\"sub\":{\"rs\":[\"a\"]}}",
        "sub.sub.s|b|{\"sub\":{\"sub\":{\"s\":\"b\"}}}",
        "ts|2021-01-01T02:00:00+02:00|{\"ts\":\"2021-01-01T00:00:00Z\"}",
        "dur|1.5s|{\"dur\":\"1.500s\"}",
        "mask|fooBar,baz|{\"mask\":\"fooBar,baz\"}",
        "mask|foo_bar|{\"mask\":\"fooBar\"}",
        "w_s|hi|{\"wS\":\"hi\"}",
        "w_b|false|{\"wB\":false}",
        "w_i64|0|{\"wI64\":\"0\"}",
        "w_by|AQI=|{\"wBy\":\"AQI=\"}",
        "w_s.value|hi|{\"wS\":\"hi\"}",
        "val|hello|{\"val\":\"hello\"}",
        "val|1.5|{\"val\":1.5}",
        "val|{\"a\":[null]}|{\"val\":{\"a\":[null]}}",
        "val|{\"a\"|{\"val\":\"{\\\"a\\\"\"}",
        "val|true story|{\"val\":\"true story\"}",
        "st|{\"a\":1}|{\"st\":{\"a\":1.0}}",
        "lv|[1]|{\"lv\":[1.0]}",
        "opt_s||{\"optS\":\"\"}",
        "pick_i|3|{\"pickI\":3}"
      })
  void textsBecomeFields(String path, String text, String json) {
    assertThat(written(path, text == null ? "" : text)).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "i32|abc|The field i32 must be a 32-bit integer, but is \"abc\".",
        "i32|2147483648|The field i32 must be a 32-bit integer, but is \"2147483648\".",
        "i32|1.5|The field i32 must be a 32-bit integer, but is \"1.5\".",
        "u32|-1|The field u32 must be an unsigned 32-bit integer, but is \"-1\".",
        "sub.n|x|The field sub.n must be a 64-bit integer, but is \"x\".",
        "b|maybe|The field b must be true or false, but is \"maybe\".",
        "b|1|The field b must be true or false, but is \"1\".",
        "color|PINK|The field color must be a value of sample.Color, but is \"PINK\".",
        "d|1,5|The field d must be a number, but is \"1,5\".",
        "f|1e39|The field f must be a number within the range of a float, but is \"1e39\".",
        "by|*|The field by must be base64, but is \"*\".",
        "sub|{}|The field sub is a message of sample.Sub, which has no text.",
        "any|{}|The field any is a message of google.protobuf.Any, which has no text.",
        "m|{}|The field m is a map, which has no text.",
        "st|x|The field st must be a JSON object, but is \"x\".",
        "lv|[1] 2|The field lv must be a JSON array, but is \"[1] 2\"."
      })
  void refusesTextsThatAreNoValue(String path, String text, String message) {
    assertThatThrownBy(() -> written(path, text))
        .isInstanceOfSatisfying(
            InvalidJson.class,
            invalid -> {
              assertThat(invalid.line()).isZero();
              assertThat(invalid.fieldPath()).isEqualTo(path);
            })
        .hasMessage(message);
  }

  @Test
  void entriesOfMapsHaveTwoTexts() {
    WireWriter out = new WireWriter(1000);
    TextValue.writeEntry(Sample.path("m"), "k", "v", out);
    TextValue.writeEntry(Sample.path("mb"), "true", "RED", out);
    assertThat(Sample.printed(JsonOptions.CANONICAL, out.toByteArray()))
        .isEqualTo("{\"m\":{\"k\":\"v\"},\"mb\":{\"true\":\"RED\"}}");
    assertThatThrownBy(() -> TextValue.writeEntry(Sample.path("mi"), "x", "v", out))
        .hasMessage("The field mi[\"x\"] must be a 32-bit integer, but is \"x\".");
  }

  @Test
  void whatComesLaterIsMergedWithWhatIsThere() {
    WireWriter out = new WireWriter(1000);
    TextValue.write(Sample.path("sub.s"), "a", out);
    TextValue.write(Sample.path("rs"), "a", out);
    TextValue.write(Sample.path("sub.sub.n"), "1", out);
    TextValue.write(Sample.path("sub.s"), "b", out);
    TextValue.write(Sample.path("rs"), "b", out);
    assertThat(Sample.printed(JsonOptions.CANONICAL, out.toByteArray()))
        .isEqualTo("{\"rs\":[\"a\",\"b\"],\"sub\":{\"s\":\"b\",\"sub\":{\"n\":\"1\"}}}");
  }
}
