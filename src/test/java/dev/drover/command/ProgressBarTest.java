package dev.drover.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressBarTest {
  private final StringWriter text = new StringWriter();
  private long now = 5_000_000_000L;

  private ProgressBar bar(boolean shown) {
    return new ProgressBar(new PrintWriter(text), shown, () -> now);
  }

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 100, [----------------------------------------] 0/100  0.0 s",
    "65, 100, [##########################--------------] 65/100  3.4 s",
    "100, 100, [########################################] 100/100  12.0 s",
    "7, 3, [########################################] 7/3  0.0 s",
    "7, 0, 7 lines  0.1 s",
  })
  void aLineSaysHowFarItIs(long done, long total, String line) {
    double seconds = Double.parseDouble(line.replaceAll(".* ([0-9.]+) s", "$1"));
    assertThat(ProgressBar.line(done, total, (long) (seconds * 1e9))).isEqualTo(line);
  }

  @Test
  void theLineIsWrittenAgainOverItselfButNotTooOften() {
    ProgressBar bar = bar(true);
    bar.show(1, 4);
    pass(99);
    bar.show(2, 4);
    pass(1);
    bar.show(3, 4);
    pass(1);
    bar.show(4, 4);
    bar.end();

    assertThat(text.toString())
        .isEqualToNormalizingNewlines(
            "\r[##########------------------------------] 1/4  0.0 s"
                + "\r[##############################----------] 3/4  0.1 s"
                + "\r[########################################] 4/4  0.1 s\n");
  }

  @Test
  void noLineIsShorterThanTheOneThatItCovers() {
    ProgressBar bar = bar(true);
    for (int done = 1; done <= 1234; done++) {
      pass(100);
      bar.show(done, 1234);
    }
    int before = 0;
    for (String line : text.toString().substring(1).split("\r")) {
      assertThat(line.length()).isGreaterThanOrEqualTo(before);
      before = line.length();
    }
    assertThat(text.toString()).endsWith(" 1234/1234  123.4 s");
  }

  @Test
  void nobodyIsShownNothing() {
    ProgressBar bar = bar(false);
    bar.show(1, 1);
    bar.end();
    assertThat(text.toString()).isEmpty();
  }

  @Test
  void aBarThatWasNeverDrawnDoesNotEnd() {
    bar(true).end();
    assertThat(text.toString()).isEmpty();
  }
}
