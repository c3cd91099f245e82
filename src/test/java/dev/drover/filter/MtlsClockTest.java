package dev.drover.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.ConfigReader;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Request.Peer;
import dev.drover.testing.Futures;
import dev.drover.testing.WallClock;
import io.netty.pkitesting.CertificateBuilder;
import io.vertx.core.Vertx;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MtlsClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void aCertificateThatExpiresWhileItsConnectionIsOpenIsRefusedFromThenOn() throws Exception {
    X509Certificate certificate =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=worker")
            .notBefore(START)
            .notAfter(START.plusSeconds(60))
            .setIsCertificateAuthority(true)
            .buildSelfSigned()
            .getCertificate();
    Peer peer = new Peer("192.0.2.1", 1, () -> List.of(certificate));
    WallClock clock = new WallClock(START);
    Vertx vertx = Vertx.vertx();
    try {
      Filter filter =
          new Mtls.Factory(clock)
              .create(ConfigReader.defaults(Mtls.Config.class), Passing.parts(vertx));
      assertThat(Passing.outcome(filter, Passing.exchange(peer, "/"))).isEqualTo(Passing.PASSED);
      clock.set(START.plusSeconds(60));
      assertThat(Passing.outcome(filter, Passing.exchange(peer, "/"))).isEqualTo(Passing.PASSED);
      clock.set(START.plusSeconds(61));
      assertThat(Passing.outcome(filter, Passing.exchange(peer, "/")))
          .isEqualTo("UNAUTHENTICATED the certificate is not valid now");
      clock.set(START.minusSeconds(1));
      assertThat(Passing.outcome(filter, Passing.exchange(peer, "/")))
          .startsWith("UNAUTHENTICATED");
    } finally {
      Futures.await(vertx.close());
    }
  }
}
