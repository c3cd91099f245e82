package dev.drover.upstream.serviceconfig;

import dev.drover.upstream.discovery.NameServers;
import dev.drover.upstream.discovery.TextRecords;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks DNS for the service config of a host, at {@code _grpc_config.<host>} (gRFC A2). Each look is
 * a new one. Confined to the event loop it was made on.
 */
public final class DnsServiceConfig {
  private static final String PREFIX = "_grpc_config.";

  /**
   * What was found.
   *
   * @param config empty when there is none, or none of the choices is meant for this client
   * @param validity for how long that is good; zero when there is no record
   */
  public record Found(Optional<ServiceConfig> config, Duration validity) {}

  private final TextRecords records;
  private final int chance;
  private final String host;

  /**
   * @param chance from 0 to 99, drawn once for each node
   * @param host the node's own host name
   */
  public DnsServiceConfig(Vertx vertx, NameServers servers, int chance, String host) {
    this.records = new TextRecords(vertx, servers);
    this.chance = chance;
    this.host = host;
  }

  /**
   * Looks for one.
   *
   * @param server the host that the upstream's endpoints are found by, without a port
   * @return fails with {@link InvalidServiceConfig}, or when no name server answers: the last good
   *     one stays in force then
   */
  public Future<Found> look(String server) {
    return records
        .of(PREFIX + server)
        .map(
            found ->
                new Found(
                    ServiceConfigChoices.of(found.texts()).choose(chance, host), found.validity()));
  }

  /** Asks no more. */
  public void close() {
    records.close();
  }
}
