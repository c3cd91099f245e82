package dev.drover.handler.paginate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.status.Failure;
import dev.drover.upstream.UpstreamRequests;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageReaderTest {
  private static Page read(String items, String json) {
    PageReader reader =
        new PageReader(JsonPath.of(items), JsonPath.of("/meta/next"), "/meta/total", false);
    return reader.read(
        "/", new UpstreamRequests.Answer(200, HttpHeaders.headers(), Buffer.buffer(json)));
  }

  private static List<String> items(Page page) {
    return IntStream.range(0, page.count())
        .mapToObj(
            item -> {
              Buffer out = Buffer.buffer();
              out.appendBytes(page.bytes(), page.begin(item), page.length(item));
              return out.toString();
            })
        .toList();
  }

  @Test
  void itemsStayAsTheyWereWritten() {
    Page page =
        read(
            "/data/list",
            "{\"meta\":{\"total\":7,\"next\":\"c\"},\"data\":{\"x\":[9],\"list\":[ 1.10, -5e3 ,"
                + "\"ü\\n\", {\"a\": [1,{}]},[ ],null,true, 12345678901234567890.123]}}");
    assertThat(items(page))
        .containsExactly(
            "1.10",
            "-5e3",
            "\"ü\\n\"",
            "{\"a\": [1,{}]}",
            "[ ]",
            "null",
            "true",
            "12345678901234567890.123");
    assertThat(page.cursor()).isEqualTo("c");
    assertThat(page.total()).isEqualTo(7);
  }

  @Test
  void aLineNeverEndsWithinAnItem() {
    Page page = read("", "[{\r\n  \"a\":\n1 }\n,\n2\n]\n");
    assertThat(items(page)).containsExactly("{    \"a\": 1 }", "2");
  }

  @Test
  void aPageMayBeEmpty() {
    assertThat(items(read("/items", "{\"items\":[]}"))).isEmpty();
    assertThat(items(read("/items", "{\"items\":null}"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "null", "false", "{}", "[1]"})
  void whatIsNoCursorEnds(String cursor) {
    assertThat(read("/i", "{\"i\":[],\"meta\":{\"next\":" + cursor + "}}").cursor()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"items\":[1}",
        "[1]",
        "{}",
        "{\"items\":3}",
        "{\"items\":[]} x",
        "<p>"
      })
  void whatIsNoPageIsRefused(String json) {
    assertThatThrownBy(() -> read("/items", json)).isInstanceOf(Failure.class);
  }
}
