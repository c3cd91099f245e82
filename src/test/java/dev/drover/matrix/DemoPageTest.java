package dev.drover.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.demo.Address;
import dev.drover.demo.Demo;
import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.RawOrigin;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The demo's page in a browser: each kind of call by each protocol, as a person makes it. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoPageTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Path folder;
  private Browser browser;
  private Demo demo;
  private String url;

  DemoPageTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  void start() throws Exception {
    Program.needsBrowser();
    Address address = new Address(RawOrigin.refusedPort(), RawOrigin.refusedPort());
    url = "http://127.0.0.1:" + address.listener() + "/";
    JsonObject config = new JsonObject(Demo.configuration());
    demo = Http2Calls.await(Demo.start(Vertx.vertx(), config, address, Demo.files(), 1, false));
    browser = Browser.start();
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.close();
    }
    if (demo != null) {
      Http2Calls.await(demo.stop());
    }
  }

  private void choose(String kind, String protocol) {
    browser.open(url);
    browser.run(
        "document.querySelector('[name=kind][value=%s]').click();".formatted(kind)
            + "document.querySelector('[name=protocol][value=%s]').click();".formatted(protocol)
            + "document.getElementById('everyMs').value = 50");
  }

  private String log() {
    return (String)
        browser.run(
            "return [...document.querySelectorAll('#log li')]"
                + ".map((li) => li.className + ' ' + li.querySelector('span')?.textContent)"
                + ".join('\\n')");
  }

  private void click(String button) {
    browser.run("document.getElementById('" + button + "').click()");
  }

  private String awaitEnd() {
    Eventually.await(() -> log().matches("(?s)(.*\\n)?(ok|bad) [^\\n]*$"), SOON, this::log);
    return log();
  }

  @TestFactory
  Stream<DynamicTest> eachKindByEachProtocol() {
    return Stream.of(Kind.values())
        .flatMap(
            kind ->
                Stream.of("web", "connect", "events", "socket")
                    .map(
                        protocol ->
                            DynamicTest.dynamicTest(
                                kind.label + " by " + protocol, () -> made(kind, protocol))));
  }

  private void made(Kind kind, String protocol) throws IOException {
    choose(word(kind), protocol);
    click("send");
    if (kind.manyAsked()) {
      click("send");
      click("finish");
    }
    String log = awaitEnd();
    browser.picture(folder.resolve(word(kind) + "-" + protocol + ".png"));
    assertThat(browser.complaints().stream().map(String::valueOf))
        .noneMatch(text -> text.contains("Content Security") || text.contains("Uncaught"));

    boolean refused =
        protocol.equals("events")
            ? kind != Kind.SERVER_STREAM
            : protocol.equals("connect") && kind == Kind.BIDI;
    if (refused) {
      assertThat(log).contains("bad INVALID_ARGUMENT").contains("What can: gRPC");
    } else {
      assertThat(log).endsWith("ok OK");
      assertThat(log.lines().filter(line -> line.startsWith("in ")))
          .hasSize(kind == Kind.SERVER_STREAM ? 5 : kind == Kind.BIDI ? 2 : 1);
    }
  }

  private static String word(Kind kind) {
    return switch (kind) {
      case UNARY -> "unary";
      case CLIENT_STREAM -> "client";
      case SERVER_STREAM -> "server";
      case BIDI -> "bidi";
    };
  }

  @Test
  void messagesAreShownAsTheyComeAndACallCanBeGivenUp() {
    for (String protocol : new String[] {"web", "connect", "events", "socket"}) {
      choose("server", protocol);
      browser.run("document.getElementById('everyMs').value = 5000; times.value = 2");
      click("send");
      click("cancel");
      assertThat(awaitEnd()).endsWith("bad CANCELLED: You have given it up.");
    }
    choose("bidi", "socket");
    click("send");
    Eventually.await(() -> log().endsWith("in hello"), SOON, this::log);
    click("send");
    Eventually.await(() -> log().endsWith("out hello\nin hello"), SOON, this::log);
    click("finish");
    assertThat(awaitEnd()).endsWith("ok OK");
  }
}
