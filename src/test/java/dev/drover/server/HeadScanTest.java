package dev.drover.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadScanTest {
  @ParameterizedTest
  @CsvSource({
    "GET / HTTP/1.1|A: b||rest, ENDED, 24",
    "||GET /||rest, ENDED, 13",
    "GET /|A: b, OPEN, 11",
    "||, BLANK, 4",
    "GET /|A: b| c||, FOLDED, 13",
    "GET /|_A: b||, FOLDED, 7",
    "_GET /||, FOLDED, 0",
    "GET /|A:_b_|||, ENDED, 16"
  })
  void itEndsAtTheSamePlaceInWhateverPieces(String picture, HeadScan.State expected, int end) {
    String text = picture.replace("|", "\r\n").replace('_', '\t');
    ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    for (int first = 0; first <= text.length(); first++) {
      for (int second = first; second <= text.length(); second++) {
        HeadScan scan = new HeadScan();
        int at = scan.scan(bytes, 0, first);
        at = at == first ? scan.scan(bytes, at, second) : at;
        at = at == second ? scan.scan(bytes, at, text.length()) : at;
        assertThat(scan.state()).isEqualTo(expected);
        assertThat(at).isEqualTo(end);
      }
    }
  }
}
