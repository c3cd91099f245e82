package dev.drover.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The types with a JSON of their own, as protobuf.dev's table has them. */
class WellKnownTypesTest {
  @ParameterizedTest
  @CsvSource({
    "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
    "1970-01-01T00:00:00.5Z, 1970-01-01T00:00:00.500Z",
    "1969-12-31T23:59:59.000001Z, 1969-12-31T23:59:59.000001Z",
    "2000-02-29T23:30:00.123456789+23:59, 2000-02-28T23:31:00.123456789Z",
    "1969-12-31T16:00:01-08:00, 1970-01-01T00:00:01Z",
    "0001-01-01T00:00:00-00:01, 0001-01-01T00:01:00Z",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z"
  })
  void aTimestampIsATimeOfRfc3339InUtc(String text, String canonical) {
    assertThat(Sample.reread("{\"ts\":\"" + text + "\"}"))
        .isEqualTo("{\"ts\":\"" + canonical + "\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:60Z",
        "2026-01-01T00:00:00",
        "2026-01-01 00:00:00Z",
        "2026-01-01t00:00:00Z",
        "2026-01-01T00:00:00z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00.1234567890Z",
        "2026-01-01T00:00:00+0100",
        "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00+00:60",
        "2026-01-01T00:00:00Zx",
        "0000-12-31T23:59:59Z",
        "10000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "26-01-01T00:00:00Z",
        ""
      })
  void refusesWhatIsNoTime(String text) {
    assertThatThrownBy(() -> Sample.reread("{\"ts\":\"" + text + "\"}"))
        .isInstanceOf(InvalidJson.class)
        .hasMessage(
            "The field ts must be a time such as \"2026-01-31T12:00:00.5Z\" of the years 1 to"
                + " 9999, but is \"%s\" at line 1, column 7.",
            text);
  }

