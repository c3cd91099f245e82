package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WorkerVerticleTest {
  @Test
  void aWorkerThatNoGatewayCanReachSaysSo() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(WorkerVerticle.class);
    logger.addAppender(log);
    log.start();
    Vertx vertx = Vertx.vertx();
    try {
      JsonObject config = new JsonObject("{\"listeners\": [{}], \"tasks\": {\"cluster\": true}}");
      vertx.deployVerticle(new WorkerVerticle(), new DeploymentOptions().setConfig(config)).await();
      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .contains(
              "No gateway can give jobs to this worker: it is in no cluster; -cluster joins one.");
    } finally {
      vertx.close().await();
      logger.detachAppender(log);
    }
  }
}
