package dev.drover;

import dev.drover.admin.AdminServer;
import dev.drover.config.AccessLogConfig;
import dev.drover.config.AdminConfig;
import dev.drover.config.MetricsConfig;
import dev.drover.config.ShutdownConfig;
import dev.drover.config.TasksConfig;
import dev.drover.herd.Herd;
import dev.drover.limit.Peers;
import dev.drover.server.ErrorWriter;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.Tasks;
import dev.drover.telemetry.AccessLog;
import dev.drover.telemetry.Telemetry;
import dev.drover.telemetry.trace.Collector;
import dev.drover.telemetry.trace.Tracing;
import dev.drover.upstream.Rosters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import io.vertx.micrometer.backends.BackendRegistries;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the event loops of one gateway have in common: its configuration, metrics, access log, and
 * whether it takes new work. One for each deployment of {@link GatewayVerticle}; safe for all
 * threads.
 */
public final class Gateway implements Shareable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final String MAP = "dev.drover.gateways";

  /** When the first answers are out of the way, and the compilers less busy. */
  private static final Duration SETTLED = Duration.ofSeconds(1);

  private final String deployment;
  private final int number;
  private final PrometheusMeterRegistry registry;
  private final Telemetry telemetry;
  private final Rosters rosters;
  private final SharedParts shared = new SharedParts();
  private final Common common;
  private final Reload reload;
  private final Optional<HerdReload> herdReload;
  private final Optional<HerdNode> herd;
  private final Tasks tasks;
  private final @Nullable AccessLog log;
  private final List<Share> shares = new CopyOnWriteArrayList<>();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger listening = new AtomicInteger();
  private final Promise<Void> looked = Promise.promise();
  private int members;
  private final Promise<Void> terminated = Promise.promise();
  private volatile boolean draining;
  private volatile @Nullable AdminServer admin;
  private volatile int adminPort;

  private Gateway(
      Vertx vertx,
      String deployment,
      int number,
      Blueprint blueprint,
      PrometheusMeterRegistry registry) {
    this.deployment = deployment;
    this.number = number;
    this.registry = registry;
    AccessLogConfig logging = blueprint.config().accessLog();
    this.log = logging.enabled() ? AccessLog.open(logging.target(), logging.queue()) : null;
    Tracing tracing =
        blueprint
            .config()
            .tracing()
            .map(config -> Tracing.to(Collector.of(config, vertx), config))
            .orElse(null);
    Set<MetricsConfig.Names> names = Set.copyOf(blueprint.config().metrics().names());
    this.telemetry = new Telemetry(registry, log, tracing, names);
    this.rosters = new Rosters(vertx, blueprint.extensions().resolvers(), telemetry);
    this.herd =
        blueprint
            .config()
            .herd()
            .map(
                config ->
                    new HerdNode(config, vertx, telemetry, () -> shares.stream().findFirst()));
    this.tasks =
        new Tasks(blueprint.config().tasks(), blueprint.tasks(), WorkerVerticle.name(), registry);
    this.common =
        new Common(
            number,
            telemetry,
            rosters,
            shared,
            herd.map(HerdNode::herd),
            herd.map(HerdNode::peers).orElse(Peers.NONE),
            tasks,
            this::ready);
    this.reload = new Reload(vertx, blueprint, shares, shared);
    this.herdReload = herd.map(node -> new HerdReload(vertx, node.herd(), reload));
  }

  /** The configuration in force. */
  Blueprint blueprint() {
    return reload.present();
  }

  /** The running gateway of a deployment of {@link GatewayVerticle}. */
  public static Optional<Gateway> of(Vertx vertx, String deploymentId) {
    return Optional.ofNullable(map(vertx).get(deploymentId));
  }

  private static LocalMap<String, Gateway> map(Vertx vertx) {
    return vertx.sharedData().getLocalMap(MAP);
  }

  // The life of its members

  /**
   * The gateway of that deployment, made by whoever comes first. Blocks: files may be read.
   *
   * @param blueprint asked of the first one alone
   */
  static Gateway join(Vertx vertx, String deployment, Supplier<Blueprint> blueprint) {
    LocalMap<String, Gateway> gateways = map(vertx);
    synchronized (Gateway.class) {
      Gateway gateway = gateways.get(deployment);
      if (gateway == null) {
        Blueprint first = blueprint.get();
        gateway = new Gateway(vertx, deployment, unused(gateways), first, registry(gateways));
        gateways.put(deployment, gateway);
      }
      gateway.members++;
      return gateway;
    }
  }

  /**
   * The registry that Vert.x has put its own metrics on, if it is a Prometheus one and no other
   * gateway of this process uses it; else one of its own.
   */
  private static PrometheusMeterRegistry registry(LocalMap<String, Gateway> others) {
    MeterRegistry shared = BackendRegistries.getDefaultNow();
    boolean free = others.values().stream().noneMatch(other -> other.registry == shared);
    return shared instanceof PrometheusMeterRegistry prometheus && free
        ? prometheus
        : new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  private static int unused(LocalMap<String, Gateway> others) {
    return 1 + others.values().stream().mapToInt(other -> other.number).max().orElse(0);
  }

  /** One event loop's share; called on that loop. */
  Share share(Vertx vertx, int count) {
    Share share = new Share(blueprint(), vertx, count, made.getAndIncrement() == 0, common);
    shares.add(share);
    return share;
  }

  /** Called on the share's event loop. */
  Future<Void> start(Vertx vertx, Share share) {
    TasksConfig config = blueprint().config().tasks();
    boolean asked = config.cluster() || config.grpc();
    Future<Void> open = asked ? tasks.start(vertx) : Future.succeededFuture();
    return open.compose(nothing -> share.start(looked));
  }

  /** A share is listening; when all are, the gateway is ready. */
  Future<Void> started(Vertx vertx, int count) {
    if (listening.incrementAndGet() < count) {
      return Future.succeededFuture();
    }
    LOG.info("Listening on {} with {} event loops.", ports(), count);
    vertx.setTimer(
        SETTLED.toMillis(),
        id -> vertx.executeBlocking(Executors.callable(ErrorWriter::link), false));
    Future<Void> joined = herd.map(HerdNode::start).orElseGet(Future::succeededFuture);
    return joined.compose(nothing -> open(vertx));
  }

  private Future<Void> open(Vertx vertx) {
    AdminConfig config = blueprint().config().admin().orElse(null);
    if (config == null) {
      return Future.succeededFuture();
    }
    AdminServer server = new AdminServer(vertx, new GatewayView(this, telemetry, shares));
    admin = server;
    return server
        .listen(config)
        .map(
            port -> {
              adminPort = port;
              LOG.info("Admin pages on http://{}:{}/", config.host(), port);
              return null;
            });
  }

  /** Readiness goes at once, then the listeners, then, within the grace, what is under way. */
  Future<Void> stop(Vertx vertx, Share share) {
    if (!draining) {
      draining = true;
      LOG.info("Stopping; what is under way has {} ms.", shutdown().grace().toMillis());
    }
    long delay = shutdown().delay().toMillis();
    Future<?> delayed = delay == 0 ? Future.succeededFuture() : vertx.timer(delay);
    return delayed
        .compose(nothing -> share.stop(shutdown().grace()))
        .onComplete(done -> shares.remove(share));
  }

  /** The last one to leave closes what was shared. */
  Future<Void> leave(Vertx vertx) {
    synchronized (Gateway.class) {
      if (--members > 0) {
        return Future.succeededFuture();
      }
      map(vertx).remove(deployment);
    }
    AdminServer server = admin;
    Future<Void> quiet = server == null ? Future.succeededFuture() : server.close();
    return quiet
        .eventually(() -> herdReload.map(HerdReload::close).orElseGet(Future::succeededFuture))
        .eventually(() -> herd.map(HerdNode::close).orElseGet(Future::succeededFuture))
        .eventually(() -> tasks.stop(vertx))
        .eventually(rosters::close)
        .eventually(() -> vertx.executeBlocking(this::close));
  }

  private @Nullable Void close() {
    shared.close();
    telemetry.close();
    if (log != null) {
      log.close();
    }
    terminated.tryComplete();
    return null;
  }

  private ShutdownConfig shutdown() {
    return blueprint().config().shutdown();
  }

  // For those who embed it

  /** Whether it takes new work. */
  public boolean ready() {
    return !draining && !shares.isEmpty();
  }

  /** The port of each listener, in the order of the configuration; 0 for a Unix domain socket. */
  public List<Integer> ports() {
    return shares.isEmpty() ? List.of() : shares.get(0).ports();
  }

  /** The port of the admin pages; 0 when there are none. */
  public int adminPort() {
    return adminPort;
  }

  /** This node of the herd; empty when the gateway stands alone. */
  public Optional<Herd> herd() {
    return herd.map(HerdNode::herd);
  }

  /** How many exchanges are in flight, asked of each event loop. */
  public Future<Integer> inFlight() {
    return new GatewayView(this, telemetry, shares).exchanges().map(List::size);
  }

  /**
   * Puts another configuration in the place of the present one, on all event loops or on none. What
   * is under way ends where it is; listeners and other sections that need another start must be as
   * they are.
   *
   * @param json the text of the configuration
   * @param source what to call it in messages, mostly the name of its file
   * @return what has changed, in sentences; fails with {@link dev.drover.config.InvalidConfig},
   *     which lists all problems, and then nothing has changed
   */
  public Future<List<String>> reload(String json, String source) {
    return reload.stage(json, source).compose(changes -> reload.commit().map(changes));
  }

  /**
   * The same on all nodes of the herd or on none. The event bus carries it, so links must go over
   * it, too.
   *
   * @return what has changed on this node, in sentences; fails with {@link
   *     dev.drover.config.InvalidConfig}, which names the node, or with a {@link
   *     dev.drover.status.Failure} when a node does not take part
   */
  public Future<List<String>> reloadHerd(String json) {
    return herdReload
        .map(all -> all.reload(json))
        .orElseGet(
            () ->
                Future.failedFuture(
                    Failure.of(Reason.MALFORMED, "This gateway is in no herd; reload it alone.")));
  }

  /** Its tasks, the jobs under way, and the worker nodes that it knows. */
  public Tasks tasks() {
    return tasks;
  }

  /** The counters, as Prometheus reads them. */
  public String metrics() {
    return telemetry.scrape();
  }

  /** Completes when the gateway has stopped and everything it held is closed. */
  public Future<Void> terminated() {
    return terminated.future();
  }
}
