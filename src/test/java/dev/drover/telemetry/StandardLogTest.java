package dev.drover.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StandardLogTest {
  private final LoggerContext log = new LoggerContext();
  private final Logger root = log.getLogger(Logger.ROOT_LOGGER_NAME);

  @AfterEach
  void stop() {
    log.stop();
  }

  @Test
  void anEventIsOneLineToStandardError() {
    StandardLog.start(log, "DEBUG");
    ConsoleAppender<ILoggingEvent> console =
        (ConsoleAppender<ILoggingEvent>) root.getAppender("console");
    Logger logger = log.getLogger("dev.drover.Herd");
    LoggingEvent event =
        new LoggingEvent("", logger, Level.INFO, "{} is new.", null, new Object[] {"b"});
    assertThat(new String(console.getEncoder().encode(event), UTF_8))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ INFO  Herd: b is new\\.\\R");
    assertThat(console.getTarget()).isEqualTo("System.err");
    assertThat(logger.isDebugEnabled()).isTrue();
    assertThat(log.getLogger("io.netty.util").isInfoEnabled()).isFalse();
  }

  @Test
  void aLevelThatIsNoneIsInfo() {
    StandardLog.start(log, "LOUD");
    assertThat(root.getLevel()).isEqualTo(Level.INFO);
  }

  @Test
  void aFileOnTheClassPathTakesItsPlace() {
    assertThat(getClass().getResource("/logback-test.xml")).isNotNull();
    assertThat(new StandardLog().configure(log))
        .isEqualTo(Configurator.ExecutionStatus.INVOKE_NEXT_IF_ANY);
    assertThat(root.getAppender("console")).isNull();
  }
}
