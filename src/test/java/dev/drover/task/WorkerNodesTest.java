package dev.drover.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drover.status.Failure;
import dev.drover.testing.Eventually;
import dev.drover.testing.Futures;
import dev.drover.testing.SeedReport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Worker nodes in processes of their own, one of which is killed in mid-job. */
@Tag("slow")
class WorkerNodesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String CONFIG =
      """
      {"listeners": [{"port": 0}], "routes": [],
       "tasks": {"workers": 1, "blocking": 0, "cluster": true,
                 "limits": {"sumOfSquares": {"timeout": "5m"}}}}
      """;

  private final List<Process> nodes = new ArrayList<>();
  private final Vertx vertx;
  private final TestTasks gateway;

  WorkerNodesTest() throws Exception {
    nodes.add(node());
    nodes.add(node());
    vertx =
        Futures.await(
            Vertx.builder().withClusterManager(new HazelcastClusterManager()).buildClustered(),
            Duration.ofMinutes(1));
    gateway =
        new TestTasks(
            vertx,
            true,
            """
            {"workers": 0, "blocking": 0, "cluster": true,
             "limits": {"sumOfSquares": {"timeout": "5m"}}}
            """,
            Map.of());
    TestTasks.await(gateway.tasks().start(vertx));
    Eventually.await(
        () -> gateway.tasks().nodes().all().size() == 2, PATIENCE, "The nodes are not there.");
  }

  private static Process node() throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-Djava.net.preferIPv4Stack=true",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "dev.drover.Main",
            "worker",
            "-conf",
            CONFIG,
            "-cluster")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @AfterEach
  void close() {
    nodes.forEach(Process::destroyForcibly);
    gateway.close();
  }

  private long counted(String event) {
    return gateway.counted("sumOfSquares", event);
  }

  @Test
  void aJobIsFinishedByTheOtherNodeWhenOneIsKilled() {
    long n = 390_625;
    String large = "{\"below\":500000000}";
    List<Double> progress = new ArrayList<>();
    Future<Buffer> result =
        gateway.async(
            d ->
                d.submit(
                        Order.of("sumOfSquares", Buffer.buffer(large), "me")
                            .inParts(64)
                            .telling((done, note) -> progress.add(done)))
                    .result());
    Eventually.await(() -> progress.size() > 4, PATIENCE, "No part is done.");
    nodes.get(0).destroyForcibly();
    String sum = TestTasks.await(result).toJsonObject().getString("sum");
    assertThat(sum).isEqualTo(closed(500_000_000L));
    assertThat(counted("retried")).isPositive();
    assertThat(counted("submitted")).isEqualTo(1);
    assertThat(counted("done")).isEqualTo(1);
    String small = gateway.run("sumOfSquares", "{\"below\":" + n + "}").replaceAll("\\D", "");
    SeedReport.row(
        "0.5",
        "sum of squares in 64 parts on 2 worker JVMs, one killed on the way",
        closed(500_000_000L) + "; below 5^8: " + closed(n),
        sum + " after " + counted("retried") + " parts were done again; " + small);
    assertThat(small).isEqualTo(closed(n));
  }

  @Test
  void aJobFailsClearlyWhenNobodyIsLeft() {
    Future<Buffer> result =
        gateway.async(
            d ->
                d.submit(
                        Order.of(
                                "sumOfSquares",
                                Buffer.buffer("{\"below\":9000000000000000000}"),
                                "me")
                            .inParts(1))
                    .result());
    Eventually.await(
        () ->
            gateway.tasks().nodes().all().stream().mapToInt(load -> load.cpu().running()).sum()
                == 1,
        PATIENCE,
        "It does not run.");
    nodes.forEach(Process::destroyForcibly);
    assertThat(catchThrowableOfType(Failure.class, () -> TestTasks.await(result)).text())
        .isEqualTo("No worker does the task \"sumOfSquares\" now.");
    assertThat(counted("submitted")).isEqualTo(1);
    assertThat(counted("lost")).isEqualTo(1);
  }

  private static String closed(long n) {
    BigInteger big = BigInteger.valueOf(n);
    return big.subtract(BigInteger.ONE)
        .multiply(big)
        .multiply(big.add(big).subtract(BigInteger.ONE))
        .divide(BigInteger.valueOf(6))
        .toString();
  }
}
