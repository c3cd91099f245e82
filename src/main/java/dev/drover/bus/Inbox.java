package dev.drover.bus;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An address of the event bus at which messages are taken, until it is closed.
 *
 * <p>That somebody listens is told to the nodes of a cluster once. A node that the news does not
 * reach, since members come and go at that moment, sends to those alone that it knows already: it
 * is heard, and hears nothing (<a href="https://github.com/vert-x3/vertx-hazelcast/issues/109">
 * vertx-hazelcast #109</a>). So an inbox can be {@linkplain #renew() renewed}. Safe for all
 * threads.
 *
 * @param <T> what a message has for a body
 */
public final class Inbox<T> {
  private static final long NONE = -1;

  private final Vertx vertx;
  private final MessageConsumerOptions options;
  private final Handler<Message<T>> handler;
  private MessageConsumer<T> consumer;
  private @Nullable MessageConsumer<T> next;
  private long timer = NONE;
  private boolean closed;

  /**
   * Begins to listen.
   *
   * @param handler called on the context of whoever begins or renews; fails as those of {@link
   *     MessageConsumer} do
   */
  public Inbox(Vertx vertx, MessageConsumerOptions options, Handler<Message<T>> handler) {
    this.vertx = vertx;
    this.options = options;
    this.handler = handler;
    this.consumer = vertx.eventBus().consumer(options, handler);
  }

  /** Completes when messages from the whole cluster come here. */
  public synchronized Future<Void> completion() {
    return consumer.completion();
  }

  /**
   * Tells the cluster again that somebody listens here, by a second registration that then takes
   * the place of the first. Whoever publishes meanwhile may be heard twice. Does nothing while it
   * is under way, or when only this process is listened to.
   */
  public synchronized void renew() {
    if (closed || next != null || options.isLocalOnly()) {
      return;
    }
    next = vertx.eventBus().consumer(options, handler);
    next.completion().onComplete(done -> renewed(done.succeeded()));
  }

  private synchronized void renewed(boolean told) {
    MessageConsumer<T> latest = next;
    next = null;
    if (latest == null) {
      return;
    }
    if (told) {
      consumer.unregister();
      consumer = latest;
    } else {
      latest.unregister();
    }
  }

  /** Renews it from now on that often, where there is a cluster. To be called once. */
  public synchronized Inbox<T> renewedEvery(Duration period) {
    if (vertx.isClustered() && !options.isLocalOnly()) {
      timer = vertx.setPeriodic(period.toMillis(), id -> renew());
    }
    return this;
  }

  /** Listens no more. */
  public synchronized Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    MessageConsumer<T> latest = next;
    next = null;
    Future<Void> gone = consumer.unregister();
    return latest == null ? gone : gone.eventually(latest::unregister);
  }
}
