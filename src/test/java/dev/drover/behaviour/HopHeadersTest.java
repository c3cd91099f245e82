package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.Http2Origin;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Headers about one connection end with it (RFC 9110, section 7.6.1). */
@ExtendWith(NoLeaks.class)
class HopHeadersTest {
  private static final List<String> HOP =
      List.of("keep-alive", "proxy-connection", "te", "upgrade", "x-mine", "x-more");

  @Test
  void thoseOfTheClientDoNotReachTheOrigin() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      client.write(
          "GET / HTTP/1.1\r\nhost: a\r\nconnection: keep-alive, X-Mine\r\nconnection: x-more\r\n"
              + "keep-alive: timeout=5\r\nproxy-connection: keep-alive\r\nte: gzip\r\n"
              + "upgrade: something\r\nx-mine: 1\r\nx-more: 2\r\nx-kept: 3\r\n\r\n");
      assertThat(client.readMessage().status()).isEqualTo(200);

      RawMessage request = origin.awaitRequest(1);
      for (String name : HOP) {
        assertThat(request.header(name)).as(name).isEmpty();
      }
      assertThat(request.header("x-kept")).contains("3");
      assertThat(request.header("connection").orElse("keep-alive")).isEqualTo("keep-alive");
    }
  }

  @Test
  void thoseOfTheOriginDoNotReachTheClient() throws Exception {
    try (RawOrigin origin =
            RawOrigin.answering(
                "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: x-mine\r\n"
                    + "keep-alive: timeout=5\r\nproxy-connection: keep-alive\r\nx-mine: 1\r\n"
                    + "x-kept: 3\r\n\r\n");
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port());
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      RawMessage answer = client.get("/");
      assertThat(answer.header("x-kept")).contains("3");
      for (String name : List.of("keep-alive", "proxy-connection", "x-mine", "connection")) {
        assertThat(answer.header(name)).as(name).isEmpty();
      }

      Http2Calls.Answer second = calls.send("GET", "/", new byte[0]);
      assertThat(second.whole()).as("%s", second).isTrue();
      assertThat(second.headers().names())
          .doesNotContain("connection", "keep-alive", "proxy-connection", "x-mine");
    }
  }

  @Test
  void anHttp1RequestReachesAnHttp2OriginWithoutThem() throws Exception {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.headersOnly(200);
                });
        TestGateway gateway = TestConfig.http2(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      client.write(
          "POST / HTTP/1.1\r\nhost: a\r\nconnection: keep-alive\r\nkeep-alive: timeout=5\r\n"
              + "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
      assertThat(client.readMessage().status()).isEqualTo(200);

      assertThat(origin.awaitStream(1).body()).isEqualTo(Bytes.of("abc"));
      assertThat(origin.awaitStream(1).headers().names())
          .extracting(CharSequence::toString)
          .doesNotContain("connection", "keep-alive", "transfer-encoding", "host");
    }
  }

  @Test
  void teTrailersIsKeptForGrpcOnly() {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  stream.awaitEnd();
                  stream.reply(new byte[0]);
                });
        TestGateway gateway = TestConfig.grpc(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      assertThat(calls.grpc("a.B/C", new byte[0]).grpcStatus()).isZero();
      assertThat(origin.awaitStream(1).header("te")).contains("trailers");
    }
  }

  @Test
  void cookiesThatHttp2HasCutApartAreJoinedForHttp1() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway = TestConfig.http(origin.port()).start();
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      calls.send("GET", "/", new byte[0], "cookie", "a=1", "cookie", "b=2");

      assertThat(origin.awaitRequest(1).headers("cookie")).containsExactly("a=1; b=2");
    }
  }
}
