package dev.drover.upstream;

import dev.drover.exchange.Wheel;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one endpoint, and the requests that wait for one, first come
 * first served, within a bound. HTTP/2 requests share connections up to the server's
 * MAX_CONCURRENT_STREAMS; a further connection is opened only when all are full.
 */
final class Pool {
  /** How Netty calls an answer to HTTP/2's preface that is none of HTTP/2. */
  private static final String NO_SETTINGS = "First received frame was not SETTINGS";

  /** Someone who needs a connection. Exactly one of these is called, perhaps at once. */
  interface Waiter {
    /** It is yours until {@link Pool#give}. */
    void ready(Connection connection);

    /** There will be none: nothing has been sent. */
    void failed(Failure failure);

    /** There will be none, since the endpoint has left: nothing has been sent. */
    void moved();

    /** Since when it waits, of the wheel's clock. */
    long since();
  }

  /** Opens connections; one per protocol and event loop. */
  private final HttpClientAgent client;

  private final HttpConnectOptions target;
  private final String address;
  private final HttpVersion version;
  private final PoolConfig config;
  private final int most;
  private final Wheel wheel;
  private final List<Connection> connections = new ArrayList<>();
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private final Wheel.Timer sweep = Wheel.Timer.of(this::closeIdle);
  private final Wheel.Timer impatience = Wheel.Timer.of(this::giveUp);
  private int opening;
  private int inFlight;
  private boolean closed;
  private boolean leaving;
  private @Nullable Runnable empty;

  Pool(
      HttpClientAgent client,
      HttpConnectOptions target,
      String address,
      HttpVersion version,
      PoolConfig config,
      Wheel wheel) {
    this.client = client;
    this.target = target;
    this.address = address;
    this.version = version;
    this.config = config;
    this.most = config.connections(version == HttpVersion.HTTP_2);
    this.wheel = wheel;
  }

  // May be read from other threads, which then see what was true a moment ago

  int connections() {
    return connections.size();
  }

  int waiting() {
    return waiting.size();
  }

  int inFlight() {
    return inFlight;
  }

  /**
   * Gives the waiter a connection, now or later.
   *
   * @param again whether it has waited before, and goes before those that have not
   */
  void take(Waiter waiter, boolean again) {
    Connection best = leastBusy();
    if (best != null) {
      hand(best, waiter);
      return;
    }
    if (closed) {
      refuse(waiter);
      return;
    }
    int soon = most - connections.size(); // connections that are being opened, or may be
    if (waiting.size() >= config.queue() + soon) {
      waiter.failed(
          busy(
              "all "
                  + connections.size()
                  + " connections to "
                  + address
                  + " are busy and "
                  + waiting.size()
                  + " requests wait already"));
      return;
    }
    if (again) {
      waiting.addFirst(waiter);
    } else {
      waiting.addLast(waiter);
    }
    if (!impatience.armed()) {
      wheel.arm(impatience, wheel.now() + config.queueTime().toNanos());
    }
    openIfNeeded();
  }

  /** Refuses those who have waited for too long; the first of them has waited longest. */
  private void giveUp() {
    long before = wheel.now() - config.queueTime().toNanos();
    for (Waiter first = waiting.peek(); first != null; first = waiting.peek()) {
      if (first.since() - before > 0) {
        wheel.arm(impatience, first.since() + config.queueTime().toNanos());
        return;
      }
      waiting.remove();
      first.failed(
          busy(
              "no connection to "
                  + address
                  + " was free within "
                  + config.queueTime().toMillis()
                  + " ms"));
    }
  }

  private static Failure busy(String note) {
    return Failure.of(Reason.SHED, "Too many requests wait for the upstream; try again later.")
        .retryAfter(Duration.ofSeconds(1))
        .note(note);
  }

  private void refuse(Waiter waiter) {
    if (leaving) {
      waiter.moved();
    } else {
      waiter.failed(Failure.of(Reason.DRAINING, "The gateway is stopping."));
    }
  }

  /** The waiter has lost interest; does nothing when it has been served already. */
  void forget(Waiter waiter) {
    waiting.remove(waiter);
  }

  /** Takes back a connection after one request. */
  void give(Connection connection) {
    inFlight--;
    connection.give();
    if (connection.usable()) {
      serve();
    } else if (connection.inFlight() == 0) {
      connection.discard();
      connections.remove(connection);
      openIfNeeded();
      emptied();
    }
  }

