package dev.drover.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.GrpcFrames;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.SeedReport;
import dev.drover.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Unix domain sockets on both sides of the gateway. */
@ExtendWith(NoLeaks.class)
class Seed105UnixSocketsTest {
  private static final int CALLS = 1_000;

  private final Path front;
  private final SocketAddress back;
  private final Vertx vertx = Vertx.vertx();

  Seed105UnixSocketsTest(@TempDir Path dir) {
    this.front = dir.resolve("front.sock");
    this.back = SocketAddress.domainSocketAddress(dir.resolve("back.sock").toString());
  }

  @AfterEach
  void close() {
    Http2Calls.await(vertx.close());
  }

  @Test
  void unixSocketsServeAsTcpDoes() {
    HttpServer tcpOrigin = echo(SocketAddress.inetSocketAddress(0, "127.0.0.1"));
    echo(back);
    double tcp;
    double unix;
    try (GrpcOrigin grpc = GrpcOrigin.echo();
        TestGateway gateway = TestGateway.start(config(tcpOrigin.actualPort(), grpc.port()))) {
      SocketAddress listener = SocketAddress.domainSocketAddress(front.toString());
      HttpClientAgent client = HttpClients.vertxHttp1(vertx, 1);
      assertThat(front).exists();

      tcp = rate(client, SocketAddress.inetSocketAddress(gateway.port(), "127.0.0.1"), "/tcp");
      unix = rate(client, listener, "/unix");

      byte[] message = GrpcFrames.frame(Bytes.of("hello"));
      Buffer answer =
          post(HttpClients.vertxHttp2(vertx), listener, "/" + GrpcMethods.UNARY, message);
      assertThat(answer.getBytes()).isEqualTo(message);
    }
    assertThat(front).doesNotExist();
    SeedReport.row(
        "1.5",
        "1,000 echoes one after another, TCP and then Unix sockets all the way; socket file",
        "all right; removed at stop",
        "%.0f rps TCP, %.0f rps Unix; removed".formatted(tcp, unix));
  }

  private double rate(HttpClientAgent client, SocketAddress server, String path) {
    long start = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      byte[] body = Bytes.of(path + i);
      assertThat(post(client, server, path, body).getBytes()).isEqualTo(body);
    }
    return CALLS / ((System.nanoTime() - start) / 1e9);
  }

  private static Buffer post(
      HttpClientAgent client, SocketAddress server, String path, byte[] body) {
    RequestOptions options =
        new RequestOptions()
            .setServer(server)
            .setHost("localhost")
            .setPort(80)
            .setMethod(HttpMethod.POST)
            .setURI(path)
            .putHeader("content-type", path.startsWith("/test") ? "application/grpc" : "text/plain")
            .putHeader("te", "trailers");
    return Http2Calls.await(
        client
            .request(options)
            .compose(
                request ->
                    request
                        .send(Buffer.buffer(body))
                        .compose(
                            response -> {
                              assertThat(response.statusCode()).isEqualTo(200);
                              return response.body();
                            })));
  }

  private HttpServer echo(SocketAddress address) {
    return Http2Calls.await(
        vertx
            .createHttpServer()
            .requestHandler(
                request -> request.body().onSuccess(body -> request.response().end(body)))
            .listen(address));
  }

  private String config(int tcpPort, int grpcPort) {
    return """
        {
          "accessLog": {"enabled": false},
          "listeners": [{"host": "127.0.0.1", "port": 0}, {"unix": "%s"}],
          "upstreams": {
            "tcp": {"protocol": "http", "endpoints": ["127.0.0.1:%d"]},
            "unix": {"protocol": "http", "endpoints": ["unix:%s"]},
            "grpc": {"protocol": "grpc", "endpoints": ["127.0.0.1:%d"]}
          },
          "routes": [
            {"id": "tcp", "match": {"prefix": "/tcp"}, "relay": "tcp"},
            {"id": "unix", "match": {"prefix": "/unix"}, "relay": "unix"},
            {"id": "grpc", "match": {"grpc": "test.Echo/*"}, "relay": "grpc"}
          ]
        }"""
        .formatted(front, tcpPort, back.path(), grpcPort);
  }
}
