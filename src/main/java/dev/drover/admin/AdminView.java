package dev.drover.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.herd.HerdState;
import dev.drover.telemetry.Telemetry;
import dev.drover.telemetry.Totals;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * All that the admin port sees of the gateway. Every method may be called on any thread at any
 * time, before the gateway is ready and while it stops; none blocks but {@link #scrape}, which is
 * called on a worker.
 */
public interface AdminView {
  /**
   * Whether new requests are welcome.
   *
   * @param ready false while starting and while draining
   * @param reason a sentence for the operator, in either case
   */
  record Readiness(boolean ready, String reason) {}

  Readiness ready();

  /** The routes in the order in which they are configured. */
  List<RouteView> routes();

  /** The configuration that is in force, defaults filled in and secrets redacted. */
  JsonNode config();

  /**
   * Puts another configuration in its place.
   *
   * @param herd whether all nodes of the herd are to use it, or none
   * @return what has changed, in sentences; or {@link dev.drover.config.InvalidConfig}
   */
  Future<List<String>> reload(String json, boolean herd);

  /** The exchanges in flight on all event loops, in any order. */
  Future<List<ExchangeView>> exchanges();

  /** The upstreams in the order of the configuration, each summed over the event loops. */
  Future<List<UpstreamView>> upstreams();

  /** This node of the herd and what it knows of the others; empty when the gateway stands alone. */
  Future<Optional<HerdState>> herd();

  /** The schemas in the order of the configuration. */
  List<SchemaView> schemas();

  /** The APIs of the routes that transcode, in the order of the configuration. */
  List<ApiDocument> apis();

  /** The listeners with a TCP port, in the order of the configuration. */
  List<ListenerView> listeners();

  /** The metrics; see {@link Telemetry#scrape(String)}. */
  Telemetry.Scrape scrape(String accept);

  /** The sums on the front page; see {@link Telemetry#totals()}. */
  Totals totals();
}
