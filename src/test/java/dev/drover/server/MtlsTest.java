package dev.drover.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.GrpcCalls;
import dev.drover.testing.NoLeaks;
import dev.drover.testing.RawMessage;
import dev.drover.testing.RawOrigin;
import dev.drover.testing.TestGateway;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client is who its certificate says. */
@ExtendWith(NoLeaks.class)
class MtlsTest {
  private final Path dir;
  private final Authority authority = new Authority();
  private final RawOrigin origin = RawOrigin.answering(RawOrigin.ok("ok"));

  MtlsTest(@TempDir Path dir) throws Exception {
    this.dir = dir;
    Authority.write(authority.issue("localhost"), dir.resolve("cert.pem"), dir.resolve("key.pem"));
    Files.writeString(dir.resolve("ca.pem"), authority.root.getCertificatePEM());
  }

  @AfterEach
  void close() {
    origin.close();
  }

  private TestGateway gateway(String filter) {
    return TestGateway.start(
        """
        {"listeners": [{"host": "127.0.0.1", "port": 0,
           "tls": {"certificates": [{"certificate": "%1$s/cert.pem", "key": "%1$s/key.pem"}],
             "clientAuth": "optional", "clientCa": "%1$s/ca.pem"}}],
         "upstreams": {"origin": {"protocol": "http", "endpoints": ["127.0.0.1:%2$d"]}},
         "routes": [{"filters": [{"mtls": %3$s}], "relay": "origin"}],
         "accessLog": {"enabled": false}}
        """
            .formatted(dir, origin.port(), filter));
  }

  private HttpResponse<String> get(
      TestGateway gateway, HttpClient.Version version, @Nullable X509Bundle shown)
      throws Exception {
    HttpClient client =
        HttpClient.newBuilder().version(version).sslContext(authority.client(shown)).build();
    return client.send(
        HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + "/"))
            .header("x-user", "root")
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void theNamesInTheCertificateAreTheIdentity(HttpClient.Version version) throws Exception {
    X509Bundle shown =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=worker,OU=billing,O=Example")
            .addSanDnsName("worker.internal")
            .addSanUriName("spiffe://example/worker")
            .buildIssuedBy(authority.root);
    String filter =
        """
        {"forward": {"x-user": "sub", "x-roles": "roles", "x-dns": "dns"}, "roles": "ou"}
        """;
    try (TestGateway gateway = gateway(filter)) {
      for (int i = 1; i <= 2; i++) {
        assertThat(get(gateway, version, shown).statusCode()).isEqualTo(200);
        RawMessage sent = origin.awaitRequest(i);
        assertThat(sent.headers("x-user")).containsExactly("spiffe://example/worker");
        assertThat(sent.headers("x-dns")).containsExactly("worker.internal");
      }
    }
    try (TestGateway gateway =
        gateway("{\"subject\": [\"dn\"], \"forward\": {\"x-user\": \"sub\"}}")) {
      assertThat(get(gateway, version, shown).statusCode()).isEqualTo(200);
      assertThat(origin.awaitRequest(3).headers("x-user"))
          .containsExactly("CN=worker,OU=billing,O=Example");
    }
  }

  @Test
  void withoutACertificateOrTheRightNameNobodyIsKnown() throws Exception {
    try (TestGateway gateway = gateway("{\"subject\": [\"email\"]}")) {
      HttpResponse<String> none = get(gateway, HttpClient.Version.HTTP_2, null);
      assertThat(none.statusCode()).isEqualTo(401);
      assertThat(none.body()).contains("A client certificate is needed here.");
      assertThat(none.headers().firstValue("www-authenticate")).contains("Certificate");
      HttpResponse<String> nameless =
          get(gateway, HttpClient.Version.HTTP_2, authority.issue("worker"));
      assertThat(nameless.statusCode()).isEqualTo(401);
      assertThat(nameless.body()).contains("The client certificate is not accepted here.");
      assertThat(origin.requests()).isEmpty();
    }
  }

  @Test
  void withoutTlsNobodyIsKnown() {
    try (TestGateway gateway =
            TestGateway.start(
                """
                {"listeners": [{"host": "127.0.0.1", "port": 0}],
                 "upstreams": {"origin": {"protocol": "grpc", "endpoints": ["127.0.0.1:%d"]}},
                 "routes": [{"filters": [{"mtls": {}}], "relay": "origin"}]}
                """
                    .formatted(origin.port()));
        GrpcCalls calls = GrpcCalls.to(gateway.port())) {
      assertThat(dev.drover.testing.Filters.status(calls).getCode())
          .isEqualTo(io.grpc.Status.Code.UNAUTHENTICATED);
      assertThat(origin.connections()).isZero();
    }
  }
}
