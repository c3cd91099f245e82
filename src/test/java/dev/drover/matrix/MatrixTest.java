package dev.drover.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.Project;
import dev.drover.testing.TestGateway;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Every client protocol with every upstream protocol, every kind of call and every outcome, each
 * cell run through the real gateway. With {@code -Ddrover.write=true} the table of
 * docs/protocols.md is written; else it is compared.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatrixTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int FAILED_PRECONDITION = 9;
  private static final int DEADLINE_EXCEEDED = 4;
  private static final int INVALID_ARGUMENT = 3;

  /** How a call ends. */
  enum Outcome {
    OK,
    ERROR,
    CANCEL,
    DEADLINE,
    LARGE,
    COMPRESSED
  }

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
    return Upstreams.NAMES.stream()
        .map(
            upstream -> {
              TestGateway gateway = gateway(upstream);
              return DynamicContainer.dynamicContainer(
                  upstream, clients(gateway.port()).stream().flatMap(this::cells));
            });
  }

  private TestGateway gateway(String upstream) {
    int port = upstream.equals("grpc") ? grpc.port() : http.port();
    TestGateway gateway = TestGateway.start(Upstreams.config(upstream, port));
    open.add(0, gateway);
    return gateway;
  }

  private List<Client> clients(int port) {
    GrpcCalls calls = GrpcCalls.to(port);
    open.add(0, calls);
    return List.of(
        new GrpcClient(calls),
        new WebClient(vertx, port, false, false),
        new WebClient(vertx, port, true, false),
        new WebClient(vertx, port, false, true),
        new WebClient(vertx, port, true, true),
        new ConnectClient(vertx, port, false, false, false),
        new ConnectClient(vertx, port, true, false, false),
        new ConnectClient(vertx, port, false, true, false),
        new ConnectClient(vertx, port, true, true, false),
        new ConnectClient(vertx, port, false, false, true),
        new ConnectClient(vertx, port, false, true, true),
        new TextClient(vertx, port, false, TextClient.Form.LINES),
        new TextClient(vertx, port, true, TextClient.Form.LINES),
        new TextClient(vertx, port, false, TextClient.Form.EVENTS),
        new TextClient(vertx, port, true, TextClient.Form.REST),
        new SocketClient(vertx, port, true),
        new SocketClient(vertx, port, false));
  }

  private Stream<DynamicTest> cells(Client client) {
    return Stream.of(Kind.values())
        .flatMap(
            kind ->
                client.carries(kind)
                    ? Stream.of(Outcome.values())
                        .filter(outcome -> applies(client, outcome))
                        .map(outcome -> cell(client, kind, outcome))
                    : Stream.of(refused(client, kind)));
  }

  private static boolean applies(Client client, Outcome outcome) {
    boolean get = client.label().startsWith("Connect GET");
    return (outcome != Outcome.COMPRESSED || client.packs()) && (outcome != Outcome.LARGE || !get);
  }

  private DynamicTest cell(Client client, Kind kind, Outcome outcome) {
    String name = client.label() + ", " + client.codec() + ", " + kind.label + ", " + outcome;
    return DynamicTest.dynamicTest(name, () -> run(client, kind, outcome));
  }

  private void run(Client client, Kind kind, Outcome outcome) {
    switch (outcome) {
      case OK -> roundTrip(client, kind, "hello wörld", false);
      case LARGE -> roundTrip(client, kind, "L".repeat(client.large()), false);
      case COMPRESSED -> roundTrip(client, kind, "z".repeat(5000), true);
      case ERROR -> error(client, kind);
      case DEADLINE -> deadline(client, kind);
      case CANCEL -> cancel(client, kind);
    }
  }

  private static List<SayRequest> asked(Kind kind, String text, int failCode) {
    SayRequest one =
        SayRequest.newBuilder().setText(text).setTimes(2).setFailCode(failCode).build();
    return kind.manyAsked() ? List.of(one, one) : List.of(one);
  }

  private static void roundTrip(Client client, Kind kind, String text, boolean packed) {
    Client.Ask ask = new Client.Ask(kind, asked(kind, text, 0), packed, 0);
    Client.Answer answer = Http2Calls.await(client.start(ask).answer());

    assertThat(answer.code()).as(answer.message()).isZero();
    String told = kind == Kind.CLIENT_STREAM ? text + " " + text : text;
    assertThat(answer.replies().stream().map(SayReply::getText).toList())
        .isEqualTo(kind.manyTold() ? List.of(told, told) : List.of(told));
  }

  private static void error(Client client, Kind kind) {
    Client.Ask ask = new Client.Ask(kind, asked(kind, "a", FAILED_PRECONDITION), false, 0);
    Client.Answer answer = Http2Calls.await(client.start(ask).answer());

    assertThat(answer.code()).isEqualTo(FAILED_PRECONDITION);
    assertThat(answer.message()).isEqualTo(EchoCall.REFUSED);
    assertThat(answer.details()).isEqualTo(1);
    assertThat(answer.replies()).hasSize(kind.manyTold() ? 2 : 0);
  }

  private void deadline(Client client, Kind kind) {
    int before = marks.cancelled.get();
    Client.Ask ask = new Client.Ask(kind, asked(kind, EchoCall.SLOW, 0), false, 300);
    Client.Answer answer = Http2Calls.await(client.start(ask).answer());

    assertThat(answer.code()).as(answer.message()).isEqualTo(DEADLINE_EXCEEDED);
    assertThat(answer.replies()).hasSizeLessThanOrEqualTo(told(kind));
    Eventually.await(() -> marks.cancelled.get() > before, SOON, "The origin is not told.");
  }

  private static int told(Kind kind) {
    return kind == Kind.SERVER_STREAM ? 1 : kind == Kind.BIDI ? 2 : 0;
  }

  private void cancel(Client client, Kind kind) {
    int seen = marks.slow.get();
    int before = marks.cancelled.get();
    Client.Running running =
        client.start(new Client.Ask(kind, asked(kind, EchoCall.SLOW, 0), false, 0));
    Eventually.await(() -> marks.slow.get() > seen, SOON, "The origin has not been called.");
    running.cancel().run();
    Eventually.await(() -> marks.cancelled.get() > before, SOON, "The origin is not told.");
  }

  private static DynamicTest refused(Client client, Kind kind) {
    String name = client.label() + ", " + client.codec() + ", " + kind.label + ", refused";
    return DynamicTest.dynamicTest(
        name,
        () -> {
          Client.Ask ask = new Client.Ask(kind, asked(kind, "a", 0), false, 0);
          Client.Answer answer = Http2Calls.await(client.start(ask).answer());
          assertThat(answer.code()).isEqualTo(INVALID_ARGUMENT);
          assertThat(answer.message()).contains("What can: gRPC");
        });
  }

  // The page

  @Test
  void thePageHasTheTable() throws IOException {
    String page = Project.text("docs/protocols.md");
    int begin = page.indexOf(Table.BEGIN) + Table.BEGIN.length();
    int end = page.indexOf(Table.END);
    String table = Table.of(clients(1));
    if (Boolean.getBoolean("drover.write")) {
      Files.writeString(
          Project.path("docs/protocols.md"),
          page.substring(0, begin) + table + page.substring(end));
    } else {
      assertThat(page.substring(begin, end)).isEqualTo(table);
    }
  }

  @Test
  void allUpstreamsOfTheTableAreKinds() {
    Set<String> names = new TreeSet<>(Upstreams.NAMES);
    assertThat(names).containsExactly("connect", "grpc", "grpcWeb", "rest");
  }
}
