package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.drover.testing.ScriptedOrigin;
import dev.drover.testing.SeedReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SEEDS 4.4: 5,000 targets, a process that may open 256 files, 10 permits. */
@Tag("slow")
class Seed404FileDescriptorsTest {
  private static final int TARGETS = 5000;
  private static final String LIST =
      IntStream.range(0, TARGETS).boxed().map(String::valueOf).collect(Collectors.joining(","));

  private record Ended(int code, List<String> errors) {}

  private static void serve(ScriptedOrigin.Call call) {
    if (call.path().equals("/targets")) {
      call.answer(200, "[" + LIST + "]", "content-type", "application/json");
    } else {
      call.after(
          Duration.ofMillis(5),
          () -> call.answer(200, call.path().substring(1), "content-type", "application/json"));
    }
  }

  private static String plan(int port, int permits) {
    return """
    {"upstreams": {"site": {"protocol": "http", "endpoints": ["127.0.0.1:%d"],
                            "pool": {"connections": 2000}}},
     "aggregate": {"concurrency": %d, "maxCalls": 6000, "timeout": "4m", "calls": {
       "list": {"upstream": "site", "path": "/targets"},
       "target": {"upstream": "site", "path": "/{id}", "part": "=result.body",
                  "foreach": {"in": "list.body", "as": "id", "max": 5000}}}}}
    """
        .formatted(port, permits);
  }

  /** {@code drover fetch} in a process that may open 256 files. */
  private static Ended fetch(Path folder, String plan, Path lines)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("plan.json"), plan);
    Path errors = folder.resolve("errors.txt");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 256; exec \"$@\"",
                "sh",
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path", "")),
                "dev.drover.Main",
                "fetch",
                file.toString(),
                "-o",
                lines.toString())
            .redirectError(errors.toFile())
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), Files.readAllLines(errors));
  }

  @Test
  void fiveThousandTargetsWithTenPermits(@TempDir Path folder) throws Exception {
    assumeThat(Files.isExecutable(Path.of("/bin/sh"))).isTrue();
    try (ScriptedOrigin origin = ScriptedOrigin.counting(0, Seed404FileDescriptorsTest::serve)) {
      Path lines = folder.resolve("lines.ndjson");
      Ended bounded = fetch(folder, plan(origin.port(), 10), lines);
      assertThat(bounded.errors()).noneMatch(line -> line.startsWith("drover:"));
      assertThat(bounded.code()).isZero();
      List<String> all = Files.readAllLines(lines);
      assertThat(all.subList(all.size() - TARGETS, all.size()))
          .isEqualTo(IntStream.range(0, TARGETS).boxed().map(String::valueOf).toList());
      assertThat(origin.count()).isEqualTo(TARGETS + 1);
      assertThat(origin.maxInFlight()).isEqualTo(10);

      Ended unbounded = fetch(folder, plan(origin.port(), 0), lines);
      assertThat(unbounded.code()).isEqualTo(1);
      assertThat(unbounded.errors())
          .anyMatch(line -> line.contains("concurrency: expected a whole number from 1 to 1000"));
      SeedReport.row(
          "4.4",
          "5,000 targets, 256 files, 10 permits; and without a bound",
          "completes, 10 at the origin at most; refused",
          all.size() + " lines, " + 10 + "; exit code " + unbounded.code());
    }
  }
}
