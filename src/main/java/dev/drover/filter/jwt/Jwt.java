package dev.drover.filter.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Identity;
import dev.drover.exchange.Response;
import dev.drover.filter.Admission;
import dev.drover.filter.ClaimFields;
import dev.drover.filter.Digest;
import dev.drover.filter.Place;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Knows clients by JSON Web Tokens that one of several issuers has signed. A token that was
 * verified is remembered by its SHA-256 until it expires or its issuer's keys change. Confined to
 * its event loop. Refusals follow RFC 6750, section 3.
 */
public final class Jwt implements Filter {
  private static final String BEARER = "Bearer ";

  /** A token that was verified. */
  record Verified(Admission.Known known, long expires, Issuer issuer, KeySet keys) {
    boolean holds(long now) {
      return now < expires && issuer.keys().current() == keys;
    }
  }

  private final List<Place> places = new ArrayList<>();
  private final JwtConfig config;
  private final Issuers issuers;
  private final ClaimFields fields;
  private final Admission admission;
  private final Cache<Digest, Verified> verified;
  private final Context loop;
  private final Clock clock;
  private final MessageDigest sha256;
  private final String challenge;

  Jwt(
      JwtConfig config,
      Issuers issuers,
      ClaimFields fields,
      Admission admission,
      Context loop,
      Clock clock) {
    this.config = config;
    this.issuers = issuers;
    this.fields = fields;
    this.admission = admission;
    this.verified = issuers.verified();
    this.loop = loop;
    this.clock = clock;
    this.challenge = "Bearer realm=\"" + config.realm() + "\"";
    if (!config.header().isEmpty()) {
      places.add(Place.header(config.header()));
    }
    config.cookie().map(Place::cookie).ifPresent(places::add);
    config.query().map(Place::query).ifPresent(places::add);
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    admission.enter(exchange);
    String token;
    try {
      token = find(exchange);
    } catch (Failure twice) {
      return admission.refuse(
          twice.header("www-authenticate", challenge + ", error=\"invalid_request\""));
    }
    if (token == null) {
      return admission.missing(exchange, next, needed(exchange));
    }
    if (token.length() > config.tokenBytes().bytes()) {
      return refuse("the token is longer than " + config.tokenBytes());
    }
    Digest digest = Digest.of(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
    Verified before = verified.getIfPresent(digest);
    return before != null && before.holds(clock.millis())
        ? admission.admit(exchange, before.known(), next)
        : verify(exchange, next, token, digest, true);
  }

  private Failure needed(Exchange exchange) {
    Failure needed = Admission.challenge("A token is needed here.", challenge);
    return exchange.head().headers().contains(HttpHeaders.AUTHORIZATION)
        ? needed.note("there is an authorization, but not Bearer and a token")
        : needed;
  }

  /** The token, taken out of the request if it is not to go on; null when there is none. */
  private @Nullable String find(Exchange exchange) {
    String token = null;
    Place at = null;
    for (Place place : places) {
      String text = place.find(exchange);
      String here = text != null && place instanceof Place.Header ? bearer(text) : text;
      if (here != null && token != null) {
        throw Failure.of(Reason.MALFORMED, "The request has more than one token.");
      }
      if (here != null) {
        token = here;
        at = place;
      }
    }
    if (at != null && !config.keep()) {
      at.remove(exchange);
    }
    return token;
  }

  /** RFC 6750, section 2.1; another field than {@code authorization} may do without the scheme. */
  private @Nullable String bearer(String text) {
    if (text.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return text.substring(BEARER.length()).strip();
    }
    return config.header().equalsIgnoreCase("authorization") ? null : text.strip();
  }

  private Future<Response> verify(
      Exchange exchange, Handler next, String text, Digest digest, boolean mayAsk) {
    Token token;
    try {
      token = Token.parse(text);
    } catch (Token.Malformed malformed) {
      return refuse(String.valueOf(malformed.getMessage()));
    }
    Issuer issuer = issuers.of(token.claims().get("iss"));
    if (issuer == null) {
      return refuse("the token's issuer is not known here");
    }
    String wrong = issuer.wrong(token.claims(), clock.millis());
    if (!wrong.isEmpty()) {
      return refuse(wrong);
    }
    KeySet keys = issuer.keys().current();
    return switch (keys.verify(token)) {
      case SIGNED -> signed(exchange, next, token, digest, issuer, keys);
      case FORGED -> refuse("the token's signature is wrong");
      case UNKNOWN_KEY -> {
        Future<Void> newer = mayAsk ? issuer.keys().refresh() : null;
        yield newer == null
            ? unknown(keys)
            : here(newer)
                .compose(
                    done ->
                        exchange.ended()
                            ? Future.failedFuture(exchange.failure().orElseThrow())
                            : verify(exchange, next, text, digest, false));
      }
    };
  }

  private Future<Response> signed(
      Exchange exchange, Handler next, Token token, Digest digest, Issuer issuer, KeySet keys) {
    if (!(token.claims().get(config.subject()) instanceof String subject) || subject.isEmpty()) {
      return refuse("the token has no " + config.subject());
    }
    Map<String, Object> claims = new HashMap<>(token.claims());
    claims.values().removeIf(value -> value == null);
    String vouching = token.claims().get("iss") instanceof String iss ? iss : "";
    Identity identity =
        new Identity(
            "jwt", subject, vouching, roles(ClaimFields.claim(claims, config.roles())), claims);
    Admission.Known known = new Admission.Known(identity, fields.of(identity));
    verified.put(digest, new Verified(known, issuer.expires(claims), issuer, keys));
    return admission.admit(exchange, known, next);
  }

  private static Set<String> roles(@Nullable Object claim) {
    if (claim instanceof Collection<?> several) {
      return several.stream()
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .collect(Collectors.toUnmodifiableSet());
    }
    return claim instanceof String words && !words.isBlank()
        ? Arrays.stream(words.strip().split("\\s+")).collect(Collectors.toUnmodifiableSet())
        : Set.of();
  }

  private Future<Response> unknown(KeySet keys) {
    return keys.size() > 0
        ? refuse("the token's key is not known")
        : admission.refuse(
            Failure.of(Reason.NO_AUTHORITY, "Tokens cannot be verified at the moment.")
                .note("the issuer's keys could not be fetched yet"));
  }

  private Future<Response> refuse(String note) {
    return admission.refuse(
        Admission.challenge("The token is not valid here.", challenge + ", error=\"invalid_token\"")
            .note(note));
  }

  /** The same on this event loop. */
  private Future<Void> here(Future<Void> elsewhere) {
    Promise<Void> promise = Promise.promise();
    elsewhere.onComplete(done -> loop.runOnContext(nothing -> promise.complete()));
    return promise.future();
  }
}
