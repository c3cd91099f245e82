package dev.drover.upstream;

import dev.drover.exchange.Outbound;
import dev.drover.limit.Outcome;
import dev.drover.status.Reason;
import dev.drover.telemetry.trace.AttemptTrace;
import io.vertx.core.MultiMap;

/**
 * One attempt at one endpoint as everyone sees it who keeps count: the load of the endpoint, its
 * ejection, the breaker, the adaptive limit and the metrics. It ends exactly once.
 */
final class Work {
  private final HttpUpstream upstream;
  private final Endpoint endpoint;
  private final Outbound outbound;
  private final AttemptTrace trace;
  private final long began;
  private long sent = -1;
  private long received = -1;
  private long answered;

  /**
   * @param again whether a server has refused the request before
   */
  Work(Call call, Endpoint endpoint, boolean again, long now) {
    this.upstream = call.upstream();
    this.endpoint = endpoint;
    this.outbound = call.outbound();
    this.trace = call.trace().attempt(endpoint.address(), call.further().previous(), again);
    this.began = now;
    this.answered = now;
    endpoint.load().begin(now);
    if (outbound.grpc()) {
      endpoint.telemetry().started(outbound.method());
    }
    upstream.ejections().begin(endpoint, now);
  }

  /** When it began, of the wheel's clock. */
  long began() {
    return began;
  }

  /** The server is told of the trace. */
  void inject(MultiMap headers) {
    trace.inject(headers);
  }

  /** So much content was sent to it, and came from it. */
  void moved(long sent, long received) {
    this.sent = sent;
    this.received = received;
  }

  /** The head of the answer has come. */
  void head(long now) {
    answered = now;
    endpoint.works(now - began);
    upstream.admission().sample(began, now - began, false);
    endpoint.sample(began, now - began, false);
  }

  /** It was answered in full. */
  void answered(Answer answer, long now) {
    if (outbound.grpc()) {
      trace.end(answer.code());
      endpoint.telemetry().answered(now - began, outbound.method(), answer.code(), sent, received);
    } else {
      trace.end(answer.status());
      endpoint.telemetry().answered(now - began, answer.status());
    }
    judged(answer.outcome(), now);
  }

  /** There was no answer, or it broke off. */
  void failed(Reason reason, long now) {
    count(reason, now);
    judged(Outcome.LOCAL_FAILURE, now);
  }

  /** It has not been tried at all: no connection, and no verdict on what is behind one. */
  void unsent(Reason reason, long now) {
    count(reason, now);
    forget(now);
  }

  /**
   * Nobody waits for it any longer. When that is for its deadline, and the endpoint had its time,
   * it is the endpoint's failure.
   */
  void left(Reason reason, long now) {
    count(reason, now);
    long waited = now - began;
    boolean silent = reason == Reason.DEADLINE && answered == began;
    if (silent && endpoint.tarries(waited)) {
      judged(Outcome.LOCAL_FAILURE, now);
    } else {
      forget(now);
    }
  }

  private void judged(Outcome outcome, long now) {
    long waited = (answered == began ? now : answered) - began;
    endpoint.load().end(now, waited);
    if (answered == began) {
      upstream.admission().sample(began, waited, outcome != Outcome.SUCCESS);
      endpoint.sample(began, waited, outcome != Outcome.SUCCESS);
    }
    upstream.admission().ended(outcome != Outcome.SUCCESS, waited, now);
    upstream.ejections().report(endpoint, outcome, now - began, now);
  }

  private void forget(long now) {
    endpoint.load().end(now);
    upstream.admission().forget(now - began, now);
    upstream.ejections().forget(endpoint);
  }

  private void count(Reason reason, long now) {
    trace.end(reason);
    if (outbound.grpc()) {
      endpoint.telemetry().failed(now - began, outbound.method(), reason);
    } else {
      endpoint.telemetry().failed(now - began, reason);
    }
  }
}
