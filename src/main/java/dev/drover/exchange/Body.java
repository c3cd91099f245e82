package dev.drover.exchange;

import dev.drover.status.Failure;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The content of a request or response. A {@link Stream} is handed over paused and is read once, on
 * the exchange's event loop.
 */
public sealed interface Body {
  /** No content at all; with HTTP/2 the head itself ends the stream. */
  record None() implements Body {}

  /** All of it at once, followed by {@code trailers}, which may be empty. */
  record Whole(Buffer buffer, MultiMap trailers) implements Body {}

  /**
   * A stream with back-pressure. {@code trailers} is asked once, after the stream has ended; what
   * it gives may be empty. A stream that breaks calls its exception handler, never its end handler.
   *
   * @param lastWords what the content ends with when the exchange fails on the way, for a client
   *     that can be told within the content; null when it can only see that the stream breaks
   */
  record Stream(
      ReadStream<Buffer> source,
      Supplier<MultiMap> trailers,
      @Nullable Function<Failure, Buffer> lastWords)
      implements Body {
    public Stream(ReadStream<Buffer> source, Supplier<MultiMap> trailers) {
      this(source, trailers, null);
    }

    /** The same whose content comes from there. */
    public Stream from(ReadStream<Buffer> other) {
      return new Stream(other, trailers, lastWords);
    }
  }

  /**
   * Two byte streams that take the place of HTTP after a 101: what the server sends, and what takes
   * the client's bytes (RFC 9110, section 7.8).
   *
   * @param lastWords what the client is sent when the exchange fails on the way; null when it can
   *     only see that the connection closes
   */
  record Tunnel(
      ReadStream<Buffer> source,
      WriteStream<Buffer> sink,
      @Nullable Function<Failure, Buffer> lastWords)
      implements Body {
    public Tunnel(ReadStream<Buffer> source, WriteStream<Buffer> sink) {
      this(source, sink, null);
    }
  }

  /** No content. */
  static Body none() {
    return NONE;
  }

  /** That content, and no trailers. */
  static Body of(Buffer buffer) {
    return new Whole(buffer, NO_TRAILERS);
  }

  Body NONE = new None();

  /** Shared and never written to. */
  MultiMap NO_TRAILERS = HttpHeaders.headers();
}
