package dev.drover.upstream;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import java.time.Duration;

/** How many connections an event loop keeps to one endpoint, and how long. */
@Doc("Connections of one event loop to one endpoint.")
public record PoolConfig(
    @Doc(
            "Connections at most. Without a value: 256 for HTTP/1.1, which carries one request at a"
                + " time on each, and 4 for HTTP/2, which shares them.")
        @Default("0")
        @Range(min = "0", max = "10000")
        int connections,
    @Doc("Requests that may wait for a connection; further ones are refused with 503.")
        @Default("1024")
        @Range(min = "0", max = "1000000")
        int queue,
    @Doc("How long a request may wait for a connection.")
        @Default("10s")
        @Range(min = "1ms", max = "1h")
        Duration queueTime,
    @Doc("How long opening a connection may take.") @Default("3s") @Range(min = "1ms", max = "5m")
        Duration connectTimeout,
    @Doc("An idle connection is closed after this time.")
        @Default("60s")
        @Range(min = "100ms", max = "1d")
        Duration idleTimeout,
    @Doc("HTTP/2: a connection is pinged this often, so that a silent one is found out.")
        @Default("30s")
        @Range(min = "100ms", max = "1d")
        Duration ping,
    @Doc("HTTP/2: a connection that has not answered a ping after this time is closed.")
        @Default("10s")
        @Range(min = "10ms", max = "5m")
        Duration pingTimeout) {

  private static final int HTTP_1_CONNECTIONS = 256;
  private static final int HTTP_2_CONNECTIONS = 4;

  /** The bound that applies: what is configured, else the protocol's own. */
  public int connections(boolean multiplexed) {
    if (connections > 0) {
      return connections;
    }
    return multiplexed ? HTTP_2_CONNECTIONS : HTTP_1_CONNECTIONS;
  }
}
