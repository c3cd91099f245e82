package dev.drover.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.RawHttp1;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedHttp1Test {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";

  @Test
  void aHeadThatDoesNotEndIsAnswered408() throws Exception {
    try (var listener = new TestListener(TestListener.SHORT, TestListener.HELLO);
        var client = RawHttp1.connect(listener.port())) {
      assertThat(client.send(GET).readToEnd())
          .startsWith("HTTP/1.1 408 ")
          .contains("application/problem+json", "\"status\":408");
      assertThat(listener.refusals).containsExactly(Refusal.HEADER_TIMEOUT);
    }
  }

  @Test
  void aSecondHeadThatDoesNotEndIsAnswered408() throws Exception {
    try (var listener = new TestListener(TestListener.SHORT, TestListener.HELLO);
        var client = RawHttp1.connect(listener.port())) {
      assertThat(client.send(GET + "\r\n").answer()).endsWith("hello");
      assertThat(client.send("G").readToEnd()).startsWith("HTTP/1.1 408 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"P", "PRI * HTTP/2.0\r\n\r\nSM"})
  void halfAPrefaceIsClosed(String half) throws Exception {
    try (var listener = new TestListener(TestListener.SHORT, TestListener.HELLO);
        var client = RawHttp1.connect(listener.port())) {
      assertThat(client.send(half).readToEnd()).isEmpty();
      assertThat(listener.refusals).containsExactly(Refusal.HEADER_TIMEOUT);
    }
  }

  @Test
  void aSlowBodyIsNoSlowHead() throws Exception {
    try (var listener =
            new TestListener(
                TestListener.SHORT,
                request -> request.endHandler(end -> request.response().end("done")));
        var client = RawHttp1.connect(listener.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx");
      TestListener.pass(Duration.ofMillis(400));
      assertThat(client.send("y").answer()).endsWith("done");
    }
  }

  @Test
  void lineEndsBetweenRequestsAreNoHead() throws Exception {
    try (var listener = new TestListener(TestListener.SHORT, TestListener.HELLO);
        var client = RawHttp1.connect(listener.port())) {
      assertThat(client.send(GET + "\r\n\r\n").answer()).endsWith("hello");
      TestListener.pass(Duration.ofMillis(400));
      assertThat(client.send(GET + "\r\n").answer()).endsWith("hello");
    }
  }

  @Test
  void aHeadThatWaitsBehindARunningExchangeIsNotSlow() throws Exception {
    AtomicReference<HttpServerRequest> held = new AtomicReference<>();
    try (var listener =
            new TestListener(
                TestListener.SHORT,
                request -> {
                  if (!held.compareAndSet(null, request)) {
                    request.response().end("next");
                  }
                });
        var client = RawHttp1.connect(listener.port())) {
      client.send(GET + "\r\n" + GET + "\r\n" + GET);
      TestListener.until(() -> held.get() != null);
      TestListener.pass(Duration.ofMillis(500));
      HttpServerRequest first = Objects.requireNonNull(held.get());
      listener.onLoop(() -> first.response().end("first"));
      assertThat(client.answer()).endsWith("first");
      assertThat(client.answer()).endsWith("next");
      assertThat(client.send("\r\n").answer()).endsWith("next");
    }
  }

  @Test
  void whatFollowsAnUpgradeIsNoHead() throws Exception {
    try (var listener =
            new TestListener(
                TestListener.SHORT,
                request ->
                    request
                        .toNetSocket()
                        .onSuccess(socket -> socket.handler(bytes -> socket.write(bytes))));
        var client = RawHttp1.connect(listener.port())) {
      client.send(GET + "Connection: upgrade\r\nUpgrade: echo\r\n\r\n");
      assertThat(client.answer()).startsWith("HTTP/1.1 101 ");
      client.send("a\r\n b");
      TestListener.pass(Duration.ofMillis(400));
      assertThat(client.send("\r\n\r\n").answer()).isEqualTo("a\r\n b\r\n\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GET + "X: a\r\n b\r\n\r\n",
        GET + "X: a\r\n\tb\r\n\r\n",
        GET + "X: a\r\n \r\n\r\n",
        "GET / HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
      })
  void aFoldedHeaderIsRefused(String head) throws Exception {
    try (var listener = new TestListener(GuardLimits.DEFAULTS, TestListener.HELLO)) {
      for (int split = 1; split < head.length(); split++) {
        try (var client = RawHttp1.connect(listener.port())) {
          client.send(head.substring(0, split));
          TestListener.until(() -> received(listener) || !listener.refusals.isEmpty());
          client.send(head.substring(split));
          assertThat(client.readToEnd()).as("split at %s", split).startsWith("HTTP/1.1 400 ");
          assertThat(listener.refusals).containsExactly(Refusal.FOLDED_HEADER);
        }
        listener.refusals.clear();
        TestListener.until(() -> !received(listener));
      }
    }
  }

  private static boolean received(TestListener listener) {
    try {
      return listener.open() > 0;
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GET + "\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\na\r\n b\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n\r\n b\r\n0\r\n\r\n",
      })
  void aFoldIsFoundBehindAnotherRequestAndNotInItsBody(String first) throws Exception {
    String second = GET + "X: a\r\n b\r\n\r\n";
    try (var listener = new TestListener(GuardLimits.DEFAULTS, TestListener.HELLO);
        var client = RawHttp1.connect(listener.port())) {
      client.send(first + first + second);
      String all = client.readToEnd();
      assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(3);
      assertThat(all).contains("HTTP/1.1 400 ");
    }
  }

  @Test
  void whatIsTooLongOrBrokenIsNamed() throws Exception {
    assertThat(answer("GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .contains(" 414 ")
        .contains("\"status\":414");
    assertThat(answer(GET + "X: " + "a".repeat(17_000) + "\r\n\r\n"))
        .contains(" 431 ")
        .contains("\"status\":431");
    assertThat(answer("GET / HTTP/1.1\r\nHost : a\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json");
    assertThat(answer(GET + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }

  private static String answer(String request) throws Exception {
    try (var listener = new TestListener(GuardLimits.DEFAULTS, TestListener.HELLO);
        var client = RawHttp1.connect(listener.port())) {
      return client.send(request).readToEnd();
    }
  }

  @Test
  void anIdleConnectionIsClosedAndABusyOneIsNot() throws Exception {
    GuardLimits limits =
        new GuardLimits(Duration.ofSeconds(10), Duration.ofMillis(150), 100, 1000, 1000);
    AtomicReference<HttpServerRequest> held = new AtomicReference<>();
    try (var listener = new TestListener(limits, held::set);
        var silent = RawHttp1.connect(listener.port());
        var busy = RawHttp1.connect(listener.port())) {
      busy.send(GET + "\r\n");
      assertThat(silent.readToEnd()).isEmpty();
      TestListener.until(() -> held.get() != null);
      TestListener.pass(Duration.ofMillis(400));
      HttpServerRequest request = Objects.requireNonNull(held.get());
      listener.onLoop(() -> request.response().end("late"));
      assertThat(busy.answer()).endsWith("late");
      assertThat(busy.readToEnd()).isEmpty();
      assertThat(listener.refusals).containsExactly(Refusal.IDLE, Refusal.IDLE);
      TestListener.until(() -> !received(listener));
    }
  }

  @Test
  void aConnectionTooManyIsClosedAndRoomIsMadeByOneThatLeaves() throws Exception {
    GuardLimits limits =
        new GuardLimits(Duration.ofSeconds(10), Duration.ofSeconds(30), 1, 1000, 1000);
    try (var listener = new TestListener(limits, TestListener.HELLO)) {
      try (var first = RawHttp1.connect(listener.port())) {
        assertThat(first.send(GET + "\r\n").answer()).endsWith("hello");
        try (var second = RawHttp1.connect(listener.port())) {
          assertThat(second.send(GET + "\r\n").readToEnd()).isEmpty();
        }
        assertThat(listener.refusals).containsExactly(Refusal.CONNECTIONS);
      }
      TestListener.until(() -> !received(listener));
      try (var third = RawHttp1.connect(listener.port())) {
        assertThat(third.send(GET + "\r\n").answer()).endsWith("hello");
      }
    }
  }
}
