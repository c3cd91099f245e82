package dev.drover.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.CertificateConfig;
import dev.drover.config.ListenerConfig;
import dev.drover.config.TlsConfig;
import dev.drover.testing.RawHttp1;
import dev.drover.testing.RawHttp2;
import dev.drover.tls.Unusable;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsReloadTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private final Path dir;
  private final Authority authority = new Authority();

  TlsReloadTest(@TempDir Path dir) throws Exception {
    this.dir = dir;
  }

  @BeforeEach
  void writeCertificates() throws Exception {
    write("one");
    write("two");
    Files.writeString(dir.resolve("ca.pem"), authority.root.getCertificatePEM());
  }

  private void write(String name) throws Exception {
    Authority.write(authority.issue(name + ".example"), file(name, "pem"), file(name, "key"));
  }

  private Path file(String name, String suffix) {
    return dir.resolve(name + "." + suffix);
  }

  private CertificateConfig pair(String name) {
    return new CertificateConfig(file(name, "pem").toString(), file(name, "key").toString());
  }

  private TlsConfig config(TlsConfig.ClientAuth clientAuth) {
    return new TlsConfig(
        List.of(pair("one"), pair("two")),
        clientAuth,
        clientAuth == TlsConfig.ClientAuth.NONE
            ? Optional.empty()
            : Optional.of(dir.resolve("ca.pem").toString()),
        Duration.ofSeconds(10));
  }

  private static HttpServerOptions options(TlsConfig config, Tls tls) {
    return ListenerOptions.of(
        new ListenerConfig(
            Optional.of("127.0.0.1"),
            0,
            Optional.empty(),
            Optional.of(config),
            Limits.DEFAULTS,
            List.of()),
        Optional.of(tls));
  }

  private static TestListener listen(TlsConfig config) throws Exception {
    Tls tls = Tls.load(config);
    return new TestListener(
        GuardLimits.DEFAULTS,
        options(config, tls),
        SocketAddress.inetSocketAddress(0, "127.0.0.1"),
        TestListener.HELLO);
  }

  private static SSLSocket open(SSLContext tls, int port, @Nullable String name, String... alpn)
      throws IOException {
    SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", port);
    SSLParameters parameters = socket.getSSLParameters();
    if (name != null) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    parameters.setApplicationProtocols(alpn);
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(10_000);
    socket.startHandshake();
    return socket;
  }

  private X509Certificate shown(TestListener listener, @Nullable String name) throws Exception {
    try (SSLSocket socket = open(authority.client(null), listener.port(), name)) {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private String subject(TestListener listener, @Nullable String name) throws Exception {
    return shown(listener, name).getSubjectX500Principal().getName();
  }

  @Test
  void theCertificateIsChosenByNameAndTheFirstServesAllOthers() throws Exception {
    try (var listener = listen(config(TlsConfig.ClientAuth.NONE))) {
      assertThat(subject(listener, "one.example")).isEqualTo("CN=one.example");
      assertThat(subject(listener, "two.example")).isEqualTo("CN=two.example");
      assertThat(subject(listener, "three.example")).isEqualTo("CN=one.example");
      assertThat(subject(listener, null)).isEqualTo("CN=one.example");
    }
  }

  @Test
  void bothVersionsAreSpokenAndGuarded() throws Exception {
    try (var listener = listen(config(TlsConfig.ClientAuth.NONE))) {
      SSLContext tls = authority.client(null);
      try (var client = RawHttp2.over(open(tls, listener.port(), null, "h2")).preface()) {
        assertThat(client.request(1, true).send().status(1)).isEqualTo("200");
        for (int i = 0; i < 2000; i++) {
          client.frame(RawHttp2.SETTINGS, 0, 0);
        }
        client.send();
        assertThat(client.await(any -> any.type() == RawHttp2.GOAWAY).orElseThrow().code())
            .isEqualTo(11);
      }
      try (var client = RawHttp1.over(open(tls, listener.port(), null, "http/1.1"))) {
        assertThat(client.send(GET).answer()).endsWith("hello");
        assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n").answer())
            .startsWith("HTTP/1.1 400 ");
      }
    }
  }

  @Test
  void newFilesAreTakenAndOpenConnectionsStay() throws Exception {
    TlsConfig config = config(TlsConfig.ClientAuth.NONE);
    try (var listener = listen(config);
        var kept = RawHttp1.over(open(authority.client(null), listener.port(), null, "http/1.1"))) {
      TlsReload reload = reload(listener, config);
      X509Certificate before = shown(listener, "two.example");
      assertThat(listener.onLoop(reload::check)).isFalse();
      write("two");
      assertThat(listener.onLoop(reload::check)).isTrue();
      assertThat(shown(listener, "two.example")).isNotEqualTo(before);
      assertThat(subject(listener, "one.example")).isEqualTo("CN=one.example");
      assertThat(kept.send(GET).answer()).endsWith("hello");
      assertThat(listener.onLoop(reload::check)).isFalse();
    }
  }

  @Test
  void badFilesChangeNothing() throws Exception {
    TlsConfig config = config(TlsConfig.ClientAuth.NONE);
    try (var listener = listen(config)) {
      TlsReload reload = reload(listener, config);
      X509Certificate before = shown(listener, "one.example");
      Files.writeString(file("one", "pem"), "not a certificate");
      assertThat(listener.onLoop(reload::check)).isFalse();
      Authority.write(authority.issue("one.example"), file("one", "pem"), file("other", "key"));
      assertThat(listener.onLoop(reload::check)).isFalse();
      assertThat(shown(listener, "one.example")).isEqualTo(before);
    }
  }

  @Test
  void filesAreLookedAtByThemselves() throws Exception {
    TlsConfig slow = config(TlsConfig.ClientAuth.NONE);
    TlsConfig config =
        new TlsConfig(
            slow.certificates(), slow.clientAuth(), slow.clientCa(), Duration.ofMillis(50));
    try (var listener = listen(config)) {
      TlsReload reload = reload(listener, config);
      X509Certificate before = shown(listener, "one.example");
      listener.onLoop(
          () -> {
            reload.start();
            return Future.succeededFuture();
          });
      write("one");
      TestListener.until(
          () -> {
            try {
              return !shown(listener, "one.example").equals(before);
            } catch (Exception failed) {
              throw new AssertionError(failed);
            }
          });
    }
  }

  private static TlsReload reload(TestListener listener, TlsConfig config) throws Exception {
    return new TlsReload(
        listener.vertx, listener.server, listener.options, config, Tls.load(config));
  }

  @Test
  void aClientWithoutARequiredCertificateIsRefused() throws Exception {
    try (var listener = listen(config(TlsConfig.ClientAuth.REQUIRED))) {
      SSLContext known = authority.client(authority.issue("client.example"));
      try (var client = RawHttp1.over(open(known, listener.port(), null))) {
        assertThat(client.send(GET).answer()).endsWith("hello");
      }
      assertThatThrownBy(() -> request(listener, authority.client(null)))
          .isInstanceOf(IOException.class);
      SSLContext stranger = authority.client(new Authority().issue("client.example"));
      assertThatThrownBy(() -> request(listener, stranger)).isInstanceOf(IOException.class);
    }
  }

  /** With TLS 1.3 a client learns of the refusal when it reads. */
  private static void request(TestListener listener, SSLContext tls) throws IOException {
    try (SSLSocket socket = open(tls, listener.port(), null)) {
      socket.getOutputStream().write(1);
      if (socket.getInputStream().read() < 0) {
        throw new IOException("closed");
      }
    }
  }

  @Test
  void whatCannotBeUsedNamesItsFile() throws Exception {
    TlsConfig config = config(TlsConfig.ClientAuth.REQUIRED);
    Files.writeString(dir.resolve("ca.pem"), "nothing");
    assertThatThrownBy(() -> Tls.load(config))
        .isInstanceOf(Unusable.class)
        .hasMessageContaining("ca.pem");
    Files.delete(file("two", "key"));
    assertThatThrownBy(() -> Tls.load(config)).hasMessageContaining("two.key");
    Files.copy(file("one", "key"), file("two", "key"));
    assertThatThrownBy(() -> Tls.load(config))
        .hasMessageContaining("does not belong to the certificate in");
  }
}
