package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Futures;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.Project;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example of a program with a verticle of its own behind Drover. */
@ExtendWith(NoLeaks.class)
class EmbeddedServiceTest {
  private static final String HELLO = "helloworld.Greeter/SayHello";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    Futures.await(vertx.close());
  }

  private int port() throws Exception {
    String proto = Project.path("conf/proto/greeter.proto").toString();
    String json = EmbeddedServiceExample.CONFIGURATION.replace("conf/proto/greeter.proto", proto);
    String id =
        Futures.await(
            vertx
                .deployVerticle(new EmbeddedServiceExample.Greeter())
                .compose(
                    greeter ->
                        vertx.deployVerticle(
                            "dev.drover.GatewayVerticle",
                            new DeploymentOptions().setConfig(new JsonObject(json)))));
    return Gateway.of(vertx, id).orElseThrow().ports().get(0);
  }

  /** A HelloRequest, or a HelloReply: field 1 is a text in both. */
  private static byte[] message(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] message = new byte[utf8.length + 2];
    message[0] = 10;
    message[1] = (byte) utf8.length;
    System.arraycopy(utf8, 0, message, 2, utf8.length);
    return message;
  }

  @Test
  void itsVerticleIsCalledByGrpcAndAsRest() throws Exception {
    int port = port();
    try (GrpcCalls calls = GrpcCalls.to(port)) {
      assertThat(calls.unary(HELLO, message("Ada"))).isEqualTo(message("Hello Ada"));
      Status status = calls.status(HELLO, new byte[0], CallOptions.DEFAULT);
      assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(status.getDescription()).isEqualTo("Who are you?");
    }
    HttpClient client = HttpClients.http1();
    String url = "http://127.0.0.1:" + port + "/" + HELLO;
    HttpResponse<String> answer =
        HttpClients.post(client, url, "{\"name\":\"Lin\"}", "content-type", "application/json");
    assertThat(answer.body()).isEqualTo("{\"message\":\"Hello Lin\"}");
    assertThat(HttpClients.post(client, url, "{}", "content-type", "application/json").statusCode())
        .isEqualTo(400);
  }
}
