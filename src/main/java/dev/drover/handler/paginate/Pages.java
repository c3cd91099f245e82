package dev.drover.handler.paginate;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Supply;
import dev.drover.exchange.Writing;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.upstream.Errand;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The items of all pages, in order, at the pace of whoever reads them: a page is asked for when the
 * one before has been taken, or as many ahead of that as was said. Confined to the exchange's event
 * loop.
 */
final class Pages extends Supply {
  /** A page that was asked for and has not been given on. */
  private static final class Slot {
    private final int number;
    private @Nullable Errand<Given> sent;
    private @Nullable Page page;
    private @Nullable Failure failure;
    private boolean last;

    Slot(int number) {
      this.number = number;
    }
  }

  private final Walk walk;
  private final Source source;
  private final PaginateConfig config;
  private final Reply reply;
  private final Executor later;
  private final Writing writing = new Writing(this::taken);
  private final Deque<Slot> slots = new ArrayDeque<>();
  private final Promise<Given> first = Promise.promise();
  private int asked;
  private boolean empty = true;
  private boolean giving;
  private boolean resting;
  private boolean known;
  private boolean over;

  /**
   * @param later runs a task after what is read here has been written
   */
  Pages(Walk walk, Source source, PaginateConfig config, Reply reply, Executor later) {
    this.walk = walk;
    this.source = source;
    this.config = config;
    this.reply = reply;
    this.later = later;
  }

  /**
   * Asks for the first page.
   *
   * @return what has come of it; a page can be given on then
   */
  Future<Given> begin(Exchange exchange) {
    exchange.onEnd(failure -> stop());
    if (config.ahead() == 0) {
      exchange.put(Writing.KEY, writing);
    }
    more();
    return first.future();
  }

  /** Nothing goes on. */
  private void stop() {
    over = true;
    slots.forEach(
        slot -> {
          if (slot.sent != null) {
            slot.sent
                .stop()
                .accept(Failure.of(Reason.CANCELLED, "The page is not wanted any more."));
          }
        });
    slots.clear();
  }

  // Asking

  private void more() {
    while (!over && !known && !resting && slots.size() < Math.max(1, config.ahead())) {
      if (asked > 0 && config.ahead() == 0 && !listens()) {
        return;
      }
      String place = walk.next();
      if (place == null) {
        return;
      }
      Slot slot = new Slot(asked++);
      slots.add(slot);
      if (slot.number >= config.pages()) {
        slot.failure =
            Failure.of(
                Reason.PROTOCOL,
                "There are more than " + config.pages() + " pages, which is what is allowed here.");
        known = true;
        run();
        return;
      }
      Errand<Given> sent = source.page(place);
      slot.sent = sent;
      sent.answer().onComplete(answered -> came(slot, answered));
    }
  }

  private void came(Slot slot, AsyncResult<Given> answered) {
    if (over) {
      return;
    }
    slot.sent = null;
    try {
      if (answered.failed()) {
        throw Failure.from(answered.cause());
      }
      if (answered.result() instanceof Page page) {
        slot.last = walk.came(slot.number, page);
        slot.page = page;
        known |= slot.last;
      } else if (answered.result() instanceof Given.Refusal refusal && slot.number > 0) {
        throw refusal.later();
      }
    } catch (Failure failure) {
      slot.failure = named(slot, failure);
      known = true;
    }
    if (slot.number == 0 && slot.failure != null) {
      first.fail(slot.failure);
    } else if (slot.number == 0) {
      first.complete(answered.result());
    }
    run();
  }

  private static Failure named(Slot slot, Failure failure) {
    String text = failure.text();
    return Failure.of(
            failure.reason(), "Page " + (slot.number + 1) + " could not be used: " + text, failure)
        .note(failure.note());
  }

  // Giving

  /** Gives on what is there, and asks for what is needed. */
  private void run() {
    if (giving) {
      return;
    }
    giving = true;
    Slot head = slots.peek();
    while (takes() && !over && head != null) {
      if (head.failure != null) {
        fail(head.failure);
      } else if (head.page != null) {
        slots.remove();
        give(head, head.page);
      } else {
        break;
      }
      head = slots.peek();
    }
    giving = false;
    more();
  }

  private void give(Slot slot, Page page) {
    Buffer out = Buffer.buffer(page.bytes().length + 16 * page.count());
    try {
      for (int i = 0; i < page.count(); i++) {
        reply.item(empty, page, i, out);
        empty = false;
      }
    } catch (Failure failure) {
      fail(named(slot, failure));
      return;
    }
    boolean last = slot.last;
    if (last) {
      reply.end(empty, out);
    }
    if (out.length() > 0) {
      supply(out);
      rest();
    }
    if (last && !over) {
      stop();
      supplyEnd();
    }
  }

  /** Whether the client takes more is known only when this has been written. */
  private void rest() {
    if (config.ahead() == 0) {
      resting = true;
      later.execute(this::taken);
    }
  }

  private void taken() {
    if (resting && writing.done()) {
      resting = false;
      run();
    }
  }

  private void fail(Failure failure) {
    stop();
    if (reply.ends(failure)) {
      supplyEnd();
    } else {
      supplyFailure(failure);
    }
  }

  @Override
  protected void resumed() {
    run();
  }
}
