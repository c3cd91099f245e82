package dev.drover.upstream;

import dev.drover.exchange.Wheel;
import dev.drover.limit.Backoff;
import dev.drover.limit.Candidate;
import dev.drover.limit.Limit;
import dev.drover.limit.Load;
import dev.drover.limit.SlowStart;
import dev.drover.telemetry.EndpointTelemetry;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One server of an upstream, as one event loop sees it. An endpoint that cannot be connected to is
 * left alone for a while, twice as long after each further failure; one whose calls end badly is
 * {@linkplain Ejections ejected}.
 */
final class Endpoint implements Candidate {
  private static final Backoff REST =
      new Backoff(250_000_000, 5_000_000_000L, 2, Backoff.Jitter.NONE);
  private static final long PATIENCE_NANOS = 100_000_000L;
  private static final double USUAL_GAIN = 0.1;
  private static final String UNIX = "unix:";

  private final String authority;
  private final Pool pool;
  private final Wheel wheel;
  private final EndpointTelemetry telemetry;
  private final Load load;
  private final SlowStart slowStart;
  private final @Nullable Limit limit;
  private EndpointConfig config;
  private boolean checked = true;
  private String note = "";
  private boolean draining;
  private int failures;
  private double usual;
  private long restsUntil;
  private String ejection = "";

  Endpoint(
      HttpUpstreamConfig upstream,
      EndpointConfig config,
      Pool pool,
      Wheel wheel,
      EndpointTelemetry telemetry) {
    this.load = new Load(upstream.balance().memory().toNanos(), wheel.now());
    this.slowStart = upstream.balance().slowStart().rules();
    this.limit = upstream.endpointLimit().map(EndpointLimitConfig::limit).orElse(null);
    this.config = config;
    this.authority = authority(config);
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

  /** What the {@code host} of a request to that endpoint is when it is not the client's. */
  static String authority(EndpointConfig config) {
    if (config.address().startsWith(UNIX)) {
      return config.name().orElse("localhost");
    }
    int port = socketAddress(config.address()).port();
    return config.name().map(name -> EndpointConfig.address(name, port)).orElse(config.address());
  }

  /** How to connect to it: whither, and whose certificate it must have. */
  static HttpConnectOptions connectOptions(HttpUpstreamConfig upstream, EndpointConfig config) {
    SocketAddress server = socketAddress(config.address());
    String host = server.isInetSocket() ? server.host() : "localhost";
    String name =
        upstream.tls().flatMap(UpstreamTlsConfig::serverName).or(config::name).orElse(host);
    return new HttpConnectOptions()
        .setServer(server)
        .setHost(name)
        .setPort(server.isInetSocket() ? server.port() : 80);
  }

  EndpointConfig config() {
    return config;
  }

  /** What is known of it now; its address is the same. */
  void update(Roster.Entry entry) {
    config = entry.endpoint();
    checked = entry.healthy();
    note = entry.note();
  }

  String address() {
    return config.address();
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

  @Override
  public String name() {
    return config.address();
  }

  @Override
  public double weight() {
    return config.weight();
  }

  @Override
  public double weight(long now) {
    return slowStart.weight(config.weight(), now - load.since());
  }

  @Override
  public Load load() {
    return load;
  }

  /** Whether it has as much to do as it may. */
  boolean full() {
    return limit != null && load.inFlight() >= limit.permits();
  }

  /** A call was answered, or given up: see {@link Limit#onSample}. */
  void sample(long startNanos, long nanos, boolean dropped) {
    if (limit != null) {
      limit.onSample(startNanos, nanos, load.inFlight(), dropped);
    }
  }

  /** Whether its checks say that it is healthy, and it can be connected to as far as is known. */
  boolean reachable(long now) {
    return checked && (failures == 0 || now - restsUntil >= 0);
  }

  /** Until when it is left alone, of the wheel's clock; the longest time when it is not. */
  long restsUntil() {
    return failures == 0 ? Long.MAX_VALUE : restsUntil;
  }

  /** Whether it may be offered work at all. */
  boolean offered() {
    return config.weight() > 0;
  }

  /** It has left the list: no new work; {@code empty} is called when its last connection closes. */
  void drain(Runnable empty) {
    draining = true;
    pool.drain(empty);
  }

  /** It has answered, after that time. */
  void works(long nanos) {
    failures = 0;
    usual += usual == 0 ? nanos : (nanos - usual) * USUAL_GAIN;
  }

  /** Whether it has had its time to answer: longer than a tenth of a second, and than usual. */
  boolean tarries(long nanos) {
    return nanos >= PATIENCE_NANOS && nanos >= 2 * usual;
  }

  /** Its calls end badly: it is left alone, for that reason. */
  void eject(String cause) {
    ejection = cause;
  }

  /** It gets a few calls again, to see how they end. */
  void probe() {
    ejection = "on probation: " + ejection;
  }

  /** It has its share again, and begins slowly. */
  void restore(long now) {
    ejection = "";
    load.restart(now);
  }

  /** Whether it is left alone, or on probation. */
  boolean ejected() {
    return !ejection.isEmpty();
  }

  /** It could not be connected to. */
  void fails() {
    failures++;
    restsUntil = wheel.now() + REST.nanos(failures, ThreadLocalRandom.current());
  }

  Upstream.EndpointState state() {
    Upstream.State state = Upstream.State.UP;
    String why = "";
    if (draining || !offered()) {
      state = Upstream.State.DRAINING;
      why = draining ? "no longer in the list" : "weight 0";
    } else if (!checked) {
      state = Upstream.State.FAILING;
      why = note;
    } else if (!reachable(wheel.now())) {
      state = Upstream.State.EJECTED;
      why = "cannot be connected to";
    } else if (ejected()) {
      state = Upstream.State.EJECTED;
      why = ejection;
    }
    return new Upstream.EndpointState(
        address(), state, why, pool.connections(), load.inFlight(), pool.waiting());
  }
}
