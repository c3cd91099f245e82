package dev.drover.handler.tasks;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.drover.codec.GrpcDeframer;
import dev.drover.codec.GrpcFrame;
import dev.drover.codec.GrpcStatus;
import dev.drover.exchange.Body;
import dev.drover.exchange.Collected;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import dev.drover.task.Dispatch;
import dev.drover.task.Job;
import dev.drover.task.Kind;
import dev.drover.task.Order;
import dev.drover.task.v1.CancelReply;
import dev.drover.task.v1.CancelRequest;
import dev.drover.task.v1.ListRequest;
import dev.drover.task.v1.Progress;
import dev.drover.task.v1.SubmitEvent;
import dev.drover.task.v1.SubmitReply;
import dev.drover.task.v1.SubmitRequest;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The gRPC service drover.v1.Tasks, on one event loop. Messages that take long to read or write are
 * read and written elsewhere.
 */
final class TaskCalls {
  /** The service's name. */
  static final String SERVICE = "drover.v1.Tasks";

  private static final int QUICK_BYTES = 64 << 10;
  private static final int ENVELOPE = 4096;
  private static final int MOST = Integer.MAX_VALUE - 64;

  private final Vertx vertx;
  private final Dispatch dispatch;

  TaskCalls(Vertx vertx, Dispatch dispatch) {
    this.vertx = vertx;
    this.dispatch = dispatch;
  }

  /**
   * Answers a call.
   *
   * @param method its name, without that of the service
   * @param body the request, in frames of gRPC
   */
  Future<Response> answer(Exchange exchange, String method, Body body) {
    int most = (int) Math.min(MOST, dispatch.tasks().config().payloadBytes().bytes() + ENVELOPE);
    Request request =
        new Request(
            Collected.of(body, most + (long) GrpcFrame.PREFIX),
            GrpcDeframer.ofRequest(exchange.head().headers(), most));
    return switch (method) {
      case "Submit" ->
          read(request, SubmitRequest.parser()).compose(asked -> submit(exchange, asked));
      case "SubmitStream" ->
          read(request, SubmitRequest.parser()).compose(asked -> stream(exchange, asked));
      case "Cancel" ->
          read(request, CancelRequest.parser())
              .map(
                  asked ->
                      whole(
                          CancelReply.newBuilder()
                              .setCancelled(
                                  dispatch.tasks().cancel(asked.getJob(), Order.caller(exchange)))
                              .build()));
      case "List" ->
          read(request, ListRequest.parser())
              .map(asked -> whole(TaskMessages.list(dispatch.tasks(), Order.caller(exchange))));
      default ->
          Future.failedFuture(
              Failure.of(
                  Reason.NO_ROUTE, "Tasks has the methods Submit, SubmitStream, Cancel and List."));
    };
  }

  /** What is asked for, and who takes it apart. */
  private record Request(Future<Buffer> content, GrpcDeframer frames) {}

  private <T> Future<T> read(Request request, Parser<T> parser) {
    return request.content.compose(
        content -> aside(content.length(), () -> parser.parseFrom(request.frames.only(content))));
  }

  /** Does what is quick here and what is not on a worker of Vert.x. */
  private <T> Future<T> aside(int bytes, Callable<T> work) {
    Callable<T> careful =
        () -> {
          try {
            return work.call();
          } catch (InvalidProtocolBufferException broken) {
            throw Failure.of(Reason.MALFORMED, "The message of the request cannot be read.");
          }
        };
    if (bytes > QUICK_BYTES) {
      return vertx.executeBlocking(careful, false);
    }
    try {
      return Future.succeededFuture(careful.call());
    } catch (Exception failed) {
      return Future.failedFuture(failed);
    }
  }

  private Future<Response> submit(Exchange exchange, SubmitRequest asked) {
    return order(exchange, asked)
        .compose(
            order -> {
              Job job = dispatch.submit(order);
              exchange.onEnd(failure -> job.cancel());
              return job.result().compose(result -> reply(order, result));
            })
        .map(TaskCalls::whole);
  }

  private Future<Order> order(Exchange exchange, SubmitRequest asked) {
    String caller = Order.caller(exchange);
    return aside(
        asked.getSerializedSize(), () -> TaskMessages.order(asked, caller, exchange.remaining()));
  }

  private Future<SubmitReply> reply(Order order, Buffer result) {
    Kind kind = dispatch.kind(order.task());
    return kind == null
        ? Future.failedFuture("The task is gone.")
        : aside(result.length(), () -> TaskMessages.reply(order.id(), kind, result));
  }

  private Future<Response> stream(Exchange exchange, SubmitRequest asked) {
    return order(exchange, asked).map(order -> stream(exchange, order));
  }

  private Response stream(Exchange exchange, Order order) {
    ProgressStream stream = new ProgressStream();
    SubmitEvent.Builder event = SubmitEvent.newBuilder().setJob(order.id());
    stream.step(GrpcFrame.of(event.setProgress(Progress.getDefaultInstance()).build()));
    Job job =
        dispatch.submit(
            order.telling(
                (done, note) ->
                    stream.step(
                        GrpcFrame.of(
                            event
                                .setProgress(Progress.newBuilder().setDone(done).setNote(note))
                                .build()))));
    exchange.onEnd(failure -> job.cancel());
    job.result()
        .compose(result -> reply(order, result))
        .onSuccess(reply -> stream.end(GrpcFrame.of(event.setResult(reply).build())))
        .onFailure(cause -> stream.fail(Failure.from(cause)));
    return answer(stream);
  }

  private static Response whole(MessageLite message) {
    ProgressStream stream = new ProgressStream();
    stream.end(GrpcFrame.of(message));
    return answer(stream);
  }

  private static Response answer(ProgressStream stream) {
    MultiMap headers = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, "application/grpc");
    MultiMap trailers = HttpHeaders.headers();
    GrpcStatus.write(trailers, GrpcCode.OK, "", List.of());
    return new Response(200, headers, new Body.Stream(stream, () -> trailers));
  }
}
