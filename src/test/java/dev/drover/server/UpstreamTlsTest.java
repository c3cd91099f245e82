package dev.drover.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.Eventually;
import dev.drover.testing.GrpcCalls;
import dev.drover.testing.HttpClients;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestConfig;
import dev.drover.testing.TestGateway;
import io.grpc.Status;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom an upstream trusts, what it shows, and what is said when that does not fit. */
@ExtendWith(NoLeaks.class)
class UpstreamTlsTest {
  private final Path dir;
  private final Authority authority = new Authority();
  private final Vertx vertx = Vertx.vertx();

  UpstreamTlsTest(@TempDir Path dir) throws Exception {
    this.dir = dir;
    write("server", authority.issue("localhost"));
    write("client", authority.issue("gateway.example"));
    Files.writeString(dir.resolve("ca.pem"), authority.root.getCertificatePEM());
    Files.writeString(dir.resolve("other-ca.pem"), new Authority().root.getCertificatePEM());
  }

  @AfterEach
  void closeOrigins() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private void write(String name, X509Bundle bundle) throws Exception {
    Authority.write(bundle, dir.resolve(name + ".pem"), dir.resolve(name + ".key"));
  }

  private String file(String name) {
    return dir.resolve(name).toString();
  }

  private HttpServerOptions shows(String name) {
    return new HttpServerOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertPath(file(name + ".pem"))
                .addKeyPath(file(name + ".key")));
  }

  /** Answers with the version it was asked in, the name it was asked for, and the client's. */
  private int origin(HttpServerOptions options) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(
                request -> {
                  if (request.version() == HttpVersion.HTTP_1_1) {
                    request.response().putHeader("connection", "close");
                  }
                  request
                      .response()
                      .end(
                          request.version()
                              + " "
                              + request.connection().indicatedServerName()
                              + " "
                              + subject(request.connection()));
                })
            .listen(0, "localhost")
            .await(10, TimeUnit.SECONDS);
    return server.actualPort();
  }

  private static String subject(io.vertx.core.http.HttpConnection connection) {
    try {
      return connection.peerCertificates().get(0).toString().contains("gateway.example")
          ? "gateway.example"
          : "somebody";
    } catch (javax.net.ssl.SSLPeerUnverifiedException nobody) {
      return "nobody";
    }
  }

  private TestConfig config(int port, String version, JsonObject tls) {
    return TestConfig.http(port)
        .upstream("endpoints", List.of("localhost:" + port))
        .upstream("version", version)
        .upstream("tls", tls)
        .pool("connectTimeout", "20s")
        .with("accessLog", "{\"target\": \"" + file("access.log") + "\"}");
  }

  private JsonObject trusting(String ca) {
    return new JsonObject().put("ca", file(ca));
  }

  private static String get(TestGateway gateway) throws Exception {
    return HttpClients.get(HttpClients.http1(), gateway.url("/")).body();
  }

  /** What the access log says of the one request that has failed. */
  private String note(int port, String version, JsonObject tls) throws Exception {
    try (TestGateway gateway = config(port, version, tls).start()) {
      assertThat(HttpClients.get(HttpClients.http1(), gateway.url("/")).statusCode())
          .isEqualTo(502);
    }
    JsonObject line = new JsonObject(Files.readString(dir.resolve("access.log")).strip());
    assertThat(line.getString("reason")).isEqualTo("CONNECT_FAILED");
    return line.getString("note");
  }

  @ParameterizedTest
  @CsvSource({"http-1-1, HTTP_1_1", "http-2, HTTP_2"})
  void theNameOfTheConfigurationIsAskedForAndChecked(String version, String spoken)
      throws Exception {
    write("orders", authority.issue("orders"));
    int port = origin(shows("orders").setSni(true));
    JsonObject tls = trusting("ca.pem").put("serverName", "orders");
    try (TestGateway gateway = config(port, version, tls).start()) {
      assertThat(get(gateway)).isEqualTo(spoken + " orders nobody");
    }
  }

  @Test
  void aClientCertificateIsShown() throws Exception {
    int port =
        origin(
            shows("server")
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(new PemTrustOptions().addCertPath(file("ca.pem"))));
    JsonObject tls =
        trusting("ca.pem").put("certificate", file("client.pem")).put("key", file("client.key"));
    try (TestGateway gateway = config(port, "http-2", tls).start()) {
      assertThat(get(gateway)).endsWith("gateway.example");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http-1-1", "http-2"})
  void aWrongNameIsSaid(String version) throws Exception {
    write("wrong", authority.issue("wrong.example"));
    assertThat(note(origin(shows("wrong")), version, trusting("ca.pem")))
        .contains("the certificate of the server is for other names than localhost");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http-1-1", "http-2"})
  void anUnknownAuthorityIsSaid(String version) throws Exception {
    assertThat(note(origin(shows("server")), version, trusting("other-ca.pem")))
        .contains("is signed by no authority that is trusted here");
  }

  @Test
  void withoutACaThoseOfTheJvmAreTrustedAndNobodyElse() throws Exception {
    assertThat(note(origin(shows("server")), "http-2", new JsonObject()))
        .contains("is signed by no authority that is trusted here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http-1-1", "http-2"})
  void anExpiredCertificateIsSaid(String version) throws Exception {
    write("old", authority.expired("localhost"));
    assertThat(note(origin(shows("old")), version, trusting("ca.pem"))).contains("has expired");
  }

  @Test
  void aServerWithoutTlsIsSaid() throws Exception {
    try (RawOrigin origin =
        RawOrigin.start(
            connection -> {
              connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
              connection.readToEnd();
            })) {
      JsonObject tls = trusting("ca.pem");
      String note;
      try (TestGateway gateway =
          config(origin.port(), "http-1-1", tls)
              .upstream("endpoints", List.of("127.0.0.1:" + origin.port()))
              .start()) {
        HttpClients.get(HttpClients.http1(), gateway.url("/"));
      }
      note = new JsonObject(Files.readString(dir.resolve("access.log")).strip()).getString("note");
      assertThat(note).contains("the server does not speak TLS");
    }
  }

  @Test
  void aServerThatDoesNotKnowHttp2IsSaid() throws Exception {
    HttpServerOptions options = shows("server").setAlpnVersions(List.of(HttpVersion.HTTP_1_1));
    assertThat(note(origin(options), "http-2", trusting("ca.pem")))
        .contains("the server does not speak HTTP/2 over TLS (ALPN)");
  }

  @Test
  void aServerWithoutAlpnIsNotTakenForOneOfHttp2() throws Exception {
    HttpServerOptions options = shows("server").setUseAlpn(false);
    assertThat(note(origin(options), "http-2", trusting("ca.pem")))
        .contains("the server does not speak HTTP/2 over TLS (ALPN)");
  }

  @Test
  void nothingIsCheckedWhereTheConfigurationSaysSo() throws Exception {
    write("wrong", new Authority().expired("wrong.example"));
    JsonObject tls = new JsonObject().put("verify", false);
    try (TestGateway gateway = config(origin(shows("wrong")), "http-2", tls).start()) {
      assertThat(get(gateway)).startsWith("HTTP_2");
    }
  }

  @Test
  void aGrpcClientIsToldNoSecrets() throws Exception {
    int port = origin(shows("server"));
    try (TestGateway gateway =
            TestConfig.grpc(port).upstream("tls", trusting("other-ca.pem")).start();
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      Status status = calls.status("a.B/C", new byte[0]);
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).isEqualTo("The upstream cannot be reached.");
    }
  }

  @Test
  void newFilesAreUsedForNewConnectionsAndBrokenOnesChangeNothing() throws Exception {
    int port = origin(shows("server").setUseAlpn(false));
    JsonObject tls = trusting("ca.pem").put("reload", "20ms");
    try (TestGateway gateway = config(port, "http-1-1", tls).start()) {
      assertThat(status(gateway)).isEqualTo(200);
      Files.writeString(dir.resolve("ca.pem"), "nothing of use");
      Eventually.holds(
          () -> status(gateway) == 200, Duration.ofMillis(300), "A broken file was used.");

      replace("ca.pem", new Authority().root.getCertificatePEM());
      Eventually.await(
          () -> status(gateway) == 502, Duration.ofSeconds(10), "The new file was not used.");

      replace("ca.pem", authority.root.getCertificatePEM());
      Eventually.await(
          () -> status(gateway) == 200, Duration.ofSeconds(10), "The file was not used again.");
    }
  }

  private void replace(String name, String content) throws IOException {
    Files.writeString(dir.resolve("new"), content);
    Files.move(
        dir.resolve("new"), dir.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static int status(TestGateway gateway) {
    try {
      return HttpClients.get(HttpClients.http1(), gateway.url("/")).statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void healthChecksSayItToo() throws Exception {
    int port = origin(shows("server"));
    try (TestGateway gateway =
        config(port, "http-2", trusting("other-ca.pem"))
            .upstream(
                "health", new JsonObject().put("tcp", new JsonObject()).put("interval", "100ms"))
            .with("admin", "{\"port\": 0}")
            .start()) {
      String url = "http://127.0.0.1:" + gateway.gateway().adminPort() + "/upstreams";
      Eventually.await(
          () -> {
            try {
              return HttpClients.get(HttpClients.http1(), url)
                  .body()
                  .contains("signed by no authority");
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          },
          Duration.ofSeconds(10),
          "The check does not say what is wrong.");
    }
  }

  @Test
  void filesThatCannotBeUsedKeepTheGatewayFromStarting() throws Exception {
    Files.writeString(dir.resolve("empty.pem"), "");
    JsonObject tls =
        new JsonObject()
            .put("ca", file("missing.pem"))
            .put("certificate", file("empty.pem"))
            .put("key", file("client.key"));
    assertThatThrownBy(() -> config(1, "http-2", tls).start())
        .rootCause()
        .hasMessageContaining("/upstreams/origin/tls/ca")
        .hasMessageContaining("missing.pem cannot be read: there is no such file")
        .hasMessageContaining("/upstreams/origin/tls/certificate")
        .hasMessageContaining("empty.pem");
  }

  @Test
  void aCertificateWithoutAKeyIsAProblem() {
    JsonObject tls = new JsonObject().put("certificate", file("client.pem"));
    assertThatThrownBy(() -> config(1, "http-2", tls).start())
        .rootCause()
        .hasMessageContaining("/upstreams/origin/tls/key")
        .hasMessageContaining("since there is a \"certificate\"");
  }
}
