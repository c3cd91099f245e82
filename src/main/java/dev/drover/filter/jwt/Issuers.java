package dev.drover.filter.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.drover.filter.Digest;
import dev.drover.filter.FilterFactory;
import dev.drover.filter.WatchedFile;
import io.micrometer.core.instrument.Counter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the event loops of a gateway share for the tokens of one route: issuers with their keys, and
 * the tokens that were verified. Safe for use by any thread.
 */
final class Issuers implements AutoCloseable {
  private final List<Issuer> all = new ArrayList<>();
  private final Cache<Digest, Jwt.Verified> verified;

  /**
   * Begins to watch files and to fetch keys.
   *
   * @param clock the present, in nanoseconds
   */
  Issuers(JwtConfig config, FilterFactory.Parts parts, LongSupplier clock) {
    verified = Caffeine.newBuilder().maximumSize(config.remember()).executor(Runnable::run).build();
    try {
      for (JwtConfig.Issuer one : config.issuers()) {
        all.add(
            new Issuer(
                one.issuer().orElse(""),
                keys(one, parts, clock),
                Set.copyOf(one.audiences()),
                List.copyOf(config.required()),
                config.skew()));
      }
    } catch (RuntimeException unusable) {
      close();
      throw unusable;
    }
  }

  private static Keys keys(JwtConfig.Issuer one, FilterFactory.Parts parts, LongSupplier clock) {
    if (one.jwks().isPresent()) {
      return new JwksUrl(
          parts.vertx(),
          one.jwks().get(),
          reader(one),
          clock,
          fetches(parts, "ok"),
          fetches(parts, "failed"));
    }
    return Keys.of(
        WatchedFile.open(parts.vertx(), one.keys().orElseThrow(), one.reload(), reader(one)::read));
  }

  /** How an issuer's keys are read: HMAC secrets only from a file of one's own. */
  static KeyText reader(JwtConfig.Issuer one) {
    return new KeyText(Set.copyOf(one.algorithms()), one.keys().isPresent());
  }

  private static Counter fetches(FilterFactory.Parts parts, String outcome) {
    return parts
        .telemetry()
        .counter(
            "drover.jwks.fetches",
            "How often the keys of an issuer were fetched.",
            Map.of("route", parts.route(), "outcome", outcome));
  }

  /** The one that a token says it is of; null when none of these. */
  @Nullable Issuer of(@Nullable Object iss) {
    for (Issuer issuer : all) {
      if (issuer.name().isEmpty() || issuer.name().equals(iss)) {
        return issuer;
      }
    }
    return null;
  }

  Cache<Digest, Jwt.Verified> verified() {
    return verified;
  }

  @Override
  public void close() {
    all.forEach(issuer -> issuer.keys().close());
  }
}
