package dev.drover.herd.places;

import dev.drover.config.HerdLinesConfig;
import dev.drover.herd.Member;
import dev.drover.herd.link.Links;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener of the line protocol, for clients and for neighbours. Confined to the herd's event
 * loop.
 */
public final class LineServer {
  private static final Logger LOG = LoggerFactory.getLogger(LineServer.class);

  private final HerdLinesConfig config;
  private final Member member;
  private final Links links;
  private final Locations locations;
  private final Optional<Places> places;
  private final Optional<Trust> trust;
  private final NetServer server;
  private final Set<LineConnection> connections = new HashSet<>();

  /**
   * Who is believed.
   *
   * @param secret of the herd: who says more than clients do must know it
   * @param foreign whether AT lines are believed of anyone, since there are neighbours that know no
   *     secrets
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, never changed, never compared
  public record Trust(byte[] secret, boolean foreign) {}

  /**
   * Called on the herd's event loop.
   *
   * @param trust empty when anyone is believed
   */
  public LineServer(
      Vertx vertx,
      HerdLinesConfig config,
      Member member,
      Links links,
      Locations locations,
      Optional<Places> places,
      Optional<Trust> trust) {
    this.trust = trust;
    this.config = config;
    this.member = member;
    this.links = links;
    this.locations = locations;
    this.places = places;
    this.server =
        vertx.createNetServer(
            new NetServerOptions()
                .setIdleTimeout((int) config.idle().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpKeepAlive(true));
  }

  /**
   * Begins to listen.
   *
   * @return the port
   */
  public Future<Integer> listen(int port) {
    return server
        .connectHandler(this::connected)
        .listen(port, config.host())
        .map(NetServer::actualPort);
  }

  private void connected(NetSocket socket) {
    if (connections.size() >= config.connections()) {
      LOG.warn("A connection to the line protocol is refused: there are {}.", connections.size());
      socket.close();
      return;
    }
    LineConnection connection =
        new LineConnection(
            socket,
            config,
            new Answers(locations, places),
            new Hearing(member.id(), trust, this::neighbour));
    connections.add(connection);
    socket.closeHandler(nothing -> connections.remove(connection));
    LOG.debug("{} has connected to the line protocol.", socket.remoteAddress());
  }

  /** What a neighbour says; false when it is none. */
  private boolean neighbour(Hearing.Said said) {
    if (said.from().isEmpty()) {
      member.received("", 0, said.message(), System.nanoTime());
      return true;
    }
    if (said.incarnation() >= member.known(said.from()) && !links.heard(said.from())) {
      return false;
    }
    member.received(said.from(), said.incarnation(), said.message(), System.nanoTime());
    return true;
  }

  /** How many connections there are, those of neighbours among them. */
  public int connections() {
    return connections.size();
  }

  public Future<Void> close() {
    return server.close();
  }
}
