package dev.drover.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.NoLeaks;
import dev.drover.testing.TestGateway;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS in front of the gateway and behind it, in both versions of HTTP on either side. */
@ExtendWith(NoLeaks.class)
class TlsRelayTest {
  private final Path dir;
  private final Authority authority = new Authority();

  TlsRelayTest(@TempDir Path dir) throws Exception {
    this.dir = dir;
    X509Bundle bundle = authority.issue("localhost");
    Authority.write(bundle, dir.resolve("cert.pem"), dir.resolve("key.pem"));
    Files.writeString(dir.resolve("ca.pem"), authority.root.getCertificatePEM());
  }

  @ParameterizedTest
  @CsvSource({"HTTP_1_1, http-1-1", "HTTP_1_1, http-2", "HTTP_2, http-1-1", "HTTP_2, http-2"})
  void aRequestPassesOverTlsOnBothSides(HttpClient.Version client, String upstream)
      throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      HttpServer origin = origin(vertx);
      try (TestGateway gateway = gateway(origin.actualPort(), upstream, "ca.pem")) {
        HttpResponse<String> answer = get(client, gateway.port());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(client);
        assertThat(answer.body())
            .isEqualTo(upstream.equals("http-2") ? "HTTP_2 https" : "HTTP_1_1 https");
      }
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @CsvSource({"http-1-1", "http-2"})
  void anUpstreamWhoseCertificateIsNotTrustedIsUnreachable(String upstream) throws Exception {
    Files.writeString(dir.resolve("other.pem"), new Authority().root.getCertificatePEM());
    Vertx vertx = Vertx.vertx();
    try {
      HttpServer origin = origin(vertx);
      try (TestGateway gateway = gateway(origin.actualPort(), upstream, "other.pem")) {
        assertThat(get(HttpClient.Version.HTTP_1_1, gateway.port()).statusCode()).isEqualTo(502);
      }
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private HttpServer origin(Vertx vertx) throws Exception {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertPath(dir.resolve("cert.pem").toString())
                        .addKeyPath(dir.resolve("key.pem").toString())))
        .requestHandler(
            request ->
                request
                    .response()
                    .end(request.version() + " " + request.getHeader("x-forwarded-proto")))
        .listen(0, "localhost")
        .await(10, TimeUnit.SECONDS);
  }

  private TestGateway gateway(int origin, String version, String ca) {
    return TestGateway.start(
        """
        {"listeners": [{"host": "127.0.0.1", "port": 0,
           "tls": {"certificates": [{"certificate": "%1$s/cert.pem", "key": "%1$s/key.pem"}]}}],
         "upstreams": {"origin": {"protocol": "http", "version": "%2$s",
           "endpoints": ["localhost:%3$d"], "tls": {"ca": "%1$s/%4$s"}}},
         "routes": [{"relay": "origin"}],
         "accessLog": {"enabled": false}}
        """
            .formatted(dir, version, origin, ca));
  }

  private HttpResponse<String> get(HttpClient.Version version, int port) throws Exception {
    HttpClient client =
        HttpClient.newBuilder().version(version).sslContext(authority.client(null)).build();
    return client.send(
        HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/")).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
