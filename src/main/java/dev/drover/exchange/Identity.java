package dev.drover.exchange;

import java.util.Map;
import java.util.Set;

/**
 * Who a client was found to be. The filter that found it {@linkplain Exchange#put leaves} it in the
 * exchange under {@link #KEY} for those behind it. Immutable.
 *
 * @param scheme how it was found: the name of the filter, such as {@code jwt} or {@code apiKey}
 * @param subject its name, unique among those of the same scheme and issuer; never empty
 * @param issuer who vouches for it, such as a token's {@code iss}; empty for Drover's own files
 * @param roles what it may be, in no order
 * @param claims whatever else is known of it: JSON values, as Jackson's untyped reading gives them
 */
public record Identity(
    String scheme, String subject, String issuer, Set<String> roles, Map<String, Object> claims) {
  /** Where it is kept in an exchange. */
  public static final Key<Identity> KEY = Key.of("identity");

  public Identity {
    roles = Set.copyOf(roles);
    claims = Map.copyOf(claims);
  }
}
