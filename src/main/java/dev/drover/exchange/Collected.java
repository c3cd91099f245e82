package dev.drover.exchange;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** A body that is read as a whole, up to a bound. */
public final class Collected {
  private static final Buffer NOTHING = Buffer.buffer();

  private final Promise<Buffer> promise = Promise.promise();
  private final ReadStream<Buffer> source;
  private final long most;
  private Buffer all = NOTHING;

  private Collected(ReadStream<Buffer> source, long most) {
    this.source = source;
    this.most = most;
  }

  /**
   * All of a body; a stream must not have been read yet.
   *
   * @param most how many bytes it may have
   * @return fails with {@link Reason#TOO_LARGE} when it has more, with what broke it when it broke,
   *     and not at all when the exchange ends first
   */
  public static Future<Buffer> of(Body body, long most) {
    if (body instanceof Body.Stream stream) {
      return new Collected(stream.source(), most).read();
    }
    return Future.succeededFuture(body instanceof Body.Whole whole ? whole.buffer() : NOTHING);
  }

  private Future<Buffer> read() {
    source.exceptionHandler(promise::tryFail);
    source.handler(this::came);
    source.endHandler(nothing -> promise.tryComplete(all));
    source.resume();
    return promise.future();
  }

  private void came(Buffer content) {
    if (all.length() + (long) content.length() > most) {
      source.pause();
      promise.tryFail(
          Failure.of(
              Reason.TOO_LARGE,
              "The message has more than " + most + " bytes, which is what is allowed here."));
    } else {
      all = all.length() == 0 ? content : all.appendBuffer(content);
    }
  }
}
