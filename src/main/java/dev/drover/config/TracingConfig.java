package dev.drover.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Spans, and the collector they are sent to.
 *
 * @param endpoint an address with its scheme
 * @param ratio of the traces that begin here, how many are sampled, from 0 to 1
 * @param delay how long a span waits for others, at most
 */
@Doc("Spans of exchanges, calls and attempts, sent to an OpenTelemetry collector by OTLP.")
public record TracingConfig(
    @Doc(
            "The collector: http://collector:4318 by http, http://collector:4317 by grpc; https for"
                + " TLS. By http the path is /v1/traces unless one is given.")
        @Pattern(
            value = "https?://[^/?#\\s]+(/[^?#\\s]*)?",
            expected = "an address such as \"http://collector:4318\"")
        String endpoint,
    @Doc("How spans are sent: http is http/protobuf.") @Default("http") Protocol protocol,
    @Doc("Header fields sent along, such as an authorization.") Map<String, Secret> headers,
    @Doc("The path of the PEM file with the authorities that sign the collector's certificate.")
        @Length(min = 1)
        Optional<String> ca,
    @Doc("What this gateway is called in traces: service.name.") @Default("drover") @Length(min = 1)
        String name,
    @Doc("Further attributes of the resource, such as deployment.environment.name.")
        Map<String, String> attributes,
    @Doc("The share of the traces beginning here that is sampled, from 0 to 1.")
        @Default("1")
        @Range(min = "0", max = "1")
        double ratio,
    @Doc(
            "Whether a trace that a client has begun goes on, sampled or not as the client has"
                + " decided; else each exchange begins a trace.")
        @Default("true")
        boolean followClients,
    @Doc("The spans that may wait to be sent; beyond it spans are dropped.")
        @Default("4096")
        @Range(min = "1", max = "1000000")
        int queue,
    @Doc("The most spans that are sent together.") @Default("512") @Range(min = "1", max = "100000")
        int batch,
    @Doc("How long a span waits for others to be sent with.")
        @Default("1s")
        @Range(min = "10ms", max = "1m")
        Duration delay,
    @Doc("How long the collector may take for an answer.")
        @Default("10s")
        @Range(min = "10ms", max = "1m")
        Duration timeout)
    implements Checked {
  /** How spans are sent. */
  public enum Protocol {
    /** OTLP as http/protobuf. */
    HTTP,
    /** OTLP as a gRPC call. */
    GRPC
  }

  @Override
  public void check(Problems problems) {
    if (batch > queue) {
      problems.at("batch").add("expected at most \"queue\", which is " + queue);
    }
    if (ca.isPresent() && !endpoint.startsWith("https")) {
      problems.at("ca").add("not used by an endpoint without https");
    }
  }
}
