package dev.drover.telemetry.trace;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts spans that have ended, and those that the collector took or did not take. What is missing
 * between them waits, or has found the queue full. Safe for use by any thread.
 */
public final class SpanCounts implements SpanProcessor {
  private final LongAdder ended = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder failed = new LongAdder();

  SpanCounts() {}

  /** Sampled spans that have ended. */
  public long ended() {
    return ended.sum();
  }

  /** Spans that the collector took. */
  public long sent() {
    return sent.sum();
  }

  /** Spans that the collector did not take, after all attempts. */
  public long failed() {
    return failed.sum();
  }

  /** That exporter, with its results counted, and told. */
  SpanExporter around(SpanExporter exporter, CollectorNews news) {
    return new SpanExporter() {
      @Override
      public CompletableResultCode export(Collection<SpanData> spans) {
        int size = spans.size();
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(
            () -> {
              if (result.isSuccess()) {
                sent.add(size);
                news.taken();
              } else {
                failed.add(size);
                news.lost(size, result.getFailureThrowable());
              }
            });
      }

      @Override
      public CompletableResultCode flush() {
        return exporter.flush();
      }

      @Override
      public CompletableResultCode shutdown() {
        return exporter.shutdown();
      }
    };
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    ended.increment();
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }
}
