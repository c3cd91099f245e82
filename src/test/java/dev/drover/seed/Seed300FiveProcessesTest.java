package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.HerdDemo;
import dev.drover.testing.SeedReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The herd of the seed in five processes: as {@code drover demo herd} tells it. */
@Tag("slow")
class Seed300FiveProcessesTest {
  @Test
  void eightMessagesAndFourDuplicatesFromAnyOriginADeathAndAReturn() throws Exception {
    StringWriter told = new StringWriter();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
    boolean right;
    try (HerdDemo demo = HerdDemo.start(new PrintWriter(told), classPath)) {
      right = demo.tell();
    }
    assertThat(right).as(told.toString()).isTrue();
    assertThat(told.toString())
        .doesNotContain("WRONG")
        .contains("links carried it 8 times, 4 of them duplicates", "late.client");
    SeedReport.row(
        "3.2",
        "five processes: IAMAT at each in turn; Campbell killed and started again",
        "8 messages and 4 duplicates each; it catches up",
        "8 and 4; it catches up");
  }
}
