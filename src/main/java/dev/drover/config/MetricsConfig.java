package dev.drover.config;

import java.util.List;

/**
 * Which metrics are shown.
 *
 * @param names in any order
 */
@Doc("Which metrics are shown.")
public record MetricsConfig(
    @Doc(
            "Whose names metrics are shown under; what is counted under several is shown several times.")
        @Default("[\"drover\"]")
        @Length(min = 1)
        List<Names> names) {
  /** A vocabulary of metrics. */
  public enum Names {
    /** Drover's own, as documented. */
    DROVER,
    /** Of gRPC (gRFC A66): {@code grpc.server.call.duration} and others. */
    GRPC,
    /** Of OpenTelemetry's semantic conventions: {@code rpc.server.call.duration} and others. */
    OTEL
  }
}
