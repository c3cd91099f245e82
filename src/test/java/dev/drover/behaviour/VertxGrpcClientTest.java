package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Futures;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gRPC client of Vert.x calls through the gateway as it calls a server. */
@ExtendWith(NoLeaks.class)
class VertxGrpcClientTest {
  private static final ServiceName ECHO = ServiceName.create("test.Echo");

  private final Vertx vertx = Vertx.vertx();
  private final GrpcClient client = GrpcClient.client(vertx);
  private final GrpcOrigin origin = GrpcOrigin.echo();
  private final TestGateway gateway = TestConfig.grpc(origin.port()).start();

  /** What came of a call. */
  private record Answer(List<String> messages, GrpcStatus status) {}

  @AfterEach
  void close() {
    Futures.await(client.close());
    Futures.await(vertx.close());
    gateway.close();
    origin.close();
  }

  private Future<GrpcClientRequest<Buffer, Buffer>> open(String method) {
    return client
        .request(SocketAddress.inetSocketAddress(gateway.port(), "127.0.0.1"))
        .map(request -> request.serviceName(ECHO).methodName(method));
  }

  private static Future<Answer> read(GrpcClientResponse<Buffer, Buffer> response) {
    List<String> messages = new ArrayList<>();
    response.handler(message -> messages.add(message.toString()));
    return response
        .end()
        .transform(end -> Future.succeededFuture(new Answer(messages, response.status())));
  }

  @Test
  void oneMessageForOne() {
    Answer answer =
        Futures.await(
            open("Unary")
                .compose(request -> request.send(Buffer.buffer("moo")))
                .compose(VertxGrpcClientTest::read));
    assertThat(answer).isEqualTo(new Answer(List.of("moo"), GrpcStatus.OK));
  }

  @Test
  void streamsBothWays() {
    Answer answer =
        Futures.await(
            open("Bidi")
                .compose(
                    request -> {
                      List.of("a", "b", "c").forEach(text -> request.write(Buffer.buffer(text)));
                      request.end();
                      return request.response();
                    })
                .compose(VertxGrpcClientTest::read));
    assertThat(answer).isEqualTo(new Answer(List.of("a", "b", "c"), GrpcStatus.OK));
  }

  @Test
  void aMethodThatIsNotThere() {
    Answer answer =
        Futures.await(
            open("Nothing")
                .compose(request -> request.send(Buffer.buffer("moo")))
                .compose(VertxGrpcClientTest::read));
    assertThat(answer.status().code).isEqualTo(Status.Code.UNIMPLEMENTED.value());
  }
}
