package dev.drover.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.SeedReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bench of docs/workers.md, made small. */
class OffloadBenchTest {
  @Test
  void printsTheTable() throws Exception {
    StringWriter out = new StringWriter();
    new OffloadBench(50, 10, 0).print(new PrintWriter(out));
    List<String> rows =
        out.toString().lines().filter(line -> line.contains(" MB ")).map(String::strip).toList();
    SeedReport.row(
        "4.11",
        "drover bench offload: loop, threads, virtual threads (processes left out here)",
        "the measured table",
        rows.size() + " rows");
    assertThat(rows).hasSize(4);
    assertThat(rows.get(0)).startsWith("| event loop (1)");
    assertThat(rows.get(3)).contains("threads (10)");
  }
}
