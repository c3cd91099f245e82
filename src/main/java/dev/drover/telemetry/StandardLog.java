package dev.drover.telemetry;

import static java.util.Map.entry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;

/**
 * The log of a process for which nobody has configured Logback: one line for each event, to
 * standard error, from the level in {@code DROVER_LOG} (a system property or a variable of the
 * environment) or INFO. A {@code logback.xml} on the class path, or a file that {@code
 * -Dlogback.configurationFile} names, takes its place.
 *
 * <p>It is code because reading XML takes a tenth of a start.
 */
public final class StandardLog extends ContextAwareBase implements Configurator {
  private static final String LEVEL = "DROVER_LOG";
  private static final String LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg%n";

  private static final Map<String, Level> LESS =
      Map.ofEntries(
          entry("com.hazelcast", Level.WARN),
          // Warns that it is not enabled, which it need not be.
          entry("com.hazelcast.cp", Level.ERROR),
          entry("io.netty", Level.WARN),
          entry("org.apache.curator", Level.WARN),
          entry("org.apache.zookeeper", Level.WARN),
          // Drover says itself what a collector of traces does not take.
          entry("io.opentelemetry.exporter", Level.OFF),
          // What breaks a connection is no error of the gateway: metrics and the access log tell.
          entry("io.vertx.core.net.impl.ConnectionBase", Level.OFF),
          entry("io.vertx.core.http.impl.HttpClientConnectionInternal", Level.OFF),
          // Vert.x 5.0 trips over the trailers of clients that leave before they have them.
          entry("io.netty.handler.codec.http2.DefaultHttp2Connection", Level.OFF),
          // Warns when a pool of Vert.x is made a second time, which is as it should be.
          entry("io.micrometer", Level.ERROR),
          // Drover says itself whether and why not it started.
          entry("io.vertx.launcher.application", Level.OFF));

  @Override
  public ExecutionStatus configure(LoggerContext log) {
    DefaultJoranConfigurator files = new DefaultJoranConfigurator();
    files.setContext(log);
    if (files.findURLOfDefaultConfigurationFile(false) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    start(log, System.getProperty(LEVEL, System.getenv().getOrDefault(LEVEL, "INFO")));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Writes what is of that level or more severe. */
  static void start(LoggerContext log, String wanted) {
    PatternLayoutEncoder lines = new PatternLayoutEncoder();
    lines.setContext(log);
    lines.setPattern(LINE);
    lines.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(log);
    console.setName("console");
    console.setTarget("System.err");
    console.setEncoder(lines);
    console.start();
    LESS.forEach((name, level) -> log.getLogger(name).setLevel(level));
    Logger all = log.getLogger(Logger.ROOT_LOGGER_NAME);
    all.addAppender(console);
    Level level = Level.toLevel(wanted, null);
    all.setLevel(level == null ? Level.INFO : level);
    if (level == null) {
      log.getLogger(StandardLog.class)
          .warn(
              "{} is \"{}\", which is none of ERROR, WARN, INFO, DEBUG, TRACE and OFF; it is INFO now.",
              LEVEL,
              wanted);
    }
  }
}
