package dev.drover.filter.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.testing.FilterConfigs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRulesTest {
  private static final String ORDER =
      """
      {"schema": {"type": "object", "required": ["id"], "additionalProperties": false,
        "properties": {"id": {"type": "integer", "minimum": 1},
                       "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}}},
        "$defs": {"line": {"type": "object", "properties": {"n": {"type": "integer"}}}}}}
      """;

  private static JsonRules rules(String config) {
    return JsonRules.of(FilterConfigs.read(JsonBody.Config.class, config));
  }

  private static void check(String config, String json) {
    rules(config).check(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatFitsPasses() {
    assertThatCode(() -> check(ORDER, "{\"id\": 7, \"lines\": [{\"n\": 1}]}"))
        .doesNotThrowAnyException();
    assertThatCode(() -> check("{}", "[1, 2, \"ü\", null]")).doesNotThrowAnyException();
  }

  @Test
  void whatDoesNotFitIsToldFieldByField() {
    assertThatThrownBy(() -> check(ORDER, "{\"id\": 0, \"lines\": [{\"n\": 1}, {\"n\": \"x\"}]}"))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.reason()).isEqualTo(Reason.MALFORMED);
              assertThat(bad(failure).getFieldViolationsList())
                  .extracting(BadRequest.FieldViolation::getField)
                  .containsExactlyInAnyOrder("/id", "/lines/1/n");
            });
  }

  private static BadRequest bad(Failure failure) {
    try {
      return failure.details().get(0).unpack(BadRequest.class);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void notMoreThanTwentyAreTold() {
    String many = "{\"id\": 1, " + "\"a%d\": 1, ".repeat(50) + "\"z\": 1}";
    StringBuilder names = new StringBuilder();
    int n = 0;
    for (String part : many.split("%d", -1)) {
      names.append(part).append(n++);
    }
    String json = names.substring(0, names.length() - String.valueOf(n - 1).length());
    assertThatThrownBy(() -> check(ORDER, json))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> assertThat(bad(failure).getFieldViolationsCount()).isEqualTo(20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{",
        "{\"a\": 1}}",
        "[1] [2]",
        "{\"a\": 1, \"a\": 2}",
        "{'a': 1}",
        "NaN",
        "01",
        "[1,]",
        "// x\n1",
        "\"\u0001\"",
        "{\"a\"}",
        "\uFEFF{}x"
      })
  void whatIsNoStrictJsonIsRefused(String json) {
    assertThatThrownBy(() -> check("{}", json))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.reason()).isEqualTo(Reason.MALFORMED));
  }

  @Test
  void whatIsTooDeepOrTooMuchIsRefused() {
    String deep = "[".repeat(65) + "]".repeat(65);
    String veryDeep = "{\"a\":".repeat(200_000);
    String much = "[" + "1,".repeat(200_000) + "1]";
    String number = "1".repeat(5000);
    for (String json : new String[] {deep, veryDeep, much, number}) {
      assertThatThrownBy(() -> check("{}", json))
          .isInstanceOfSatisfying(
              Failure.class, failure -> assertThat(failure.reason()).isEqualTo(Reason.TOO_LARGE));
    }
    assertThatCode(() -> check("{}", "[".repeat(64) + "]".repeat(64))).doesNotThrowAnyException();
  }

  @Test
  void aSchemaIsReadFromAFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("order.json");
    Files.writeString(file, "{\"type\": \"string\"}");

    assertThatCode(() -> check("{\"file\": \"" + file + "\"}", "\"a\"")).doesNotThrowAnyException();
    assertThatThrownBy(() -> check("{\"file\": \"" + file + "\"}", "1"))
        .isInstanceOf(Failure.class);
  }

  @Test
  void aSchemaThatCannotBeUsedIsToldAtLoad() {
    JsonBody.Factory factory = new JsonBody.Factory();

    assertThat(FilterConfigs.problems(factory, "{\"file\": \"/no/such/file\"}"))
        .singleElement()
        .asString()
        .startsWith("/file: the file cannot be read");
    assertThat(
            FilterConfigs.problems(
                factory, "{\"schema\": {\"$ref\": \"https://example.com/other.json\"}}"))
        .singleElement()
        .asString()
        .startsWith("/schema: ");
    assertThat(FilterConfigs.problems(factory, "{\"schema\": {\"$ref\": \"#/$defs/none\"}}"))
        .singleElement()
        .asString()
        .startsWith("/schema: ");
    assertThat(FilterConfigs.problems(factory, ORDER)).isEmpty();
  }

  @Test
  void noBytesBreakItOtherwiseThanByAFailure() {
    Random random = new Random(3);
    JsonRules rules = rules(ORDER);
    byte[] json =
        "{\"id\": 12, \"lines\": [{\"n\": 1.5e3}, {}], \"é\": \"\\u0041\"}"
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = json.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        rules.check(bytes);
      } catch (Failure expected) {
        assertThat(expected.reason()).isIn(Reason.MALFORMED, Reason.TOO_LARGE);
      }
    }
  }
}
