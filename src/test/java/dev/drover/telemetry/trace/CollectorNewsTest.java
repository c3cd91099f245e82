package dev.drover.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.drover.testing.FakeClock;
import io.opentelemetry.exporter.internal.FailedExportException;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.export.HttpResponse;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CollectorNewsTest {
  private static final HttpExportException NO_CONNECTION =
      FailedExportException.httpFailedExceptionally(
          new UncheckedIOException(new ConnectException()));

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final FakeClock clock = new FakeClock(Long.MAX_VALUE);
  private final CollectorNews news = new CollectorNews("http://spans:4318", clock);

  @BeforeEach
  void listen() {
    ((Logger) CollectorNews.LOG).setLevel(Level.INFO);
    ((Logger) CollectorNews.LOG).addAppender(log);
    log.start();
  }

  @AfterEach
  void leave() {
    ((Logger) CollectorNews.LOG).detachAppender(log);
    ((Logger) CollectorNews.LOG).setLevel(null);
  }

  private List<String> lines() {
    return log.list.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  @Test
  void isToldAtOnceThenOnceAMinuteWithWhatWasLostMeanwhile() {
    news.lost(3, NO_CONNECTION);
    clock.advance(Duration.ofSeconds(59));
    news.lost(4, NO_CONNECTION);
    clock.advance(Duration.ofSeconds(1));
    news.lost(5, NO_CONNECTION);
    assertThat(lines())
        .containsExactly(
            "WARN The collector at http://spans:4318 does not take spans: it cannot be connected"
                + " to. 3 were dropped.",
            "WARN The collector at http://spans:4318 does not take spans: it cannot be connected"
                + " to. 9 were dropped.");
    assertThat(log.list).allMatch(event -> event.getThrowableProxy() == null);
  }

  @Test
  void itsEndIsToldOnlyIfItsBeginningWas() {
    news.taken();
    news.lost(1, NO_CONNECTION);
    news.taken();
    news.lost(1, NO_CONNECTION);
    news.taken();
    assertThat(lines())
        .containsExactly(
            "WARN The collector at http://spans:4318 does not take spans: it cannot be connected"
                + " to. 1 were dropped.",
            "INFO The collector at http://spans:4318 takes spans again.");
  }

  private record Answer(int getStatusCode, String getStatusMessage) implements HttpResponse {
    @Override
    public byte[] getResponseBody() {
      return new byte[0];
    }
  }

  @Test
  void saysWhatTheCollectorAnswered() {
    news.lost(1, FailedExportException.httpFailedWithResponse(new Answer(404, "")));
    assertThat(lines().get(0)).contains("spans: its answer has status 404. 1 were dropped.");
  }

  @Test
  void namesAFailureThatHasNoMessage() {
    news.lost(1, new IllegalStateException());
    assertThat(lines().get(0)).contains("spans: java.lang.IllegalStateException. 1");
  }
}
