package dev.drover.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Http2Calls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.Project;
import dev.drover.testing.TestGateway;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every client protocol with every upstream protocol, every kind of call and every outcome, each
 * cell run through the real gateway. With {@code -Ddrover.write=true} the table of
 * docs/protocols.md is written; else it is compared.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(NoLeaks.class)
class MatrixTest {
  private final Vertx vertx = Vertx.vertx();
  private final Marks marks = new Marks();
  private final GrpcEcho grpc = new GrpcEcho(marks);
  private final HttpEcho http = new HttpEcho(vertx, marks);
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  void open() {
    open.add(() -> Http2Calls.await(vertx.close()));
    open.add(grpc);
  }

  @AfterAll
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @TestFactory
  Stream<DynamicContainer> everyCell() {
    return Server.ALL.stream()
        .map(
            server -> {
              int port = server.equals(Server.GRPC) ? grpc.port() : http.port();
              TestGateway gateway = TestGateway.start(Upstreams.config(server, port));
              open.add(0, gateway);
              Clients clients = new Clients(vertx, gateway.port());
              open.add(0, clients);
              return DynamicContainer.dynamicContainer(
                  server.label(), new Cells(server, marks, Packed.ALL).of(clients.all()));
            });
  }

  @Test
  void thePageHasTheTable() throws IOException {
    String page = Project.text("docs/protocols.md");
    int begin = page.indexOf(Table.BEGIN) + Table.BEGIN.length();
    int end = page.indexOf(Table.END);
    try (Clients clients = new Clients(vertx, 1)) {
      String table = Table.of(clients.all());
      if (Boolean.getBoolean("drover.write")) {
        Files.writeString(
            Project.path("docs/protocols.md"),
            page.substring(0, begin) + table + page.substring(end));
      } else {
        assertThat(page.substring(begin, end)).isEqualTo(table);
      }
    }
  }
}
