package dev.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Bytes;
import dev.drover.testing.Eventually;
import dev.drover.testing.Http2Calls;
import dev.drover.testing.Http2Origin;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawClient;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class HttpRelayTest {
  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void bothVersionsReachAnHttp1Origin(HttpClient.Version version) throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway = TestConfig.http(origin.port()).start()) {
      HttpClient client = HttpClients.of(version);

      HttpResponse<String> get = HttpClients.get(client, gateway.url("/a/b?c=d&e=%2F"));
      HttpResponse<String> post = HttpClients.post(client, gateway.url("/p"), "content");
      HttpResponse<String> again = HttpClients.get(client, gateway.url("/"));

      assertThat(get.body()).isEqualTo("hello");
      assertThat(post.statusCode()).isEqualTo(200);
      assertThat(again.version()).isEqualTo(version);
      assertThat(origin.requests().get(0).line()).isEqualTo("GET /a/b?c=d&e=%2F HTTP/1.1");
      assertThat(origin.requests().get(0).headers("host"))
          .containsExactly("127.0.0.1:" + gateway.port());
      assertThat(origin.requests().get(1).text()).isEqualTo("content");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void bothVersionsReachAnHttp2Origin(HttpClient.Version version) throws Exception {
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  byte[] body = stream.awaitEnd();
                  stream.headers(201, "x-a", "1", "set-cookie", "a=1", "set-cookie", "b=2");
                  stream.data(body, true);
                });
        TestGateway gateway = TestConfig.http2(origin.port()).start()) {
      HttpResponse<String> post =
          HttpClients.post(HttpClients.of(version), gateway.url("/p?q"), "content", "x-b", "2");

      assertThat(post.statusCode()).isEqualTo(201);
      assertThat(post.body()).isEqualTo("content");
      assertThat(post.headers().allValues("set-cookie")).containsExactly("a=1", "b=2");
      assertThat(origin.awaitStream(1).header(":path")).contains("/p?q");
      assertThat(origin.awaitStream(1).header(":authority"))
          .contains("127.0.0.1:" + gateway.port());
      assertThat(origin.awaitStream(1).header("x-b")).contains("2");
      assertThat(origin.awaitStream(1).header("host")).isEmpty();
    }
  }

  @Test
  void aChunkedRequestArrivesWithItsTrailers() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      client.write("POST /a HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n");
      client.chunk("one");
      client.chunk("two");
      client.write("0\r\n\r\n");

      assertThat(client.readMessage().status()).isEqualTo(200);
      assertThat(origin.awaitRequest(1).text()).isEqualTo("onetwo");
    }
  }

  @Test
  void trailersOfAnAnswerReachTheClient() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  while (true) {
                    connection.readRequest();
                    connection.write(
                        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x-sum\r\n\r\n");
                    connection.chunk("body");
                    connection.write("0\r\nx-sum: 4\r\n\r\n");
                  }
                });
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port());
        Http2Calls calls = Http2Calls.to(gateway.port())) {
      RawMessage answer = client.get("/");
      assertThat(answer.text()).isEqualTo("body");
      assertThat(answer.trailer("x-sum")).contains("4");

      assertThat(calls.send("GET", "/", new byte[0]).trailers().get("x-sum")).isEqualTo("4");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void anAnswerThatHasNoContentGetsNone(int status) throws Exception {
    try (RawOrigin origin =
            RawOrigin.answering("HTTP/1.1 " + status + " X\r\netag: \"1\"\r\n\r\n");
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      for (int i = 0; i < 2; i++) {
        RawMessage answer = client.get("/");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("etag")).contains("\"1\"");
        assertThat(answer.header("transfer-encoding")).isEmpty();
        if (status == 204) {
          assertThat(answer.header("content-length")).isEmpty();
        }
      }
    }
  }

  @Test
  void aHeadRequestGetsTheLengthAndNoContent() throws Exception {
    try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\ncontent-length: 1234\r\n\r\n");
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      for (int i = 0; i < 2; i++) {
        client.write("HEAD / HTTP/1.1\r\nhost: a\r\n\r\n");
        RawMessage head = client.readHead();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).contains("1234");
      }
      assertThat(origin.awaitRequest(2).method()).isEqualTo("HEAD");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void anAnswerOfKnownLengthKeepsIt() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(RawOrigin.ok("hello"));
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      RawMessage answer = client.get("/");

      assertThat(answer.headers("content-length")).containsExactly("5");
      assertThat(answer.header("transfer-encoding")).isEmpty();
    }
  }

  @Test
  void aClientThatExpectsToContinueIsToldByTheOrigin() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  RawMessage head = connection.readRequestHead();
                  connection.write("HTTP/1.1 100 Continue\r\n\r\n");
                  connection.record(connection.readBody(head));
                  connection.write(RawOrigin.ok("done"));
                });
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      client.write(
          "POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n");
      assertThat(client.readHead().status()).isEqualTo(100);
      client.write("body");

      assertThat(client.readMessage().text()).isEqualTo("done");
      assertThat(origin.awaitRequest(1).text()).isEqualTo("body");
    }
  }

  @Test
  void anOriginMayRefuseAClientThatExpectsToContinue() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.record(connection.readRequestHead());
                  connection.write(
                      "HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n"
                          + "connection: close\r\n\r\n");
                });
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      client.write(
          "POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n");

      assertThat(client.readHead().status()).isEqualTo(413);
    }
  }

  @Test
  void earlyHintsReachTheClient() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  connection.write(
                      "HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n");
                  connection.write(RawOrigin.ok("page"));
                  connection.stall();
                });
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      client.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      RawMessage hints = client.readHead();

      assertThat(hints.status()).isEqualTo(103);
      assertThat(hints.header("link")).contains("</a.css>; rel=preload");
      assertThat(client.readMessage().text()).isEqualTo("page");
    }
  }

  @ParameterizedTest
  @CsvSource({"HTTP_1_1, true", "HTTP_2, true", "HTTP_1_1, false", "HTTP_2, false"})
  void eachServerSentEventComesAtOnce(HttpClient.Version version, boolean http2) throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    RawOrigin.Script script =
        connection -> {
          connection.readRequest();
          connection.write(
              "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
                  + "transfer-encoding: chunked\r\n\r\n");
          connection.chunk("data: 1\n\n");
          read.await();
          connection.chunk("data: 2\n\n");
          connection.write("0\r\n\r\n");
        };
    Http2Origin.Script frames =
        stream -> {
          stream.headers(200, "content-type", "text/event-stream");
          stream.data(Bytes.of("data: 1\n\n"), false);
          read.await();
          stream.data(Bytes.of("data: 2\n\n"), true);
        };
    try (RawOrigin one = RawOrigin.start(script);
        Http2Origin two = Http2Origin.start(frames);
        TestGateway gateway =
            (http2 ? TestConfig.http2(two.port()) : TestConfig.http(one.port())).start()) {
      HttpResponse<InputStream> response =
          HttpClients.of(version)
              .send(
                  HttpClients.request(gateway.url("/events")).build(),
                  BodyHandlers.ofInputStream());

      try (InputStream body = response.body()) {
        assertThat(Bytes.text(body.readNBytes(9))).isEqualTo("data: 1\n\n");
        read.countDown();
        assertThat(Bytes.text(body.readAllBytes())).isEqualTo("data: 2\n\n");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void largeBodiesPassBothWays(HttpClient.Version version) throws Exception {
    byte[] body = Bytes.random(24 << 20, 3);
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  RawMessage request = connection.readRequest();
                  connection.write(
                      "HTTP/1.1 200 OK\r\ncontent-length: " + request.body().length + "\r\n\r\n");
                  connection.write(request.body());
                });
        TestGateway gateway = TestConfig.http(origin.port()).route("bodyBytes", "64MiB").start()) {
      HttpResponse<byte[]> response =
          HttpClients.of(version)
              .send(
                  HttpClients.request(gateway.url("/"))
                      .POST(BodyPublishers.ofByteArray(body))
                      .build(),
                  BodyHandlers.ofByteArray());

      assertThat(response.body().length).isEqualTo(body.length);
      assertThat(Bytes.sum(response.body())).isEqualTo(Bytes.sum(body));
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  while (true) {
                    String target = connection.readRequest().target();
                    if (target.equals("/1")) {
                      connection.pause(Duration.ofMillis(200));
                    }
                    connection.write(RawOrigin.ok(target));
                  }
                });
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      StringBuilder all = new StringBuilder();
      for (int i = 1; i <= 5; i++) {
        all.append("GET /").append(i).append(" HTTP/1.1\r\nhost: a\r\n\r\n");
      }
      client.write(all.toString());

      for (int i = 1; i <= 5; i++) {
        assertThat(client.readMessage().text()).isEqualTo("/" + i);
      }
    }
  }

  @Test
  void anHttp10ClientGetsItsAnswerAndTheEnd() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequest();
                  connection.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
                  connection.chunk("one");
                  connection.pause(Duration.ofMillis(100));
                  connection.chunk("two");
                  connection.write("0\r\n\r\n");
                  connection.stall();
                });
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      client.write("GET / HTTP/1.0\r\nhost: a\r\n\r\n");

      String answer = Bytes.text(client.readToEnd());
      assertThat(answer).startsWith("HTTP/1.").endsWith("\r\n\r\nonetwo");
      assertThat(answer.toLowerCase(java.util.Locale.ROOT)).doesNotContain("transfer-encoding");
    }
  }

  @Test
  void anAnswerBeforeTheEndOfTheRequestIsNotLost() throws Exception {
    try (RawOrigin origin =
            RawOrigin.start(
                connection -> {
                  connection.readRequestHead();
                  connection.write(
                      "HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\n"
                          + "connection: close\r\n\r\nno");
                });
        TestGateway gateway = TestConfig.http(origin.port()).start();
        RawClient client = RawClient.connect(gateway.port())) {
      client.write("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\n");
      client.write(new byte[1_000]);

      RawMessage answer = client.readMessage();
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.text()).isEqualTo("no");
      Eventually.await(
          () -> origin.open() == 0, Duration.ofSeconds(5), "The origin's connection is kept.");
    }
  }
}
