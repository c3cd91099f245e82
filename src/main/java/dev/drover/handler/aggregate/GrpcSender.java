package dev.drover.handler.aggregate;

import dev.drover.codec.rpc.CallKind;
import dev.drover.codec.rpc.CallMethod;
import dev.drover.expression.ExpressionFailed;
import dev.drover.handler.SchemaMethod;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.Workers;
import dev.drover.upstream.CallFailed;
import dev.drover.upstream.Errand;
import dev.drover.upstream.Upstream;
import dev.drover.upstream.UpstreamCalls;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Unary gRPC calls, whose messages are JSON by a schema. */
record GrpcSender(
    Upstream upstream,
    SchemaMethod called,
    Template message,
    Map<String, Template> metadata,
    int most,
    Workers workers)
    implements Sender {
  private static final int MOST_REQUEST = 4 << 20;

  @Override
  public Errand<Outcome> send(Known known, Duration timeout) throws ExpressionFailed {
    CallMethod method = called.now();
    if (method.kind() != CallKind.UNARY) {
      throw Failure.of(Reason.NO_SCHEMA, method.label() + " is not unary.");
    }
    byte[] json = Json.bytes(message.of(known));
    byte[] wire = method.read(json, 0, json.length, MOST_REQUEST);
    MultiMap fields = HttpHeaders.headers().set("x-request-id", known.exchange().id());
    HttpSender.write(metadata, known, fields);
    Errand<byte[]> errand =
        new UpstreamCalls(upstream, known.exchange().wheel(), most)
            .begin(known.exchange(), called.path(), fields, wire, timeout);
    Reading of = Reading.within(timeout, known.exchange(), workers);
    return new Errand<>(
        errand
            .answer()
            .compose(answer -> of.make(answer.length, () -> outcome(method, answer)))
            .otherwise(cause -> failed(cause, timeout)),
        errand.stop());
  }

  private static Outcome outcome(CallMethod method, byte[] answer) {
    try {
      Object value = Json.value(method.print(answer, 0, answer.length));
      return Outcome.of(200, HttpHeaders.headers(), value, answer.length);
    } catch (IOException impossible) {
      throw new IllegalStateException("A message was printed as what is no JSON.", impossible);
    }
  }

  private static Outcome failed(Throwable cause, Duration timeout) {
    if (!(cause instanceof CallFailed failed)) {
      return Outcome.failed(Failure.from(cause));
    }
    return failed
        .failure()
        .map(failure -> Outcome.failed(HttpSender.told(failure, timeout)))
        .orElseGet(() -> Outcome.failed(failed.code().httpStatus(), refused(failed)));
  }

  private static Failure refused(CallFailed failed) {
    String text = String.valueOf(failed.getMessage());
    return Failure.of(
        Reason.CALL_FAILED, Character.toUpperCase(text.charAt(0)) + text.substring(1));
  }
}
