package dev.drover.telemetry.trace;

import dev.drover.config.TracingConfig;
import dev.drover.exchange.Exchange;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.vertx.core.MultiMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Begins the traces of a gateway's exchanges, and sends their spans from a bounded queue by a
 * thread of its own: an event loop never waits for it, and a span that finds the queue full is
 * dropped. Safe for use by any thread.
 */
public final class Tracing implements AutoCloseable {
  private static final String SCOPE = "dev.drover";
  private static final String UNNAMED = "request";
  private static final long LAST_WORDS_SECONDS = 5;
  private static final AttributeKey<String> NAME = AttributeKey.stringKey("service.name");

  private static final TextMapGetter<MultiMap> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(MultiMap headers) {
          return headers.names();
        }

        @Override
        public @Nullable String get(@Nullable MultiMap headers, String key) {
          return headers == null ? null : headers.get(key);
        }
      };

  private final SdkTracerProvider provider;
  private final Tracer tracer;
  private final SpanCounts counts;
  private final double ratio;
  private final boolean followClients;

  private Tracing(TracingConfig config, SpanProcessor processor, SpanCounts counts) {
    this.provider =
        SdkTracerProvider.builder()
            .setResource(resource(config))
            .addSpanProcessor(counts)
            .addSpanProcessor(processor)
            .build();
    this.tracer = provider.get(SCOPE);
    this.counts = counts;
    this.ratio = config.ratio();
    this.followClients = config.followClients();
  }

  /** Sends spans to that exporter, in batches; {@link #close()} closes it. */
  public static Tracing to(SpanExporter exporter, TracingConfig config) {
    SpanCounts counts = new SpanCounts();
    CollectorNews news = new CollectorNews(config.endpoint(), System::nanoTime);
    BatchSpanProcessor batches =
        BatchSpanProcessor.builder(counts.around(exporter, news))
            .setMaxQueueSize(config.queue())
            .setMaxExportBatchSize(config.batch())
            .setScheduleDelay(config.delay())
            .build();
    return new Tracing(config, batches, counts);
  }

  private static Resource resource(TracingConfig config) {
    AttributesBuilder attributes = Attributes.builder();
    config.attributes().forEach(attributes::put);
    attributes.put(NAME, config.name());
    return Resource.getDefault().merge(Resource.create(attributes.build()));
  }

  /**
   * Begins the trace of an exchange that has just been made, and keeps it there under {@link
   * CallTrace#KEY}. A trace that the client has begun goes on as the client has decided; of others
   * a share is sampled (a parent-based sampler).
   */
  public void begin(Exchange exchange) {
    MultiMap headers = exchange.request().head().headers();
    String parent = followClients ? parent(headers) : "";
    boolean root = parent.isEmpty();
    boolean sampled =
        root ? ThreadLocalRandom.current().nextDouble() < ratio : Traceparent.sampled(parent);
    exchange.put(
        CallTrace.KEY,
        sampled
            ? recorded(headers, root)
            : CallTrace.unsampled(root ? Traceparent.unsampled() : parent, root));
  }

  /** What the client says; empty when it says nothing, or nothing that can be read. */
  private static String parent(MultiMap headers) {
    String given = headers.get(AttemptTrace.TRACEPARENT);
    return given != null && Traceparent.valid(given) ? given : "";
  }

  private CallTrace recorded(MultiMap headers, boolean root) {
    Context parent =
        root
            ? Context.root()
            : W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
    Span span =
        tracer.spanBuilder(UNNAMED).setParent(parent).setSpanKind(SpanKind.SERVER).startSpan();
    return CallTrace.sampled(new CallTrace.Recorded(tracer, span, parent.with(span)), root);
  }

  /** What has become of its spans. */
  public SpanCounts counts() {
    return counts;
  }

  /** Sends what waits, for at most five seconds, and closes the exporter. Not for an event loop. */
  @Override
  public void close() {
    provider.shutdown().join(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
  }
}
