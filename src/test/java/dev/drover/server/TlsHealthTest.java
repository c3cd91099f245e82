package dev.drover.server;

import dev.drover.testing.Eventually;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.TestGateway;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Health checks have the TLS settings that requests have, and the name of the endpoint. */
@ExtendWith(NoLeaks.class)
class TlsHealthTest {
  private final Path dir;

  TlsHealthTest(@TempDir Path dir) throws Exception {
    this.dir = dir;
    Authority authority = new Authority();
    X509Bundle bundle = authority.issue("localhost");
    Authority.write(bundle, dir.resolve("cert.pem"), dir.resolve("key.pem"));
    Files.writeString(dir.resolve("ca.pem"), authority.root.getCertificatePEM());
    Files.writeString(dir.resolve("other.pem"), new Authority().root.getCertificatePEM());
  }

  @ParameterizedTest
  @CsvSource({
    "http, http-1-1, ca.pem, localhost, 1",
    "http, http-2, ca.pem, localhost, 1",
    "tcp, http-2, ca.pem, localhost, 1",
    "http, http-1-1, other.pem, localhost, 0",
    "tcp, http-1-1, other.pem, localhost, 0",
    "http, http-2, ca.pem, elsewhere, 0"
  })
  void anEndpointIsHealthyWhenItsCertificateIsRight(
      String kind, String version, String ca, String name, int healthy) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      HttpServer origin = origin(vertx);
      try (TestGateway gateway =
          TestGateway.start(
              """
              {"listeners": [{"host": "127.0.0.1", "port": 0}],
               "upstreams": {"origin": {"protocol": "http", "version": "%s",
                 "endpoints": [{"address": "127.0.0.1:%d", "name": "%s"}],
                 "tls": {"ca": "%s"}, "health": {"%s": {}, "interval": "20ms"}}},
               "routes": [{"relay": "origin"}]}
              """
                  .formatted(version, origin.actualPort(), name, dir.resolve(ca), kind))) {
        String line =
            "drover_endpoint_healthy{endpoint=\"127.0.0.1:%d\",upstream=\"origin\"} %d"
                .formatted(origin.actualPort(), healthy);
        Eventually.await(
            () -> gateway.gateway().metrics().contains(line),
            Duration.ofSeconds(10),
            "There is no " + line);
        Eventually.holds(
            () -> gateway.gateway().metrics().contains(line),
            Duration.ofMillis(500),
            "It is no longer " + line);
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
        .requestHandler(request -> request.response().end("ok"))
        .listen(0, "127.0.0.1")
        .await(10, TimeUnit.SECONDS);
  }
}
