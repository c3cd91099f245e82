package dev.drover.matrix;

import dev.drover.testing.GrpcCalls;
import io.vertx.core.Vertx;
import java.util.List;

/** Clients of all protocols, of one gateway. */
final class Clients implements AutoCloseable {
  private final GrpcCalls calls;
  private final List<Client> all;

  Clients(Vertx vertx, int port) {
    this.calls =
        GrpcCalls.of(
            GrpcCalls.builder(port)
                .compressorRegistry(GrpcEcho.COMPRESSORS)
                .decompressorRegistry(GrpcEcho.DECOMPRESSORS));
    this.all =
        List.of(
            new GrpcClient(calls),
            new WebClient(vertx, port, false, false),
            new WebClient(vertx, port, true, false),
            new WebClient(vertx, port, false, true),
            new WebClient(vertx, port, true, true),
            new ConnectClient(vertx, port, false, false, false),
            new ConnectClient(vertx, port, true, false, false),
            new ConnectClient(vertx, port, false, true, false),
            new ConnectClient(vertx, port, true, true, false),
            new ConnectClient(vertx, port, false, false, true),
            new ConnectClient(vertx, port, false, true, true),
            new ConnectClient(vertx, port, true, false, true),
            new ConnectClient(vertx, port, true, true, true),
            new TextClient(vertx, port, false, TextClient.Form.LINES),
            new TextClient(vertx, port, true, TextClient.Form.LINES),
            new TextClient(vertx, port, false, TextClient.Form.EVENTS),
            new TextClient(vertx, port, true, TextClient.Form.EVENTS),
            new TextClient(vertx, port, false, TextClient.Form.REST),
            new TextClient(vertx, port, true, TextClient.Form.REST),
            new SocketClient(vertx, port, true),
            new SocketClient(vertx, port, false));
  }

  List<Client> all() {
    return all;
  }

  @Override
  public void close() {
    calls.close();
  }
}
