package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  void aWorkerNeedsNoCertificatesOfTheGateway() {
    Vertx vertx = Vertx.vertx();
    try {
      JsonObject config =
          new JsonObject(
              "{\"listeners\": [{}], \"upstreams\": {\"o\": {\"protocol\": \"grpc\", \"endpoints\": [\"127.0.0.1:1\"],"
                  + " \"tls\": {\"ca\": \"not/here.pem\"}}}}");
      DeploymentOptions options = new DeploymentOptions().setConfig(config);
      assertThat(vertx.deployVerticle(new WorkerVerticle(), options).await()).isNotEmpty();
      assertThatThrownBy(() -> vertx.deployVerticle(new GatewayVerticle(), options).await())
          .hasMessageContaining("not/here.pem");
    } finally {
      vertx.close().await();
    }
  }

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
