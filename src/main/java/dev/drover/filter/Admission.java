package dev.drover.filter;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Identity;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What all filters that find out who a client is have in common: what the client claims to be by
 * itself is removed, who it was found to be goes into the exchange and upstream, and refusals are
 * counted. Each event loop has its own.
 */
public final class Admission {
  /** Somebody, and the fields that tell an upstream of it. Immutable. */
  public record Known(Identity identity, List<ClaimFields.Field> fields) {}

  private final ClaimFields fields;
  private final boolean optional;
  private final Counter refused;

  /**
   * @param filter its name
   * @param optional whether a request without any credential goes on
   */
  public Admission(String filter, boolean optional, ClaimFields fields, FilterFactory.Parts parts) {
    this.fields = fields;
    this.optional = optional;
    this.refused =
        parts
            .telemetry()
            .counter(
                "drover.filter.refused",
                "Requests that a filter has refused.",
                Map.of("route", parts.route(), "filter", filter));
  }

  /** Removes the fields that only the gateway may write. Comes first. */
  public void enter(Exchange exchange) {
    try {
      fields.strip(exchange);
    } catch (Failure failure) {
      refused.increment();
      throw failure;
    }
  }

  /** The client is known: the request goes on. */
  public Future<Response> admit(Exchange exchange, Known known, Handler next) {
    exchange.put(Identity.KEY, known.identity());
    fields.write(exchange, known.fields());
    return next.handle(exchange);
  }

  /** There is no credential: the request goes on if that is allowed. */
  public Future<Response> missing(Exchange exchange, Handler next, Failure refusal) {
    return optional ? next.handle(exchange) : refuse(refusal);
  }

  /** The request does not go on. */
  public Future<Response> refuse(Failure refusal) {
    refused.increment();
    return Future.failedFuture(refusal);
  }

  /** The request does not go on, and somebody else has said what the client is told. */
  public Future<Response> answer(Response refusal) {
    refused.increment();
    return Future.succeededFuture(refusal);
  }

  /** A refusal that asks for a credential (RFC 9110, section 11.6.1). */
  public static Failure challenge(String sentence, String challenge) {
    return Failure.of(Reason.UNAUTHENTICATED, sentence).header("www-authenticate", challenge);
  }

  /** An identity that Drover itself vouches for, whose claims are at least its {@code sub}. */
  public static Identity identity(
      String scheme, String subject, Set<String> roles, Map<String, Object> more) {
    Map<String, Object> claims = new HashMap<>(more);
    claims.put("sub", subject);
    if (!roles.isEmpty()) {
      claims.put("roles", roles.stream().sorted().toList());
    }
    return new Identity(scheme, subject, "", roles, claims);
  }
}
