package dev.drover.upstream.bus;

import dev.drover.exchange.Supply;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a stream of messages in both directions over the event bus. Each side sends as many as
 * the other has given credit for; who is silent for {@value #SILENCE_MILLIS} ms is gone. This is
 * the one place that knows how streams are written on the event bus, until Vert.x has a form of its
 * own; docs/bus.md has the table.
 *
 * <p>Confined to the context that it was made on. It is handed over paused.
 */
public final class BusStream extends Supply implements WriteStream<Buffer> {
  private static final int WINDOW = 16;
  private static final long BEAT_MILLIS = 5_000;
  private static final long SILENCE_MILLIS = 15_000;
  private static final int GONE = 14;
  private static final Buffer NOTHING = Buffer.buffer();

  private final Vertx vertx;
  private final boolean local;
  private final String mine = "drover.stream." + UUID.randomUUID();
  private final MessageConsumer<Buffer> inbox;
  private final Deque<Buffer> received = new ArrayDeque<>();
  private final Deque<Buffer> unsent = new ArrayDeque<>();
  private String peer = "";
  private long credit;
  private int taken;
  private long heard = System.nanoTime();
  private final long beat;
  private boolean peerEnded;
  private boolean told;
  private boolean ended;
  private boolean endSent;
  private boolean closed;
  private @Nullable Throwable failure;
  private @Nullable Handler<Void> drainHandler;

  private BusStream(Vertx vertx, boolean local) {
    this.vertx = vertx;
    this.local = local;
    this.inbox = local ? vertx.eventBus().localConsumer(mine) : vertx.eventBus().consumer(mine);
    inbox.handler(this::heard);
    this.beat = vertx.setPeriodic(BEAT_MILLIS, id -> beat());
  }

  /**
   * Opens a stream to whoever serves an address.
   *
   * @param head headers of the first message, and how long its reply may take
   */
  static Future<BusStream> open(Vertx vertx, String address, boolean local, DeliveryOptions head) {
    BusStream stream = new BusStream(vertx, local);
    head.setLocalOnly(local).addHeader("stream", "1").addHeader("from", stream.mine);
    return stream
        .inbox
        .completion()
        .compose(nothing -> vertx.eventBus().<Buffer>request(address, NOTHING, head))
        .map(
            reply -> {
              String to = reply.headers().get("from");
              if (to == null) {
                throw new ReplyException(
                    ReplyFailure.RECIPIENT_FAILURE, 12, "The address does not stream.");
              }
              stream.meets(to);
              return stream;
            })
        .onFailure(cause -> stream.close());
  }

  /**
   * Serves streams on an address: for verticles.
   *
   * @param cluster whether other nodes may open them
   * @param server given each stream, and the headers that it was opened with
   */
  public static MessageConsumer<Buffer> serve(
      Vertx vertx, String address, boolean cluster, BiConsumer<BusStream, MultiMap> server) {
    MessageConsumer<Buffer> consumer =
        cluster ? vertx.eventBus().consumer(address) : vertx.eventBus().localConsumer(address);
    consumer.handler(
        message -> {
          String from = message.headers().get("from");
          if (!"1".equals(message.headers().get("stream")) || from == null) {
            message.fail(12, "This address takes streams only.");
            return;
          }
          BusStream stream = new BusStream(vertx, !cluster);
          stream
              .inbox
              .completion()
              .onSuccess(
                  nothing -> {
                    stream.meets(from);
                    message.reply(NOTHING, stream.head("open").addHeader("from", stream.mine));
                    server.accept(stream, message.headers());
                  })
              .onFailure(cause -> message.fail(GONE, "The stream cannot be opened."));
        });
    return consumer;
  }

  private void meets(String other) {
    peer = other;
    credit = WINDOW;
    send();
  }

  private DeliveryOptions head(String type) {
    return new DeliveryOptions().setLocalOnly(local).addHeader("type", type);
  }

  private void tell(Buffer body, DeliveryOptions head) {
    if (!peer.isEmpty() && !closed) {
      vertx.eventBus().send(peer, body, head);
    }
  }

  // What the other side says

  private void heard(Message<Buffer> message) {
    heard = System.nanoTime();
    String type = message.headers().get("type");
    switch (type == null ? "" : type) {
      case "item" -> {
        if (received.size() >= 2 * WINDOW) {
          fail(8, "The other side sends more than it may.");
        } else {
          received.add(message.body());
        }
      }
      case "end" -> peerEnded = true;
      case "credit" -> {
        credit += Long.parseLong(message.headers().get("credit"));
        send();
      }
      case "fail" -> {
        String code = message.headers().get("code");
        broke(
            new ReplyException(
                ReplyFailure.RECIPIENT_FAILURE,
                code == null ? 2 : Integer.parseInt(code),
                message.headers().get("text")));
      }
      default -> {}
    }
    deliver();
  }

  private void deliver() {
    while (takes() && !received.isEmpty()) {
      Buffer next = received.remove();
      if (++taken == WINDOW / 2) {
        tell(NOTHING, head("credit").addHeader("credit", Integer.toString(taken)));
        taken = 0;
      }
      supply(next);
    }
    if (told || !listens() || !received.isEmpty()) {
      return;
    }
    if (failure != null) {
      told = true;
      supplyFailure(failure);
    } else if (peerEnded) {
      told = true;
      supplyEnd();
      finish();
    }
  }

  private void broke(Throwable cause) {
    if (failure == null) {
      failure = cause;
      close();
    }
  }

  private void beat() {
    if (!peer.isEmpty() && System.nanoTime() - heard > SILENCE_MILLIS * 1_000_000) {
      broke(
          new ReplyException(
              ReplyFailure.RECIPIENT_FAILURE, GONE, "The other side of the stream is gone."));
      deliver();
    } else {
      tell(NOTHING, head("beat"));
    }
  }

  private void finish() {
    if (endSent && peerEnded) {
      close();
    }
  }

  private void close() {
    if (!closed) {
      closed = true;
      vertx.cancelTimer(beat);
      inbox.unregister();
    }
  }

  // What this side says

  private void send() {
    while (credit > 0 && !unsent.isEmpty()) {
      credit--;
      tell(unsent.remove(), head("item"));
    }
    if (ended && unsent.isEmpty() && !endSent && !peer.isEmpty()) {
      endSent = true;
      tell(NOTHING, head("end"));
      finish();
    }
    Handler<Void> waiting = drainHandler;
    if (waiting != null && !writeQueueFull()) {
      drainHandler = null;
      waiting.handle(null);
    }
  }

  /** Ends the stream with a failure, for both sides. */
  public void fail(int code, String text) {
    if (!closed) {
      tell(NOTHING, head("fail").addHeader("code", "" + code).addHeader("text", text));
      broke(new ReplyException(ReplyFailure.RECIPIENT_FAILURE, code, text));
    }
  }

  @Override
  public Future<Void> write(Buffer item) {
    if (closed || ended) {
      return Future.failedFuture("The stream has ended.");
    }
    unsent.add(item);
    send();
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> end() {
    ended = true;
    send();
    Promise<Void> done = Promise.promise();
    done.complete();
    return done.future();
  }

  /** True while the other side has given no credit for what was written. */
  @Override
  public boolean writeQueueFull() {
    return !unsent.isEmpty();
  }

  @Override
  public BusStream setWriteQueueMaxSize(int size) {
    return this; // the window is what the form says
  }

  @Override
  public BusStream drainHandler(@Nullable Handler<Void> handler) {
    drainHandler = handler;
    return this;
  }

  @Override
  public BusStream exceptionHandler(@Nullable Handler<Throwable> handler) {
    super.exceptionHandler(handler);
    return this;
  }

  @Override
  protected void resumed() {
    deliver();
  }
}
