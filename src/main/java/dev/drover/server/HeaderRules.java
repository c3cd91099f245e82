package dev.drover.server;

import dev.drover.codec.HopByHop;
import dev.drover.config.LimitsConfig;
import dev.drover.exchange.Request.Version;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.upstream.Http2Fields;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request's head must keep to, as far as the decoders let it through: one authority that all
 * readers agree on, a target in a known form, no more headers than allowed. Immutable.
 */
public final class HeaderRules {
  private final int headerCount;
  private final long uriBytes;

  /**
   * @param headerCount how many header fields a request may have
   * @param uriBytes how long a target may be
   */
  public HeaderRules(int headerCount, long uriBytes) {
    this.headerCount = headerCount;
    this.uriBytes = uriBytes;
  }

  /** The rules of a listener. */
  public static HeaderRules of(LimitsConfig limits) {
    return new HeaderRules(limits.headerCount(), limits.uriBytes().bytes());
  }

  /**
   * Why a request is refused, or null when it is fine.
   *
   * @param target as received: a path with query, an absolute URI, {@code *}
   * @param authority of HTTP/2, {@code :authority}; null when there was none, and with HTTP/1
   * @param headers as received, {@code host} among them
   */
  public @Nullable Failure check(
      Version version,
      HttpMethod method,
      String target,
      @Nullable String authority,
      MultiMap headers) {
    if (target.length() > uriBytes) {
      return Failure.of(
          Reason.URI_TOO_LONG, "The request target is longer than " + uriBytes + " bytes.");
    }
    Failure wrongFields = checkFields(headers);
    if (wrongFields != null) {
      return wrongFields;
    }
    String essential = version == Version.HTTP_2 ? "" : HopByHop.essential(headers);
    if (!essential.isEmpty()) {
      return malformed("The Connection header must not name " + essential + ".");
    }
    Failure wrongTarget = checkTarget(method, target);
    return wrongTarget != null ? wrongTarget : checkAuthority(version, target, authority, headers);
  }

  private @Nullable Failure checkFields(MultiMap headers) {
    if (Http2Fields.are(headers)) { // which have names, or else could not be read
      return Http2Fields.count(headers) > headerCount ? tooMany() : null;
    }
    int left = headerCount;
    for (Map.Entry<String, String> field : headers) {
      if (left-- == 0) {
        return tooMany();
      }
      if (field.getKey().isEmpty()) {
        return malformed("The request has a header field without a name.");
      }
    }
    return null;
  }

  private Failure tooMany() {
    return Failure.of(
        Reason.HEADERS_TOO_LARGE, "The request has more than " + headerCount + " header fields.");
  }

  private static @Nullable Failure checkTarget(HttpMethod method, String target) {
    if (method == HttpMethod.CONNECT) {
      return Failure.of(Reason.METHOD_NOT_ALLOWED, "This is not a forward proxy.");
    }
    if (!target.isEmpty() && target.charAt(0) == '/') {
      return null;
    }
    if (target.equals("*") && method == HttpMethod.OPTIONS) {
      return null;
    }
    return Targets.absolute(target)
        ? null
        : malformed("The request target is neither a path nor an http or https address.");
  }

  private static @Nullable Failure checkAuthority(
      Version version, String target, @Nullable String authority, MultiMap headers) {
    String host = headers.get(HttpHeaders.HOST);
    if (host != null) {
      List<String> hosts = headers.getAll(HttpHeaders.HOST);
      if (hosts.size() > 1) {
        return malformed("The request has more than one Host header.");
      }
      if (!Targets.authority(host) && !host.isEmpty()) {
        return malformed("The Host header is not a host with an optional port.");
      }
    } else if (version == Version.HTTP_1_1) {
      return malformed("The request has no Host header.");
    }
    if (authority != null) {
      if (!Targets.authority(authority)) {
        return malformed("The authority is not a host with an optional port.");
      }
      if (host != null && !host.equalsIgnoreCase(authority)) {
        return malformed("The Host header contradicts the authority.");
      }
    }
    if (Targets.absolute(target)) {
      String named = Targets.authorityOf(target);
      if (!Targets.authority(named)) {
        return malformed("The address in the request line has no host, or not a proper one.");
      }
      String other = authority != null ? authority : host;
      if (other != null && !Targets.sameAuthority(target, named, other)) {
        return malformed("The Host header contradicts the address in the request line.");
      }
    }
    return null;
  }

  private static Failure malformed(String message) {
    return Failure.of(Reason.MALFORMED, message);
  }
}
