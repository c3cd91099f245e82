package dev.drover.upstream;

import dev.drover.exchange.Body;
import dev.drover.exchange.Head;
import dev.drover.exchange.Pass;
import dev.drover.exchange.Pump;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/** A request on its way to an endpoint. Confined to one event loop. */
final class Sending implements Pump.Sink {
  private final Outgoing outgoing;
  private final boolean upgrade;
  private final Pass pass;
  private final Attempt attempt;
  private @Nullable Pump pump;
  private long bytes;

  /**
   * @param attempt told when it has been written in full, and when its content breaks off
   * @param authority whom it is for
   */
  Sending(
      Attempt attempt,
      HttpClientStream stream,
      Head head,
      String authority,
      boolean http2,
      Pass pass) {
    this.attempt = attempt;
    this.outgoing = new Outgoing(stream, head.method(), head.target(), authority, head.headers());
    this.upgrade = !http2 && head.headers().contains(HttpHeaders.UPGRADE);
    this.pass = pass;
  }

  /** Begins, at the end of a pass. */
  void start(Body body, @Nullable ReadStream<Buffer> content) {
    if (upgrade) {
      attempt.sent();
      outgoing.sendUpgrade();
    } else if (content != null) {
      Pump started = new Pump(content, this, pass);
      pump = started;
      started.start();
      started.run();
    } else {
      attempt.sent();
      if (body instanceof Body.Whole whole) {
        bytes = whole.buffer().length();
        outgoing.end(whole.buffer());
      } else {
        outgoing.end();
      }
    }
  }

  /** Takes the client's bytes once HTTP is left behind. */
  Outgoing outgoing() {
    return outgoing;
  }

  /** How much content has been written. */
  long bytes() {
    return bytes;
  }

  /** Nothing more is written. */
  void stop() {
    if (pump != null) {
      pump.stop();
    }
  }

  @Override
  public WriteStream<Buffer> stream() {
    return outgoing;
  }

  @Override
  public void pass(Buffer content) {
    bytes += content.length();
  }

  @Override
  public void head() {
    outgoing.sendHead();
  }

  @Override
  public void end(@Nullable Buffer last) {
    if (last != null) {
      outgoing.end(last);
    } else {
      outgoing.end();
    }
    attempt.sent();
  }

  @Override
  public void broken(Throwable cause) {
    attempt.broken(cause);
  }
}
