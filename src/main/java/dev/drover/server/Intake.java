package dev.drover.server;

import dev.drover.config.Cidr;
import dev.drover.exchange.Address;
import dev.drover.exchange.Body;
import dev.drover.exchange.Head;
import dev.drover.exchange.Request;
import dev.drover.exchange.Request.Peer;
import dev.drover.exchange.Request.Version;
import dev.drover.route.PathNormalizer;
import dev.drover.route.Target;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Request} of what a client sent: one spelling of the path, one host, one address of
 * the client; refuses what could mean two things.
 */
final class Intake {
  private static final CharSequence FOR = HttpHeaders.createOptimized("x-forwarded-for");
  private static final CharSequence[] FORWARDING = {
    FOR,
    HttpHeaders.createOptimized("x-forwarded-proto"),
    HttpHeaders.createOptimized("x-forwarded-host"),
    HttpHeaders.createOptimized("x-forwarded-port"),
    HttpHeaders.createOptimized("forwarded")
  };

  private final PathNormalizer paths = PathNormalizer.of();
  private final HeaderRules rules;
  private final List<Cidr> trusted;
  private final String scheme;

  Intake(HeaderRules rules, List<Cidr> trusted, boolean tls) {
    this.rules = rules;
    this.trusted = trusted;
    this.scheme = tls ? "https" : "http";
  }

  /**
   * A request that can be logged and answered, even if nothing about it is right: used for one that
   * {@link #read} refuses.
   */
  Request unread(HttpServerRequest in, Peer peer) {
    Head head = new Head(in.method(), "", String.valueOf(in.uri()), in.headers());
    return new Request(head, "/", null, version(in), scheme, Body.none(), peer, peer.address());
  }

  /**
   * The request.
   *
   * @throws Failure {@link Reason#MALFORMED} when it is none
   */
  Request read(HttpServerRequest in, Peer peer, Body body) {
    Version version = version(in);
    MultiMap headers = in.headers();
    String pseudo = pseudoAuthority(in, version);
    Failure refusal = rules.check(version, in.method(), in.uri(), pseudo, headers);
    if (refusal != null) {
      throw refusal;
    }
    Target target = Target.parse(in.method(), in.uri());
    String path = paths.normalize(target.path());
    String authority = authority(version, pseudo, headers, target);
    headers.remove(HttpHeaders.HOST);
    String client = client(headers, peer);
    String sent = unchanged(in, target, path) ? in.uri() : Target.join(path, target.query());
    Head head = new Head(in.method(), authority, sent, headers);
    return new Request(head, path, target.query(), version, scheme, body, peer, client);
  }

  private static boolean unchanged(HttpServerRequest in, Target target, String path) {
    return target.authority() == null && path.equals(target.path()) && in.uri().startsWith(path);
  }

  private static @Nullable String pseudoAuthority(HttpServerRequest in, Version version) {
    if (version != Version.HTTP_2) {
      return null;
    }
    HostAndPort real = in.authority(true);
    return real == null ? null : real.toString();
  }

  static Version version(HttpServerRequest in) {
    return switch (in.version()) {
      case HTTP_1_0 -> Version.HTTP_1_0;
      case HTTP_1_1 -> Version.HTTP_1_1;
      case HTTP_2 -> Version.HTTP_2;
    };
  }

  /** The one host that the request is for, which {@link HeaderRules} has made sure of. */
  private static String authority(
      Version version, @Nullable String pseudo, MultiMap headers, Target target) {
    if (version == Version.HTTP_2 && pseudo != null) {
      return pseudo;
    }
    String host = headers.get(HttpHeaders.HOST);
    if (host != null && !host.isEmpty()) {
      return host;
    }
    return target.authority() == null ? "" : target.authority();
  }

  /**
   * The address of the client. A proxy that is trusted may say for whom it speaks; the last address
   * in its list that is not a trusted proxy itself is the client's. From anyone else such headers
   * are removed.
   */
  private String client(MultiMap headers, Peer peer) {
    if (!trusted(peer.address())) {
      for (CharSequence name : FORWARDING) {
        headers.remove(name);
      }
      return peer.address();
    }
    String client = peer.address();
    List<String> lines = headers.getAll(FOR);
    for (int line = lines.size() - 1; line >= 0; line--) {
      String[] addresses = lines.get(line).split(",", -1);
      for (int i = addresses.length - 1; i >= 0; i--) {
        String address = addresses[i].trim();
        if (Address.literal(address) == null) {
          return client;
        }
        client = address;
        if (!trusted(address)) {
          return client;
        }
      }
    }
    return client;
  }

  private boolean trusted(String address) {
    if (trusted.isEmpty()) {
      return false;
    }
    InetAddress parsed = Address.literal(address);
    if (parsed == null) {
      return false;
    }
    for (Cidr block : trusted) {
      if (block.contains(parsed)) {
        return true;
      }
    }
    return false;
  }

  static boolean http2(HttpServerRequest in) {
    return in.version() == HttpVersion.HTTP_2;
  }
}
