package dev.drover.upstream;

import dev.drover.exchange.Wheel;
import dev.drover.telemetry.EndpointTelemetry;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;

/**
 * One server of an upstream, as one event loop sees it. An endpoint that cannot be connected to is
 * left alone for a while, twice as long after each further failure.
 */
final class Endpoint {
  private static final long FIRST_REST_NANOS = 500_000_000L;
  private static final long LONGEST_REST_NANOS = 30_000_000_000L;
  private static final String UNIX = "unix:";

  private final String address;
  private final String authority;
  private final Pool pool;
  private final Wheel wheel;
  private final EndpointTelemetry telemetry;
  private int failures;
  private long restsUntil;

  Endpoint(EndpointConfig config, Pool pool, Wheel wheel, EndpointTelemetry telemetry) {
    this.address = config.address();
    this.authority = config.address().startsWith(UNIX) ? "localhost" : config.address();
    this.pool = pool;
    this.wheel = wheel;
    this.telemetry = telemetry;
    this.restsUntil = wheel.now();
  }

  /** {@code host:port}, {@code [v6]:port} or {@code unix:/path}; checked by the configuration. */
  static SocketAddress socketAddress(String address) {
    if (address.startsWith(UNIX)) {
      return SocketAddress.domainSocketAddress(address.substring(UNIX.length()));
    }
    HostAndPort parsed = HostAndPort.parseAuthority(address, -1);
    if (parsed == null || parsed.port() <= 0) {
      throw new IllegalArgumentException(
          "\"" + address + "\" is no endpoint; expected host:port or unix:/path");
    }
    String host = parsed.host();
    boolean literal = host.startsWith("[") && host.endsWith("]");
    return SocketAddress.inetSocketAddress(
        parsed.port(), literal ? host.substring(1, host.length() - 1) : host);
  }

  String address() {
    return address;
  }

  /** What the {@code host} of a request is when it is not the client's. */
  String authority() {
    return authority;
  }

  Pool pool() {
    return pool;
  }

  EndpointTelemetry telemetry() {
    return telemetry;
  }

  /** Whether it should be offered work. */
  boolean healthy() {
    return failures == 0 || wheel.now() - restsUntil >= 0;
  }

  /** It has answered. */
  void works() {
    failures = 0;
  }

  /** It could not be connected to. */
  void fails() {
    long rest = Math.min(LONGEST_REST_NANOS, FIRST_REST_NANOS << Math.min(failures, 10));
    failures++;
    restsUntil = wheel.now() + rest;
  }

  Upstream.EndpointState state() {
    return new Upstream.EndpointState(
        address, healthy(), pool.connections(), pool.inFlight(), pool.waiting());
  }
}
