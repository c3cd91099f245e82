package dev.drover.demo;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.function.IntFunction;

/**
 * The answering side of one gRPC call. It knows when the call is over, whoever ended it: the
 * service, the client, the connection or the deadline; nothing is written after that.
 *
 * <p>Confined to the call's event loop.
 *
 * @param <T> the message that is sent
 */
final class Reply<T> {
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final GrpcServerResponse<?, T> response;
  private long deadline = NO_TIMER;
  private long pause = NO_TIMER;
  private boolean over;

  private Reply(Vertx vertx, GrpcServerResponse<?, T> response) {
    this.vertx = vertx;
    this.response = response;
  }

  /** The reply to a call, whose {@code grpc-timeout} begins now. */
  static <T> Reply<T> to(GrpcServerRequest<?, T> call, Vertx vertx) {
    Reply<T> reply = new Reply<>(vertx, call.response());
    call.errorHandler(error -> reply.finish());
    call.exceptionHandler(thrown -> reply.finish());
    call.response().exceptionHandler(thrown -> reply.finish());
    if (call.timeout() > 0) {
      reply.deadline =
          vertx.setTimer(
              call.timeout(),
              timer -> reply.end(GrpcStatus.DEADLINE_EXCEEDED, "The deadline has passed."));
    }
    return reply;
  }

  /** Whether the call has ended. */
  boolean over() {
    return over;
  }

  /** Sends one message. */
  void send(T message) {
    if (!over) {
      response.write(message);
    }
  }

  /** Whether the client reads more slowly than the service writes. */
  boolean full() {
    return response.writeQueueFull();
  }

  /** Calls back once there is room again. */
  void whenRoom(Runnable next) {
    response.drainHandler(drained -> next.run());
  }

  /** Ends the call with status OK. */
  void end() {
    end(GrpcStatus.OK, "");
  }

  /**
   * Ends the call.
   *
   * @param message what went wrong; empty for OK
   */
  void end(GrpcStatus status, String message) {
    if (over) {
      return;
    }
    finish();
    response.status(status);
    if (!message.isEmpty()) {
      response.statusMessage(message);
    }
    response.end();
  }

  /**
   * Sends a series of messages, as fast as the client reads them or slower.
   *
   * @param count how many
   * @param everyMillis the time before each, 0 for none
   * @param message makes the message of a number from 1; called only when there is room for it
   * @return completes when all are sent, never if the call ends before
   */
  Future<Void> series(int count, long everyMillis, IntFunction<T> message) {
    Promise<Void> sent = Promise.promise();
    if (everyMillis > 0 && count > 0) {
      pause = vertx.setTimer(everyMillis, due -> proceed(1, count, everyMillis, message, sent));
    } else {
      proceed(1, count, everyMillis, message, sent);
    }
    return sent.future();
  }

  private void proceed(
      int from, int count, long everyMillis, IntFunction<T> message, Promise<Void> sent) {
    int number = from;
    while (!over && number <= count) {
      if (full()) {
        int next = number;
        whenRoom(() -> proceed(next, count, everyMillis, message, sent));
        return;
      }
      send(message.apply(number++));
      if (everyMillis > 0 && number <= count) {
        int next = number;
        pause =
            vertx.setTimer(everyMillis, timer -> proceed(next, count, everyMillis, message, sent));
        return;
      }
    }
    if (!over) {
      sent.complete();
    }
  }

  private void finish() {
    over = true;
    vertx.cancelTimer(deadline);
    vertx.cancelTimer(pause);
  }
}
