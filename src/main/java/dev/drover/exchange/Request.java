package dev.drover.exchange;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the client sent, checked and normalised. Immutable, but for the headers that {@link Head}
 * shares.
 *
 * @param head the head as received; {@link Exchange#head()} is the one that goes upstream
 * @param path the normalised path that routes are matched against: dot segments resolved, no query
 * @param query what follows the question mark, undecoded; null when there is none
 * @param version how the client speaks
 * @param scheme {@code http} or {@code https}
 * @param body the content
 * @param peer the address and port of the client's end of the connection
 * @param client the address of the client, seen through trusted proxies; without a port
 */
public record Request(
    Head head,
    String path,
    @Nullable String query,
    Version version,
    String scheme,
    Body body,
    Peer peer,
    String client) {

  /** How the client speaks. */
  public enum Version {
    HTTP_1_0("1.0"),
    HTTP_1_1("1.1"),
    HTTP_2("2");

    private final String number;

    Version(String number) {
      this.number = number;
    }

    /** As in {@code network.protocol.version} and {@code via}. */
    public String number() {
      return number;
    }
  }

  /**
   * The other end of a connection.
   *
   * @param address an IP address, or {@code unix} for a Unix domain socket
   * @param port 0 for a Unix domain socket
   * @param certificates what it has shown and proved in TLS, its own first; empty when there is
   *     none. The same objects for all requests of a connection
   */
  public record Peer(String address, int port, Supplier<List<X509Certificate>> certificates) {
    /** One that has shown no certificate. */
    public Peer(String address, int port) {
      this(address, port, List::of);
    }
  }

  /** The protocol that the head speaks of. */
  public Protocol protocol() {
    return Protocol.of(head.method(), query, head.headers());
  }

  /** Whether it is gRPC itself, not gRPC-Web. */
  public boolean grpc() {
    return protocol() == Protocol.GRPC;
  }

  /** Whether that is {@code application/grpc}, with or without a suffix or parameter. */
  public static boolean isGrpc(@Nullable String contentType) {
    if (contentType == null || !contentType.regionMatches(true, 0, GRPC, 0, GRPC.length())) {
      return false;
    }
    if (contentType.length() == GRPC.length()) {
      return true;
    }
    char next = contentType.charAt(GRPC.length());
    return next == '+' || next == ';';
  }

  /**
   * The method that a CORS preflight asks for (Fetch Standard, "CORS-preflight request"); null when
   * this is none.
   */
  public @Nullable HttpMethod preflight() {
    if (head.method() != HttpMethod.OPTIONS || !head.headers().contains(HttpHeaders.ORIGIN)) {
      return null;
    }
    String asked = head.headers().get(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    try {
      return asked == null ? null : HttpMethod.valueOf(asked);
    } catch (IllegalArgumentException noMethod) {
      return null;
    }
  }

  /** The same as a gRPC client would send it: with that content type. */
  public Request asGrpc() {
    MultiMap headers = HttpHeaders.headers().setAll(head.headers());
    headers.set(HttpHeaders.CONTENT_TYPE, GRPC);
    Head other = new Head(head.method(), head.authority(), head.target(), headers);
    return new Request(other, path, query, version, scheme, body, peer, client);
  }

  private static final String GRPC = "application/grpc";
}
