package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
  record Text(String text) {}

  record Kinds(int port, double share, boolean on, Duration pause, Size size, Sample.Per per) {}

  record Free(JsonNode body) {}

  @ParameterizedTest
  @CsvSource({
    "${env:HOST},edge.example",
    "a ${env:HOST}:${env:PORT} b,a edge.example:8443 b",
    "${env:NONE:-other},other",
    "${env:NONE:-a:-b},a:-b",
    "${env:HOST:-other},edge.example",
    "[${env:NONE:-}],[]",
    "${file:/run/secret},from a file",
    "$${env:HOST},${env:HOST}",
    "$$${env:HOST},$${env:HOST}",
    "$HOST {env:HOST} $,$HOST {env:HOST} $"
  })
  void aReferenceIsReplacedByItsValue(String written, String value) {
    assertThat(Sample.read(Text.class, "{ 'text': '" + written + "' }").text()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "${env:NONE}|the environment variable \"NONE\" is not set; set it, or give a default:"
            + " ${env:NONE:-default}",
        "${file:/none}|cannot read the file \"/none\": there is no such file",
        "a ${env:HOST|expected a \"}\" after \"${\"; for a literal \"${\" write \"$${\"",
        "${HOST}|expected ${env:NAME}, ${env:NAME:-default} or ${file:/path}, found \"${HOST}\"; for"
            + " a literal \"${\" write \"$${\""
      })
  void aReferenceThatCannotBeReplacedIsAProblemThatNamesIt(String written, String message) {
    assertThat(Sample.problems(Text.class, "{ 'text': '" + written + "' }"))
        .containsExactly("/text: " + message);
  }

  @Test
  void allMissingVariablesOfAStringAreReported() {
    assertThat(Sample.problems(Text.class, "{ 'text': '${env:A}${env:B}' }")).hasSize(2);
  }

  @Test
  void anExpandedTextFillsAComponentOfAnyKind() {
    String json =
        """
        { 'port': '${env:PORT}', 'share': '${env:NONE:-0.5}', 'on': '${env:ON}', 'pause': '${env:WAIT}',
          'size': '${env:NONE:-4}KiB', 'per': '${env:NONE:-route}' }
        """;
    assertThat(Sample.read(Kinds.class, json))
        .isEqualTo(
            new Kinds(8443, 0.5, true, Duration.ofSeconds(3), Size.of(4096), Sample.Per.ROUTE));
  }

  @Test
  void aWrongExpandedTextIsNotShown() {
    String json =
        """
        { 'port': '${env:TOKEN}', 'share': '${env:TOKEN}', 'on': '${env:TOKEN}', 'pause': '${env:PORT}',
          'size': '${env:TOKEN}', 'per': '${env:TOKEN}' }
        """;
    assertThat(Sample.problems(Kinds.class, json))
        .containsExactly(
            "/port: expected a whole number, found what \"${env:TOKEN}\" expands to",
            "/share: expected a number, found what \"${env:TOKEN}\" expands to",
            "/on: expected true or false, found what \"${env:TOKEN}\" expands to",
            "/pause: expected a duration such as \"2s\", found what \"${env:PORT}\" expands to; add a"
                + " unit: ms, s, m, h or d",
            "/size: expected a size such as \"64KiB\", found what \"${env:TOKEN}\" expands to",
            "/per: expected one of \"client-address\" and \"route\", found what \"${env:TOKEN}\""
                + " expands to");
  }

  @Test
  void aLiteralTextDoesNotFillANumber() {
    assertThat(Sample.problems(Sample.Respond.class, "{ 'status': '200' }"))
        .containsExactly("/status: expected a whole number from 100 to 599, found \"200\"");
  }

  @Test
  void stringsInsideFreeJsonAreExpandedAndShownAsWritten() {
    Loaded<Free> loaded =
        Sample.load(Free.class, "{ 'body': { 'a': ['${env:HOST}', 1.50, null], 'b': '$${x}' } }");
    assertThat(loaded.config().body())
        .hasToString("{\"a\":[\"edge.example\",1.50,null],\"b\":\"${x}\"}");
    assertThat(loaded.effective())
        .hasToString("{\"body\":{\"a\":[\"${env:HOST}\",1.50,null],\"b\":\"$${x}\"}}");
    assertThat(Sample.problems(Free.class, "{ 'body': [ '${env:A}', { 'b': '${env:B}' } ] }"))
        .extracting(text -> text.substring(0, text.indexOf(':')))
        .isEqualTo(List.of("/body/0", "/body/1/b"));
  }

  @Test
  void theSystemReadsFilesOfAtMostOneMebibyteOfUtf8(@TempDir Path folder) throws IOException {
    Path good = Files.writeString(folder.resolve("good"), "grün\r\n\n");
    Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff});
    Expansion.TextFiles files = Expansion.system().files();
    assertThat(files.read(good.toString())).isEqualTo("grün\r\n\n");
    assertThatThrownBy(() -> files.read(large.toString())).hasMessage("it is larger than 1 MiB");
    Expansion system = Expansion.system();
    Problems problems = Problems.of();
    assertThat(system.expand("${file:" + good + "}", problems)).isEqualTo("grün\r\n");
    system.expand("${file:" + binary + "}", problems.at("x"));
    assertThat(problems.sorted()).singleElement().asString().endsWith(": it is not UTF-8");
  }
}
