package dev.drover.herd.places;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
  private final List<String> lines = new ArrayList<>();
  private final LineSplitter splitter =
      new LineSplitter(
          300,
          "HERD ".getBytes(StandardCharsets.ISO_8859_1),
          1000,
          line -> lines.add(new String(line, StandardCharsets.ISO_8859_1)));

  @Test
  void linesComeWhereverTheyAreCut() {
    for (char next : "a\n\nbc \r\nd".toCharArray()) {
      assertThat(splitter.feed(Buffer.buffer(String.valueOf(next)))).isTrue();
    }
    assertThat(lines).containsExactly("a", "", "bc \r");
  }

  @Test
  void aLineMayHaveItsLengthAndNoByteMore() {
    assertThat(splitter.feed(Buffer.buffer("x".repeat(300) + "\n" + "x".repeat(300)))).isTrue();
    assertThat(lines).containsExactly("x".repeat(300));
    assertThat(splitter.feed(Buffer.buffer("x"))).isFalse();
  }

  @Test
  void aFrameMayBeLonger() {
    assertThat(splitter.feed(Buffer.buffer("HERD " + "x".repeat(995)))).isTrue();
    assertThat(splitter.feed(Buffer.buffer("x"))).isFalse();
  }
}
