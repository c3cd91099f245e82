package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.drover.exchange.Handler;
import dev.drover.handler.HandlerFactory;
import dev.drover.testing.Bytes;
import dev.drover.testing.Collected;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.GrpcFrames;
import dev.drover.testing.GrpcMethods;
import dev.drover.testing.GrpcOrigin;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawHttp2;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A broken client hurts itself; the next hundred notice nothing. */
@ExtendWith(NoLeaks.class)
class BrokenClientTest {
  private static final int BROKEN = 32;
  private static final int CONNECTIONS = 2;
  private static final String[] CALL = {
    ":method", "POST",
    ":scheme", "http",
    ":path", "/" + GrpcMethods.UNARY,
    ":authority", "localhost",
    "content-type", "application/grpc",
    "te", "trailers"
  };

  @ParameterizedTest
  @ValueSource(strings = {"reset", "close", "half close", "bad chunk"})
  void aRequestThatBreaksInMidBodyGivesItsConnectionBack(String how) throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway = pool(origin).start()) {
      for (int i = 0; i < BROKEN; i++) {
        try (RawClient client = RawClient.connect(gateway.port())) {
          if (how.equals("bad chunk")) {
            client.write("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n");
            client.chunk("begin");
            client.write("zz\r\nnot a chunk");
          } else {
            client.write("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\nbegin");
          }
          end(client, how);
        }
      }

      hundredGoodOnes(gateway, origin);
      assertThat(origin.requests()).as("whole requests").hasSize(100);
    }
  }

  private static void end(RawClient client, String how) throws IOException {
    switch (how) {
      case "reset" -> client.reset();
      case "half close" -> client.fin();
      case "bad chunk" -> {
        try {
          client.readToEnd();
        } catch (IOException reset) {
          // an end as good as another
        }
      }
      default -> client.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-length: -1",
        "content-length: abc",
        "content-length: 5\r\ncontent-length: 6",
        "content-length: 5\r\ntransfer-encoding: chunked",
        "transfer-encoding: gzip",
        "transfer-encoding : chunked",
        "x-a: b\r\n folded: c",
        "x-a: b\0c",
        "host: b",
        ": empty"
      })
  void aMalformedHeadIsRefusedAndReachesNobody(String fields) throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway = pool(origin).start()) {
      try (RawClient client = RawClient.connect(gateway.port())) {
        client.write("POST / HTTP/1.1\r\nhost: a\r\n" + fields + "\r\n\r\n12345");
        assertThat(client.readHead().status()).isBetween(400, 501);
      }
      assertThat(origin.requests()).isEmpty();
      hundredGoodOnes(gateway, origin);
    }
  }

  @Test
  void anHttp2RequestThatBreaksInMidBodyGivesItsConnectionBack() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway = pool(origin).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      for (int i = 0; i < BROKEN; i++) {
        var request = Http2Calls.await(calls.open("POST", "/upload"));
        Http2Calls.answer(request);
        Http2Calls.await(request.write("begin"));
        request.reset(8);
      }
      hundredGoodOnes(gateway, origin);
      assertThat(calls.send("GET", "/", new byte[0]).status()).isEqualTo(200);
    }
  }

  @Test
  void aContentLengthThatDoesNotMatchIsResetAtBothEnds() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway = pool(origin).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      for (int i = 0; i < BROKEN; i++) {
        Http2Calls.Answer answer =
            calls.send("POST", "/", Bytes.of("12345"), "content-length", "1000");
        assertThat(answer.whole() && answer.status() < 400).as("%s", answer).isFalse();
      }
      hundredGoodOnes(gateway, origin);
      assertThat(origin.requests()).hasSize(100);
    }
  }

  @Test
  void cancelledCallsGiveTheirConnectionsBack() {
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(origin.port()).pool("connections", 1).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      for (int i = 0; i < 150; i++) {
        Collected answer = new Collected();
        calls.bidi(GrpcMethods.BIDI, answer).onNext(Bytes.of("1"));
        answer.await(1);
        answer.cancel();
      }
      for (int i = 0; i < 100; i++) {
        assertThat(calls.status(GrpcMethods.UNARY, Bytes.of("a")).isOk()).isTrue();
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  /** They have the heads of their answers; all else waits behind windows that never open. */
  @Test
  void clientsThatTakeNothingAndLeaveAreForgotten() throws Exception {
    byte[] noWindow = {0, 4, 0, 0, 0, 0};
    byte[] message = GrpcFrames.frame(Bytes.of("a"));
    try (GrpcOrigin origin = GrpcOrigin.echo();
        TestGateway gateway = TestConfig.grpc(origin.port()).pool("connections", 1).start();
        GrpcCalls good = GrpcCalls.to(gateway.port())) {
      for (int i = 0; i < BROKEN; i++) {
        try (RawHttp2 client = RawHttp2.silent(gateway.port())) {
          client.text(RawHttp2.PREFACE).frame(RawHttp2.SETTINGS, 0, 0, noWindow);
          client.request(1, false, CALL);
          client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, message).send();
          assertThat(client.status(1)).isEqualTo("200");
          assertThat(client.alive()).isTrue();
        }
      }
      assertThat(good.status(GrpcMethods.UNARY, Bytes.of("a")).isOk()).isTrue();
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"throws", "fails", "error"})
  void aHandlerThatThrowsIsAnInternalErrorThatTellsNothing(String how) throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway =
            pool(origin)
                .before(
                    """
                    {"id": "bad", "match": {"prefix": "/bad"}, "misbehave": {"how": "%s"}}"""
                        .formatted(how))
                .start()) {
      HttpClient client = HttpClients.http1();
      ((Logger) LoggerFactory.getLogger("dev.drover.telemetry")).setLevel(Level.OFF);
      for (int i = 0; i < BROKEN; i++) {
        HttpResponse<String> response = HttpClients.post(client, gateway.url("/bad"), "content");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("secret").doesNotContain("Exception");
      }
      ((Logger) LoggerFactory.getLogger("dev.drover.telemetry")).setLevel(null);
      hundredGoodOnes(gateway, origin);
    }
  }

  private static TestConfig pool(RawOrigin origin) {
    return TestConfig.http(origin.port()).pool("connections", CONNECTIONS).pool("queue", 100);
  }

  private static void hundredGoodOnes(TestGateway gateway, RawOrigin origin) throws IOException {
    int before = origin.requests().size();
    try (RawClient client = RawClient.connect(gateway.port())) {
      for (int i = 0; i < 100; i++) {
        RawMessage answer = client.get("/good");
        assertThat(answer.status()).as("good request %d", i).isEqualTo(200);
      }
    }
    assertThat(origin.requests().size() - before).isEqualTo(100);
    assertThat(origin.open()).isLessThanOrEqualTo(CONNECTIONS);
  }

  /** A handler that breaks its contract; its factory is found as a user's would be. */
  public static final class Misbehaving implements HandlerFactory<Misbehaving.Config> {
    /** How it misbehaves. */
    @dev.drover.config.Doc("Misbehaves.")
    public record Config(@dev.drover.config.Doc("How.") String how) {}

    @Override
    public String name() {
      return "misbehave";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Handler create(Config config, Parts parts) {
      return exchange ->
          switch (config.how()) {
            case "throws" -> throw new IllegalStateException("a secret");
            case "error" -> throw new StackOverflowError("a secret");
            default -> Future.failedFuture(new IllegalStateException("a secret"));
          };
    }
  }
}
