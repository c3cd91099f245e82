package dev.drover.herd;

import dev.drover.config.HerdConfig;
import dev.drover.config.HerdMemberConfig;
import dev.drover.config.Secret;
import dev.drover.herd.link.BusLink;
import dev.drover.herd.link.BusMembers;
import dev.drover.herd.link.LineLink;
import dev.drover.herd.link.Link;
import dev.drover.herd.link.Links;
import dev.drover.herd.places.Answers;
import dev.drover.herd.places.LineServer;
import dev.drover.herd.places.Places;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node is connected: who of the others are its neighbours, the links to them, and where it
 * listens for lines. Confined to the herd's event loop.
 */
final class Neighbourhood {
  private static final Logger LOG = LoggerFactory.getLogger(Neighbourhood.class);
  private static final int CONNECT_MILLIS = 5_000;

  private final HerdConfig config;
  private final Vertx vertx;
  private final Links links;
  private final Member member;
  private final Answers answers;
  private final Optional<Places> places;
  private final NetClient client;
  private final Topology topology;
  private @Nullable LineServer server;
  private @Nullable BusMembers cluster;

  /** One without neighbours. */
  Neighbourhood(
      HerdConfig config,
      Vertx vertx,
      Links links,
      Member member,
      Answers answers,
      Optional<Places> places) {
    this.config = config;
    this.vertx = vertx;
    this.links = links;
    this.member = member;
    this.answers = answers;
    this.places = places;
    this.client =
        vertx.createNetClient(
            new NetClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpKeepAlive(true));
    this.topology = topology(config);
  }

  private static Topology topology(HerdConfig config) {
    return switch (config.topology()) {
      case FULL_MESH -> Topology.fullMesh();
      case RING -> Topology.ring();
      case RANDOM -> Topology.random(config.randomLinks());
      case EDGES -> Topology.edges(config.edges());
    };
  }

  private static byte[] bytes(Secret secret) {
    return secret.reveal().getBytes(StandardCharsets.UTF_8);
  }

  /** Listens for lines where it is to. */
  Future<Void> listen() {
    if (config.lines().isEmpty()) {
      return Future.succeededFuture();
    }
    boolean foreign = config.members().values().stream().anyMatch(HerdMemberConfig::foreign);
    LineServer listening =
        new LineServer(
            vertx,
            config.lines().get(),
            member,
            links,
            answers.locations(),
            places,
            config.secret().map(secret -> new LineServer.Trust(bytes(secret), foreign)));
    server = listening;
    HerdMemberConfig self = config.members().get(config.node());
    int wanted = config.lines().get().port().orElse(self == null ? 0 : self.port());
    return listening
        .listen(wanted)
        .onSuccess(port -> LOG.info("Node {} listens for lines on port {}.", member.id(), port))
        .mapEmpty();
  }

  /** Begins to look for its neighbours. */
  void join() {
    if (config.links() == HerdConfig.Links.BUS) {
      if (!vertx.isClustered()) {
        LOG.info("Node {} sees only this process: Vert.x is not clustered.", member.id());
      }
      cluster = new BusMembers(vertx, member.id(), config.beat().toNanos(), this::members);
    } else {
      members(config.members().keySet());
    }
  }

  private void members(Set<String> ids) {
    links.neighbours(topology.neighbours(member.id(), ids), this::link);
  }

  private Link link(String peer) {
    long beat = config.beat().toNanos();
    HerdMemberConfig there = config.members().get(peer);
    if (there == null) {
      return new BusLink(vertx, member, peer, config.queue(), beat);
    }
    return new LineLink(
        vertx,
        client,
        member,
        peer,
        new LineLink.Target(there.host(), there.port(), there.foreign()),
        answers.locations()::line,
        config.queue(),
        beat,
        config.reconnect().toNanos(),
        config.secret().map(Neighbourhood::bytes).orElse(null));
  }

  void beat() {
    if (cluster != null) {
      cluster.beat();
    }
    links.beat();
  }

  List<Link.State> links() {
    return links.states();
  }

  /** Who else is in the herd, as far as is known here. */
  Set<String> others() {
    return Set.copyOf(cluster == null ? config.members().keySet() : cluster.members());
  }

  /** How many nodes a cluster has; 0 without one. */
  int clustered() {
    return cluster == null ? 0 : cluster.members().size() + 1;
  }

  /** How many have connected to it for lines. */
  int connections() {
    return server == null ? 0 : server.connections();
  }

  /** Keeps no link, and listens to nobody. */
  Future<Void> leave() {
    links.close();
    if (cluster != null) {
      cluster.close();
    }
    LineServer listening = server;
    Future<Void> closed = listening == null ? Future.succeededFuture() : listening.close();
    return closed.eventually(client::close);
  }
}
