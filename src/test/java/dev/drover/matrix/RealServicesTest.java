package dev.drover.matrix;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.TestGateway;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers in other languages behind the gateway, each reached by every client protocol; that in
 * Java, by grpc-java, is in {@link MatrixTest}.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealServicesTest {
  private static final String STATUS =
      Base64.getEncoder()
          .encodeToString(
              com.google.rpc.Status.newBuilder()
                  .setCode(9)
                  .setMessage(EchoCall.REFUSED)
                  .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("MATRIX").build()))
                  .build()
                  .toByteArray());

  private final Vertx vertx = Vertx.vertx();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Path descriptors;

  RealServicesTest(@TempDir Path folder) {
    descriptors = Descriptors.write(folder);
  }

  @AfterAll
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    Http2Calls.await(vertx.close());
  }

  @TestFactory
  Stream<DynamicTest> grpcJs() {
    Program.needsNode();
    return cells("node", "service.mjs");
  }

  @TestFactory
  Stream<DynamicTest> grpcioOfPython() {
    Program.needsPython();
    return cells(Program.python(), "service.py");
  }

  private Stream<DynamicTest> cells(String interpreter, String file) {
    Marks marks = new Marks();
    AtomicInteger port = new AtomicInteger();
    Program program =
        Program.start(
            List.of(interpreter, file, descriptors.toString(), STATUS),
            line -> {
              switch (line) {
                case "slow" -> marks.slow.incrementAndGet();
                case "cancelled" -> marks.cancelled.incrementAndGet();
                default -> port.set(Integer.parseInt(line.replace("port ", "")));
              }
            });
    open.add(program);
    Eventually.await(() -> port.get() != 0, Duration.ofSeconds(30), file + " does not start.");
    TestGateway gateway = TestGateway.start(Upstreams.config(Server.GRPC, port.get()));
    open.add(0, gateway);
    Clients clients = new Clients(vertx, gateway.port());
    open.add(0, clients);
    return new Cells(Server.GRPC, marks, List.of(Packed.GZIP)).of(clients.all());
  }
}