  @ParameterizedTest
  @CsvSource({
    "0s, 0s",
    "1s, 1s",
    "-5s, -5s",
    "1.5s, 1.500s",
    "-0.5s, -0.500s",
    "1.00001s, 1.000010s",
    "-0.000000001s, -0.000000001s",
    "315576000000.999999999s, 315576000000.999999999s"
  })
  void aDurationIsSeconds(String text, String canonical) {
    assertThat(Sample.reread("{\"dur\":\"" + text + "\"}"))
        .isEqualTo("{\"dur\":\"" + canonical + "\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "1",
        "1.s",
        ".5s",
        "+1s",
        "1 s",
        "1.0000000001s",
        "1.5.5s",
        "--1s",
        "1m",
        "315576000001s",
        "-315576000001s",
        "99999999999999999999s"
      })
  void refusesWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> Sample.reread("{\"dur\":\"" + text + "\"}"))
        .isInstanceOf(InvalidJson.class)
        .hasMessageContaining("The field dur must be a duration such as \"1.5s\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ts { seconds: -62135596801 }",
        "ts { seconds: 253402300800 }",
        "ts { nanos: -1 }",
        "ts { nanos: 1000000000 }",
        "dur { seconds: 315576000001 }",
        "dur { seconds: 1 nanos: -1 }",
        "dur { seconds: -1 nanos: 1 }",
        "dur { nanos: -1000000000 }",
        "mask { paths: 'fooBar' }",
        "mask { paths: 'foo_3_bar' }",
        "mask { paths: 'foo__bar' }",
        "mask { paths: 'foo_' }",
        "mask { paths: 'a,b' }",
        "val { number_value: nan }",
        "lv { values { number_value: inf } }",
        "any { type_url: 'type.googleapis.com/sample.None' }",
        "any { type_url: 'sample.Sub' }",
        "any { value: '\\x01' }"
      })
  void refusesToPrintWhatHasNoJson(String message) {
    assertThatThrownBy(() -> Sample.printed(JsonOptions.CANONICAL, Sample.wire(message)))
        .isInstanceOf(MalformedMessage.class)
        .hasMessageStartingWith("The field " + message.substring(0, message.indexOf(' ')))
        .hasMessageEndingWith(".");
  }

  @Test
  void aFieldMaskIsInCamelCase() {
    String json = "{\"mask\":\"fooBar,sub.longSnakeName,x\"}";
    assertThat(Sample.reread(json)).isEqualTo(json);
    assertThat(
            Sample.printed(
                JsonOptions.CANONICAL, Sample.wire("mask { paths: 'foo_bar' paths: 'a.b_c' }")))
        .isEqualTo("{\"mask\":\"fooBar,a.bC\"}");
    assertThatThrownBy(() -> Sample.reread("{\"mask\":\"foo_bar\"}"))
        .hasMessageContaining("paths in camel case");
  }

  @Test
  void wrappersAreTheirValueAndNullIsNone() {
    String json = "{\"wS\":\"\",\"wI64\":\"0\",\"wB\":false,\"wBy\":\"AQI=\",\"wD\":1.5}";
    assertThat(Sample.reread(json)).isEqualTo(json);
    assertThat(Sample.reread("{\"wS\":null,\"wI64\":null}")).isEqualTo("{}");
  }

  @Test
  void structsAreAnyJson() {
    String json =
        "{\"st\":{\"a\":[1.0,\"x\",null,true,{}],\"b\":{\"c\":-0.5}},\"val\":null,\"lv\":[[],{}]}";
    assertThat(Sample.reread(json)).isEqualTo(json);
    assertThat(Sample.reread("{\"rval\":[null,1,\"a\"],\"mv\":{\"k\":null}}"))
        .isEqualTo("{\"rval\":[null,1.0,\"a\"],\"mv\":{\"k\":null}}");
  }

  @Test
  void anAnyIsItsMessageWithItsType() {
    String json =
        "{\"any\":{\"@type\":\"type.googleapis.com/sample.Sub\",\"s\":\"a\",\"n\":\"1\"}}";
    assertThat(Sample.reread(json)).isEqualTo(json);
    assertThat(
            Sample.reread(
                "{\"any\":{\"s\":\"a\",\"n\":1,\"@type\":\"type.googleapis.com/sample.Sub\"}}"))
        .isEqualTo(json);
    assertThat(Sample.reread("{\"any\":{}}")).isEqualTo("{\"any\":{}}");
  }

  @Test
  void anAnyOfATypeWithItsOwnJsonHasAValue() {
    String json = "{\"any\":{\"@type\":\"x/google.protobuf.Duration\",\"value\":\"1.500s\"}}";
    assertThat(Sample.reread(json)).isEqualTo(json);
    assertThat(
            Sample.reread(
                "{\"any\":{\"value\":\"1.5s\",\"@type\":\"x/google.protobuf.Duration\"}}"))
        .isEqualTo(json);
    String nested =
        "{\"any\":{\"@type\":\"x/google.protobuf.Any\",\"value\":{\"@type\":\"x/sample.Sub\"}}}";
    assertThat(Sample.reread(nested)).isEqualTo(nested);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"s\":\"a\"} | The field any must have an \"@type\"",
        "{\"@type\":\"x/sample.None\"} | any.@type must be the URL of a known type",
        "{\"@type\":1} | any.@type must be the URL of a type, but is the number 1",
        "{\"@type\":\"x/sample.Sub\",\"zz\":1} | any.zz is no field of sample.Sub",
        "{\"zz\":1,\"@type\":\"x/sample.Sub\"} | any.zz is no field of sample.Sub",
        "{\"@type\":\"x/sample.Sub\",\"n\":\"q\"} | any.n must be a 64-bit integer",
        "{\"@type\":\"x/google.protobuf.Duration\",\"value\":1} | any.value must be a duration",
        "{\"@type\":\"x/google.protobuf.Duration\",\"v\":1} | any.v is no field of",
        "{\"@type\":\"x/sample.Sub\",\"@type\":\"x/sample.Sub\"} | any.@type is given twice"
      })
  void refusesAnAnyThatIsNone(String json, String problem) {
    assertThatThrownBy(() -> Sample.reread("{\"any\":" + json + "}"))
        .isInstanceOf(InvalidJson.class)
        .hasMessageContaining(problem)
        .hasMessageContaining(" at line 1, column ");
  }
}
