package dev.drover.handler.paginate;

import com.google.rpc.Status;
import dev.drover.codec.json.StatusJson;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Writing;
import dev.drover.handler.transcode.ReplyForm;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.upstream.Errand;
import dev.drover.upstream.UpstreamRequests;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The items of all pages, in order, at the pace of whoever reads them: a page is asked for when the
 * one before has been taken, or as many ahead of that as was said. Confined to the exchange's event
 * loop.
 */
final class Pages implements ReadStream<Buffer> {
  /** A page that was asked for and has not been given on. */
  private static final class Slot {
    private final int number;
    private @Nullable Errand<UpstreamRequests.Answer> sent;
    private @Nullable Page page;
    private @Nullable Failure failure;
    private boolean last;

    Slot(int number) {
      this.number = number;
    }
  }

  private final Walk walk;
  private final Function<String, Errand<UpstreamRequests.Answer>> ask;
  private final PageReader reader;
  private final PaginateConfig config;
  private final ReplyForm form;
  private final Executor later;
  private final Writing writing = new Writing(this::taken);
  private final Deque<Slot> slots = new ArrayDeque<>();
  private final Promise<UpstreamRequests.Answer> first = Promise.promise();
  private int asked;
  private boolean empty = true;
  private boolean flowing;
  private boolean giving;
  private boolean resting;
  private boolean known;
  private boolean over;
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;

  /**
   * @param ask sends a request for a target
   * @param later runs a task after what is read here has been written
   */
  Pages(
      Walk walk,
      Function<String, Errand<UpstreamRequests.Answer>> ask,
      PageReader reader,
      PaginateConfig config,
      ReplyForm form,
      Executor later) {
    this.walk = walk;
    this.ask = ask;
    this.reader = reader;
    this.config = config;
    this.form = form;
    this.later = later;
  }

  /**
   * Asks for the first page.
   *
   * @return its answer; when that is a page it has been read, and can be given on
   */
  Future<UpstreamRequests.Answer> begin(Exchange exchange) {
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
      if (asked > 0 && config.ahead() == 0 && !flowing) {
        return;
      }
      String target = walk.next();
      if (target == null) {
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
      Errand<UpstreamRequests.Answer> sent = ask.apply(target);
      slot.sent = sent;
      sent.answer().onComplete(answered -> came(slot, target, answered));
    }
  }

  private void came(Slot slot, String target, AsyncResult<UpstreamRequests.Answer> answered) {
    if (over) {
      return;
    }
    slot.sent = null;
    try {
      if (answered.failed()) {
        throw Failure.from(answered.cause());
      }
      UpstreamRequests.Answer answer = answered.result();
      if (answer.status() == 200 || answer.status() == 204) {
        Page page = reader.read(target, answer);
        slot.last = walk.came(slot.number, page);
        slot.page = page;
        known |= slot.last;
      } else if (slot.number > 0) {
        throw Failure.of(Reason.PROTOCOL, "the upstream answered with " + answer.status() + ".");
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
    while (flowing && !over && handler != null && head != null) {
      if (head.failure != null) {
        fail(head.failure);
      } else if (head.page != null) {
        slots.remove();
        give(head.page, head.last);
      } else {
        break;
      }
      head = slots.peek();
    }
    giving = false;
    more();
  }

  private void give(Page page, boolean last) {
    Buffer out = Buffer.buffer(page.bytes().length + 16 * page.count());
    for (int i = 0; i < page.count(); i++) {
      out.appendBytes(form.separator(empty)).appendBytes(form.before());
      page.write(i, out);
      out.appendBytes(form.after());
      empty = false;
    }
    if (last) {
      out.appendBytes(form.end(empty));
    }
    Handler<Buffer> taker = handler;
    if (out.length() > 0 && taker != null) {
      taker.handle(out);
      rest();
    }
    if (last && !over) {
      stop();
      if (endHandler != null) {
        endHandler.handle(null);
      }
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
    if (exceptionHandler != null) {
      exceptionHandler.handle(failure);
    }
  }

  /** What a client is told within the content; null where the answer must rather look broken. */
  @Nullable Function<Failure, Buffer> lastWords() {
    if (form == ReplyForm.ARRAY) {
      return null;
    }
    return failure ->
        Buffer.buffer()
            .appendBytes(form.beforeError())
            .appendBytes(
                StatusJson.of(
                    Status.newBuilder()
                        .setCode(failure.reason().grpc().number())
                        .setMessage(failure.text())
                        .build()))
            .appendBytes(form.afterError());
  }

  @Override
  public Pages resume() {
    flowing = true;
    run();
    return this;
  }

  @Override
  public Pages pause() {
    flowing = false;
    return this;
  }

  @Override
  public Pages fetch(long amount) {
    return amount > 0 ? resume() : this;
  }

  @Override
  public Pages handler(@Nullable Handler<Buffer> taker) {
    handler = taker;
    return this;
  }

  @Override
  public Pages endHandler(@Nullable Handler<Void> taker) {
    endHandler = taker;
    return this;
  }

  @Override
  public Pages exceptionHandler(@Nullable Handler<Throwable> taker) {
    exceptionHandler = taker;
    return this;
  }
}
