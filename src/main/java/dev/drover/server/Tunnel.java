package dev.drover.server;

import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Pass;
import dev.drover.exchange.Pump;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import io.vertx.core.streams.WriteStream;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection after 101: bytes pass both ways as they are, at the pace of the slower side, until
 * one side closes. WebSocket close codes and pings are the business of the two ends.
 */
final class Tunnel {
  private final HttpServerRequest request;
  private final Exchange exchange;
  private final Pass pass;
  private final Body.Tunnel upstream;

  Tunnel(HttpServerRequest request, Exchange exchange, Pass pass, Body.Tunnel upstream) {
    this.request = request;
    this.exchange = exchange;
    this.pass = pass;
    this.upstream = upstream;
  }

  void start(MultiMap headers) {
    request.response().headers().addAll(headers);
    request.toNetSocket().onComplete(this::join, this::broken);
  }

  private void join(NetSocket client) {
    if (exchange.ended()) {
      client.close();
      return;
    }
    client.closeHandler(nothing -> exchange.complete());
    exchange.onEnd(failure -> leave(client, failure));
    new Pump(client, new Way(upstream.sink(), exchange::received), pass).start();
    new Pump(upstream.source(), new Way(client, exchange::sent), pass).start();
  }

  private void leave(NetSocket client, @Nullable Failure failure) {
    Function<Failure, Buffer> words = upstream.lastWords();
    if (failure != null && words != null) {
      client.end(words.apply(failure));
    } else {
      client.close();
    }
  }

  private void broken(Throwable cause) {
    exchange.fail(Failure.of(Reason.CANCELLED, "The tunnel broke off.", cause));
  }

  /** One of the two directions. */
  private final class Way implements Pump.Sink {
    private final WriteStream<Buffer> to;
    private final IntConsumer count;

    Way(WriteStream<Buffer> to, IntConsumer count) {
      this.to = to;
      this.count = count;
    }

    @Override
    public WriteStream<Buffer> stream() {
      return to;
    }

    @Override
    public void pass(Buffer content) {
      count.accept(content.length());
    }

    @Override
    public void head() {}

    @Override
    public void end(@Nullable Buffer last) {
      (last != null ? to.end(last) : to.end()).onComplete(done -> exchange.complete());
    }

    @Override
    public void broken(Throwable cause) {
      Tunnel.this.broken(cause);
    }
  }
}
