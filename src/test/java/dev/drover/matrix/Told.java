package dev.drover.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;

/**
 * What a program tells of one call: a line of JSON.
 *
 * @param replies texts; a long one by its length and where it begins
 */
record Told(
    String client,
    Kind kind,
    Outcome outcome,
    int code,
    String message,
    int details,
    List<String> replies) {
  private static final int CANCELLED = 1;
  private static final int DEADLINE_EXCEEDED = 4;
  private static final int FAILED_PRECONDITION = 9;
  private static final int LONG = 100;

  static Told of(String line) {
    return of(new JsonObject(line));
  }

  static Told of(JsonObject json) {
    return new Told(
        json.getString("client"),
        Kind.valueOf(json.getString("kind")),
        Outcome.valueOf(json.getString("outcome")),
        json.getInteger("code"),
        String.valueOf(json.getString("message")),
        json.getInteger("details"),
        json.getJsonArray("replies").stream().map(String.class::cast).collect(Collectors.toList()));
  }

  /** Whether the server was told that nobody waits any longer. */
  boolean givenUp() {
    return outcome == Outcome.CANCEL || outcome == Outcome.DEADLINE;
  }

  /** Client, kind and outcome. */
  String name() {
    return client + ", " + kind.label + ", " + outcome;
  }

  DynamicTest test() {
    return DynamicTest.dynamicTest(name(), this::check);
  }

  private void check() {
    switch (outcome) {
      case OK -> well("hello wörld");
      case LARGE -> well("L".repeat(1 << 20));
      case COMPRESSED -> well("z".repeat(5000));
      case ERROR -> {
        assertThat(code).as(message).isEqualTo(FAILED_PRECONDITION);
        assertThat(message).isEqualTo(EchoCall.REFUSED);
        assertThat(details).isEqualTo(1);
        int all = kind.manyTold() ? 2 : 0;
        // grpc-js tells of an error at once, and drops what nobody has read before
        assertThat(replies).hasSizeBetween(client.equals("grpc-js") ? 0 : all, all);
      }
      case CANCEL -> late(CANCELLED);
      case DEADLINE -> late(DEADLINE_EXCEEDED);
    }
  }

  private void well(String text) {
    assertThat(code).as(message).isZero();
    String told = kind == Kind.CLIENT_STREAM ? text + " " + text : text;
    String brief = told.length() > LONG ? told.length() + " " + told.substring(0, 5) : told;
    assertThat(replies).isEqualTo(kind.manyTold() ? List.of(brief, brief) : List.of(brief));
  }

  private void late(int expected) {
    assertThat(code).as(message).isEqualTo(expected);
    assertThat(replies).hasSize(kind == Kind.SERVER_STREAM ? 1 : kind == Kind.BIDI ? 2 : 0);
  }
}
