package dev.drover.upstream;

import io.netty.handler.ssl.NotSslRecordException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a TLS handshake with a server failed, in words; the exceptions are nested, and terse. */
final class Handshake {
  /** It says so by an alert (RFC 7301, section 3.2), or goes on without a protocol. */
  static final String NO_HTTP_2 = "the server does not speak HTTP/2 over TLS (ALPN)";

  private static final String ALERT = "Received fatal alert: ";

  private Handshake() {}

  /**
   * What is wrong.
   *
   * @param name that the certificate must have
   * @return empty when it is not the handshake that failed
   */
  static Optional<String> problem(Throwable thrown, @Nullable String name) {
    String other = "";
    boolean handshake = false;
    int depth = 0;
    for (Throwable at = thrown; at != null && depth < 16; at = at.getCause(), depth++) {
      String known = known(at, name);
      if (!known.isEmpty()) {
        return Optional.of(known);
      }
      handshake |= at instanceof SSLException;
      other = at.getMessage() == null ? other : at.getMessage();
    }
    return handshake ? Optional.of("the TLS handshake failed: " + other) : Optional.empty();
  }

  private static String known(Throwable at, @Nullable String name) {
    String message = String.valueOf(at.getMessage());
    if (at instanceof CertificateExpiredException) {
      return "the certificate of the server, or of who signed it, has expired (" + message + ")";
    }
    if (at instanceof CertificateNotYetValidException) {
      return "the certificate of the server is not valid yet (" + message + ")";
    }
    if (at instanceof CertPathBuilderException || at instanceof SignatureException) {
      return "the certificate of the server is signed by no authority that is trusted here";
    }
    if (at instanceof CertificateException
        && (message.startsWith("No subject alternative") || message.startsWith("No name"))) {
      return "the certificate of the server is for other names than " + name;
    }
    if (at instanceof NotSslRecordException) {
      return "the server does not speak TLS";
    }
    int alert = message.indexOf(ALERT);
    if (!(at instanceof SSLException) || alert < 0) {
      return "";
    }
    String said = message.substring(alert + ALERT.length());
    return said.equals("no_application_protocol")
        ? NO_HTTP_2
        : "the server refused the TLS handshake: " + said;
  }
}
