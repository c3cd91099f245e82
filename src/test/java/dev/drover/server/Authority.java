package dev.drover.server;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A certificate authority that writes PEM files, for tests. */
final class Authority {
  final X509Bundle root;

  Authority() throws Exception {
    root =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=Test Authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
  }

  X509Bundle issue(String name) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .addSanDnsName(name)
        .buildIssuedBy(root);
  }

  /** One that was valid until yesterday. */
  X509Bundle expired(String name) throws Exception {
    Instant now = Instant.now();
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .addSanDnsName(name)
        .notBefore(now.minus(Duration.ofDays(2)))
        .notAfter(now.minus(Duration.ofDays(1)))
        .buildIssuedBy(root);
  }

  static void write(X509Bundle bundle, Path certificate, Path key) throws Exception {
    Files.writeString(certificate, bundle.getCertificatePathPEM());
    Files.writeString(key, bundle.getPrivateKeyPEM());
  }

  /** A client's TLS that trusts this authority and shows that certificate, if any. */
  SSLContext client(@Nullable X509Bundle shown) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManagerFactory keys = shown == null ? null : shown.toKeyManagerFactory();
    context.init(
        keys == null ? null : keys.getKeyManagers(),
        root.toTrustManagerFactory().getTrustManagers(),
        null);
    return context;
  }
}
