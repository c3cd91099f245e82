package dev.drover.filter;

import dev.drover.exchange.Identity;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * The names in a certificate (RFC 5280, sections 4.1.2.6 and 4.2.1.6). Immutable.
 *
 * @param names of each kind, in the order of the certificate
 * @param issuer the distinguished name of who has signed it
 * @param fingerprint its SHA-256 in hexadecimal digits
 */
record CertificateNames(Map<Mtls.Name, List<String>> names, String issuer, String fingerprint) {
  private static final Map<Integer, Mtls.Name> KINDS =
      Map.of(1, Mtls.Name.EMAIL, 2, Mtls.Name.DNS, 6, Mtls.Name.URI);

  /** Those of a certificate. */
  static CertificateNames of(X509Certificate certificate) {
    Map<Mtls.Name, List<String>> names = new EnumMap<>(Mtls.Name.class);
    for (Mtls.Name kind : Mtls.Name.values()) {
      names.put(kind, new ArrayList<>());
    }
    for (List<?> name : alternatives(certificate)) {
      Mtls.Name kind = KINDS.get((Integer) name.get(0));
      if (kind != null && name.get(1) instanceof String text && !text.isEmpty()) {
        names.getOrDefault(kind, new ArrayList<>()).add(text);
      }
    }
    String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    if (!subject.isEmpty()) {
      names.put(Mtls.Name.DN, List.of(subject));
    }
    String issuer = certificate.getIssuerX500Principal().getName(X500Principal.RFC2253);
    return new CertificateNames(names, issuer, fingerprint(certificate));
  }

  /** Who its owner is, by what is looked for; empty when it has none of that. */
  Optional<Identity> identity(Mtls.Config config) {
    for (Mtls.Name kind : config.subject()) {
      List<String> found = names.getOrDefault(kind, List.of());
      if (!found.isEmpty()) {
        Set<String> roles = config.roles().map(this::attribute).orElse(Set.of());
        return Optional.of(new Identity("mtls", found.get(0), issuer, roles, claims(found.get(0))));
      }
    }
    return Optional.empty();
  }

  private Map<String, Object> claims(String subject) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("sub", subject);
    claims.put("iss", issuer);
    claims.put("fingerprint", fingerprint);
    names.forEach(
        (kind, found) -> {
          if (!found.isEmpty()) {
            String name = kind.name().toLowerCase(Locale.ROOT);
            claims.put(name, kind == Mtls.Name.DN ? found.get(0) : List.copyOf(found));
          }
        });
    return claims;
  }

  private Set<String> attribute(String type) {
    Set<String> values = new LinkedHashSet<>();
    for (String dn : names.getOrDefault(Mtls.Name.DN, List.of())) {
      try {
        for (Rdn rdn : new LdapName(dn).getRdns()) {
          if (rdn.getType().equalsIgnoreCase(type) && rdn.getValue() instanceof String value) {
            values.add(value);
          }
        }
      } catch (InvalidNameException unreadable) {
        return Set.of();
      }
    }
    return values;
  }

  private static Collection<List<?>> alternatives(X509Certificate certificate) {
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      return all == null ? List.of() : all;
    } catch (CertificateParsingException unreadable) {
      return List.of();
    }
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
      throw new IllegalStateException("a certificate that was shown has an encoding", impossible);
    }
  }
}
