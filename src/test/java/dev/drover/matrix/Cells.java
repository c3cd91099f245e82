package dev.drover.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.echo.SayReply;
import dev.drover.demo.echo.SayRequest;
import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** The cells of the table for one server: each is one call through a gateway in front of it. */
final class Cells {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int INVALID_ARGUMENT = 3;
  private static final int DEADLINE_EXCEEDED = 4;
  private static final int FAILED_PRECONDITION = 9;
  private static final int UNIMPLEMENTED = 12;

  private final Server server;
  private final Marks marks;
  private final List<Packed> encodings;
  private final List<Deadlines.Entry> deadlines = new ArrayList<>();

  /**
   * @param encodings of messages, which the server knows
   */
  Cells(Server server, Marks marks, List<Packed> encodings) {
    this.server = server;
    this.marks = marks;
    this.encodings = encodings;
  }

  /** A test for each; those whose deadlines pass wait for them together, at the end. */
  Stream<DynamicTest> of(List<Client> clients) {
    List<DynamicTest> tests = new ArrayList<>();
    Deadlines late = new Deadlines(deadlines, marks);
    for (Outcome outcome : Outcome.values()) {
      for (Client client : clients) {
        for (Kind kind : Kind.values()) {
          String name = client.label() + ", " + client.codec() + ", " + kind.label + ", ";
          switch (Fate.of(client, kind, server, outcome)) {
            case CARRIED ->
                tests.add(dynamic(name + outcome, carried(client, kind, outcome, late)));
            case NOT_BY_CLIENT ->
                tests.add(
                    dynamic(
                        name + "refused",
                        () -> refused(client, kind, INVALID_ARGUMENT, "What can: gRPC")));
            case NOT_TO_SERVER ->
                tests.add(
                    dynamic(
                        name + "refused by the upstream's protocol",
                        () ->
                            refused(client, kind, UNIMPLEMENTED, "\"version\": \"http-2\" can.")));
            case NOTHING -> {}
          }
        }
      }
    }
    tests.add(dynamic("the server is told of each deadline", () -> told(late)));
    return tests.stream();
  }

  private DynamicTest dynamic(String name, Executable test) {
    return DynamicTest.dynamicTest(server.label() + " from " + name, test);
  }

  private Executable carried(Client client, Kind kind, Outcome outcome, Deadlines late) {
    return switch (outcome) {
      case OK -> () -> roundTrip(client, kind, "hello wörld", null);
      case LARGE -> () -> roundTrip(client, kind, "L".repeat(client.large()), null);
      case COMPRESSED ->
          () -> encodings.forEach(each -> roundTrip(client, kind, "z".repeat(5000), each));
      case ERROR -> () -> error(client, kind);
      case CANCEL -> () -> cancel(client, kind);
      case DEADLINE -> {
        Deadlines.Entry entry = new Deadlines.Entry(client, ask(kind, EchoCall.SLOW));
        deadlines.add(entry);
        yield () -> deadline(late.of(entry), kind);
      }
    };
  }

  private static Client.Ask ask(Kind kind, String text) {
    return new Client.Ask(kind, asked(kind, text, 0), null, 0);
  }

  private static List<SayRequest> asked(Kind kind, String text, int failCode) {
    SayRequest one =
        SayRequest.newBuilder().setText(text).setTimes(2).setFailCode(failCode).build();
    return kind.manyAsked() ? List.of(one, one) : List.of(one);
  }

  private static void roundTrip(Client client, Kind kind, String text, @Nullable Packed packed) {
    Client.Ask ask = new Client.Ask(kind, asked(kind, text, 0), packed, 0);
    Client.Answer answer = Http2Calls.await(client.start(ask).answer());

    assertThat(answer.code()).as(answer.message()).isZero();
    String told = kind == Kind.CLIENT_STREAM ? text + " " + text : text;
    assertThat(answer.replies().stream().map(SayReply::getText).toList())
        .isEqualTo(kind.manyTold() ? List.of(told, told) : List.of(told));
  }

  private static void error(Client client, Kind kind) {
    Client.Ask ask = new Client.Ask(kind, asked(kind, "a", FAILED_PRECONDITION), null, 0);
    Client.Answer answer = Http2Calls.await(client.start(ask).answer());

    assertThat(answer.code()).as(answer.message()).isEqualTo(FAILED_PRECONDITION);
    assertThat(answer.message()).isEqualTo(EchoCall.REFUSED);
    assertThat(answer.details()).isEqualTo(1);
    assertThat(answer.replies()).hasSize(kind.manyTold() ? 2 : 0);
  }

  private void cancel(Client client, Kind kind) {
    int seen = marks.slow.get();
    int before = marks.cancelled.get();
    Client.Running running = client.start(ask(kind, EchoCall.SLOW));
    int messages = kind.manyAsked() ? 2 : 1;
    Eventually.await(
        () -> marks.slow.get() == seen + messages, SOON, "The server has not been called.");
    running.cancel().run();
    Eventually.await(() -> marks.cancelled.get() > before, SOON, "The server is not told.");
    assertThat(marks.cancelled.get()).isEqualTo(before + 1);
  }

  /** Its end is not before its time, and what was told until then has come. */
  private static void deadline(Deadlines.Late late, Kind kind) {
    Client.Answer answer = late.answer();
    assertThat(answer.code()).as(answer.message()).isEqualTo(DEADLINE_EXCEEDED);
    assertThat(answer.replies())
        .hasSize(kind == Kind.SERVER_STREAM ? 1 : kind == Kind.BIDI ? 2 : 0);
    assertThat(late.millis()).isBetween(Deadlines.MILLIS, 3 * Deadlines.MILLIS);
  }

  private void told(Deadlines late) {
    int all = late.before() + deadlines.size();
    Eventually.await(
        () -> marks.cancelled.get() >= all,
        SOON,
        () -> "Of " + (all - marks.cancelled.get()) + " the server is not told.");
    assertThat(marks.cancelled.get()).isEqualTo(all);
  }

  private static void refused(Client client, Kind kind, int code, String words) {
    Client.Answer answer = Http2Calls.await(client.start(ask(kind, "a")).answer());
    assertThat(answer.code()).as(answer.message()).isEqualTo(code);
    assertThat(answer.message()).contains(words);
    assertThat(answer.replies()).isEmpty();
  }
}