  private @Nullable Connection leastBusy() {
    Connection best = null;
    for (int i = 0; i < connections.size(); i++) {
      Connection connection = connections.get(i);
      if (connection.room() > 0 && (best == null || connection.inFlight() < best.inFlight())) {
        best = connection;
      }
    }
    return best;
  }

  private void serve() {
    while (!waiting.isEmpty()) {
      Connection best = leastBusy();
      if (best == null) {
        openIfNeeded();
        return;
      }
      Waiter waiter = waiting.remove();
      hand(best, waiter);
    }
    impatience.cancel();
  }

  private void hand(Connection connection, Waiter waiter) {
    inFlight++;
    connection.take();
    waiter.ready(connection);
  }

  /** One more when requests wait that those being opened will not serve. */
  private void openIfNeeded() {
    int wanted = version == HttpVersion.HTTP_2 ? Math.min(1, waiting.size()) : waiting.size();
    while (opening < wanted && connections.size() + opening < most && !closed) {
      opening++;
      new Opening().start();
    }
  }

  /** A connection being opened; one that takes too long is given up, and closed if it comes. */
  private final class Opening extends Wheel.Timer {
    private boolean decided;

    void start() {
      wheel.arm(this, wheel.now() + config.connectTimeout().toNanos());
      client.connect(target).onComplete(this::came, this::failed);
    }

    private void came(HttpClientConnection raw) {
      if (decided || closed) {
        raw.close();
        failed(new ConnectException("the pool was closed"));
        return;
      }
      decided = true;
      cancel();
      opened(raw);
    }

    private void failed(Throwable cause) {
      if (!decided) {
        decided = true;
        cancel();
        notOpened(cause);
      }
    }

    @Override
    protected void expire() {
      failed(
          new ConnectException(
              "no connection within " + config.connectTimeout().toMillis() + " ms"));
    }
  }

  private void opened(HttpClientConnection raw) {
    opening--;
    Connection connection =
        new Connection(
            raw, version, wheel, config.ping().toNanos(), config.pingTimeout().toNanos());
    connections.add(connection);
    raw.closeHandler(nothing -> gone(connection));
    raw.exceptionHandler(cause -> {});
    if (version == HttpVersion.HTTP_2) {
      raw.shutdownHandler(nothing -> retire(connection)); // the server has sent GOAWAY
      raw.remoteSettingsHandler(settings -> serve());
    }
    connection.watch();
    if (!sweep.armed()) {
      wheel.arm(sweep, wheel.now() + config.idleTimeout().toNanos());
    }
    serve();
  }

  private void notOpened(Throwable cause) {
    opening--;
    if (!connections.isEmpty()) {
      return; // those that wait are served when a request on these ends
    }
    Failure failure =
        Failure.of(Reason.CONNECT_FAILED, "The upstream cannot be reached.", cause)
            .note("connect to " + address + " failed: " + why(cause));
    List<Waiter> all = List.copyOf(waiting);
    waiting.clear();
    for (Waiter waiter : all) {
      waiter.failed(failure);
    }
  }

  private static String why(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.startsWith(NO_SETTINGS) ? "the server does not speak HTTP/2" : message;
  }

  /** The server takes no more requests on it. */
  private void retire(Connection connection) {
    connection.retire();
    if (connection.inFlight() == 0) {
      connection.discard();
      connections.remove(connection);
    }
    openIfNeeded();
  }

  private void gone(Connection connection) {
    connection.closed();
    connections.remove(connection);
    openIfNeeded();
    emptied();
  }

  private void closeIdle() {
    long before = wheel.now() - config.idleTimeout().toNanos();
    for (Connection connection : List.copyOf(connections)) {
      if (connection.inFlight() == 0 && connection.idleSince() <= before) {
        connection.discard();
        connections.remove(connection);
      }
    }
    if (!connections.isEmpty()) {
      wheel.arm(sweep, wheel.now() + config.idleTimeout().toNanos());
    }
  }

  /** Closes idle connections now and the others when their last request ends. */
  void close() {
    closed = true;
    sweep.cancel();
    for (Connection connection : List.copyOf(connections)) {
      connection.retire();
      if (connection.inFlight() == 0) {
        connection.discard();
        connections.remove(connection);
      }
    }
  }

  /**
   * The same, and those that wait for a connection are sent elsewhere.
   *
   * @param empty called once, when the last connection is closed; perhaps at once
   */
  void drain(Runnable empty) {
    this.empty = empty;
    leaving = true;
    close();
    List<Waiter> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(Waiter::moved);
    emptied();
  }

  private void emptied() {
    Runnable told = empty;
    if (closed && told != null && connections.isEmpty()) {
      empty = null;
      told.run();
    }
  }
}
