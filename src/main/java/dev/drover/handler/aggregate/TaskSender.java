package dev.drover.handler.aggregate;

import dev.drover.expression.ExpressionFailed;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.Dispatch;
import dev.drover.task.Job;
import dev.drover.task.Kind;
import dev.drover.task.Order;
import dev.drover.task.Workers;
import dev.drover.upstream.Errand;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;

/** Jobs for the workers. */
record TaskSender(Dispatch dispatch, Kind kind, Template input, long most, Workers workers)
    implements Sender {
  @Override
  public Errand<Outcome> send(Known known, Duration timeout) throws ExpressionFailed {
    Buffer content = Buffer.buffer(Json.bytes(input.of(known)));
    Job job =
        dispatch.submit(
            Order.of(kind.name(), content, Order.caller(known.exchange()))
                .within(timeout.toNanos()));
    Reading of = Reading.within(timeout, known.exchange(), workers);
    return new Errand<>(
        job.result()
            .compose(result -> of.make(result.length(), () -> outcome(result)))
            .otherwise(cause -> Outcome.failed(HttpSender.told(Failure.from(cause), timeout))),
        failure -> job.cancel());
  }

  private Outcome outcome(Buffer result) {
    if (result.length() > most) {
      return Outcome.failed(
          Failure.of(
              Reason.MESSAGE_TOO_LARGE,
              "The result has more than " + most + " bytes, which is what is allowed here."));
    }
    try {
      Object value =
          kind.traits().gives() == dev.drover.task.Form.JSON
              ? Json.value(result.getBytes())
              : Base64.getEncoder().encodeToString(result.getBytes());
      return Outcome.of(200, HttpHeaders.headers(), value, result.length());
    } catch (IOException none) {
      throw new IllegalStateException("The result of " + kind.name() + " is no JSON.", none);
    }
  }
}
