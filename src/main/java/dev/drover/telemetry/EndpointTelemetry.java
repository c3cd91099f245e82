package dev.drover.telemetry;

import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;

/**
 * Counts the attempts of one event loop at one endpoint. Get it once, when the endpoint becomes
 * known, and keep it beside the endpoint; every attempt ends in exactly one call that tells of it.
 *
 * <p>Confined to its event loop; costs tens of nanoseconds. Durations are in nanoseconds, from the
 * request's head leaving to the end of the answer.
 */
public final class EndpointTelemetry implements AutoCloseable {
  private static final Reason[] REASONS = Reason.values();
  private static final int OK = REASONS.length;
  private static final int ERROR = OK + 1;

  private final String name;
  private final UpstreamTelemetry upstream;
  private final Cells outcomes = new Cells(ERROR + 1);

  EndpointTelemetry(String name, UpstreamTelemetry upstream) {
    this.name = name;
    this.upstream = upstream;
  }

  /**
   * An attempt of a gRPC call begins.
   *
   * @param method {@code package.Service/Method}
   */
  public void started(String method) {
    upstream.calls().started(method);
  }

  /** An HTTP upstream answered. */
  public void answered(long nanos, int status) {
    outcomes.add(status < 500 ? OK : ERROR, 1);
    upstream.http().record(status, nanos);
  }

  /**
   * A gRPC upstream answered.
   *
   * @param method {@code package.Service/Method}
   */
  public void answered(long nanos, String method, GrpcCode code) {
    answered(nanos, method, code, -1, -1);
  }

  /**
   * A gRPC upstream answered.
   *
   * @param method {@code package.Service/Method}
   * @param sent bytes of content it was sent, negative when they are not known
   * @param received bytes of content it sent, likewise
   */
  public void answered(long nanos, String method, GrpcCode code, long sent, long received) {
    outcomes.add(CallSeries.faulty(code) ? ERROR : OK, 1);
    upstream.calls().handled(method, code, nanos, sent, received, true);
  }

  /** An HTTP upstream gave no answer, or broke off. */
  public void failed(long nanos, Reason reason) {
    outcomes.add(reason.ordinal(), 1);
  }

  /** A gRPC upstream gave no answer, or broke off; counted as the code the reason stands for. */
  public void failed(long nanos, String method, Reason reason) {
    failed(nanos, method, reason, -1, -1);
  }

  /**
   * The same with bytes of content.
   *
   * @param sent what it was sent, negative when that is not known
   * @param received what it sent, likewise
   */
  public void failed(long nanos, String method, Reason reason, long sent, long received) {
    outcomes.add(reason.ordinal(), 1);
    upstream.calls().handled(method, reason.grpc(), nanos, sent, received, false);
  }

  /** Forgets the endpoint, which is gone; its series vanish from the next scrape. */
  @Override
  public void close() {
    upstream.forget(name, this);
  }

  String name() {
    return name;
  }

  int outcomes() {
    return outcomes.length();
  }

  /** What the outcome is called in metrics: OK, ERROR, or the reason why there was no answer. */
  static String outcome(int index) {
    if (index == OK) {
      return "OK";
    }
    return index == ERROR ? "ERROR" : REASONS[index].name();
  }

  long count(int outcome) {
    return outcomes.get(outcome);
  }
}
