package dev.drover.telemetry.trace;

import dev.drover.config.TracingConfig;
import dev.drover.config.TracingConfig.Protocol;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How spans get to an OpenTelemetry collector. */
public final class Collector {
  private static final String PATH = "/v1/traces";
  private static final String GZIP = "gzip";

  private Collector() {}

  /**
   * Sends spans by OTLP, several times if need be. Reads the file of authorities: not for an event
   * loop.
   *
   * @param vertx for gRPC only; the JDK's client, which has no trailers, sends by HTTP
   * @throws UncheckedIOException if that file cannot be read
   */
  public static SpanExporter of(TracingConfig config, Vertx vertx) {
    return config.protocol() == Protocol.GRPC ? grpc(config, vertx) : http(config);
  }

  private static SpanExporter http(TracingConfig config) {
    String path = URI.create(config.endpoint()).getPath();
    boolean bare = path.isEmpty() || path.equals("/");
    OtlpHttpSpanExporterBuilder builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(bare ? config.endpoint().replaceFirst("/$", "") + PATH : config.endpoint())
            .setCompression(GZIP)
            .setTimeout(config.timeout())
            .setConnectTimeout(config.timeout());
    config.headers().forEach((name, value) -> builder.addHeader(name, value.reveal()));
    config.ca().ifPresent(file -> builder.setTrustedCertificates(read(file)));
    return builder.build();
  }

  private static SpanExporter grpc(TracingConfig config, Vertx vertx) {
    GrpcSenderProvider sender = call -> new CollectorCalls(vertx, call);
    OtlpGrpcSpanExporterBuilder builder =
        OtlpGrpcSpanExporter.builder()
            .setEndpoint(config.endpoint())
            .setCompression(GZIP)
            .setTimeout(config.timeout())
            .setConnectTimeout(config.timeout())
            .setComponentLoader(only(sender));
    config.headers().forEach((name, value) -> builder.addHeader(name, value.reveal()));
    config.ca().ifPresent(file -> builder.setTrustedCertificates(read(file)));
    return builder.build();
  }

  /** Answers the question for a sender of gRPC calls with that one; all else as usual. */
  private static ComponentLoader only(GrpcSenderProvider sender) {
    ComponentLoader usual = ComponentLoader.forClassLoader(Collector.class.getClassLoader());
    return new ComponentLoader() {
      @Override
      public <T> Iterable<T> load(Class<T> door) {
        return door == GrpcSenderProvider.class ? List.of(door.cast(sender)) : usual.load(door);
      }
    };
  }

  private static byte[] read(String file) {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The authorities of the trace collector, " + file + ", cannot be read.", e);
    }
  }
}
