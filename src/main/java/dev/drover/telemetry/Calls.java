package dev.drover.telemetry;

import dev.drover.status.GrpcCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The series of one event loop by gRPC method.
 *
 * <p>A {@code ConcurrentHashMap} on purpose: a method's name is cut out of each request's path, so
 * identity cannot find it; reading takes no lock (about 10 ns); only the first call of a method
 * writes; and a scrape may walk it meanwhile, which an open-addressing table of our own would have
 * to be taught.
 */
final class Calls {
  private final ConcurrentHashMap<String, CallSeries> series = new ConcurrentHashMap<>();
  private final KnownMethods known;
  private final boolean byCode;
  private final CallSeries other;

  /**
   * @param byCode whether durations and sizes are kept by code, too
   */
  Calls(KnownMethods known, boolean byCode) {
    this.known = known;
    this.byCode = byCode;
    this.other = new CallSeries(MethodName.OTHER, byCode);
  }

  void started(String method) {
    of(method).started();
  }

  void called(String method, GrpcCode code, long nanos) {
    if (byCode) {
      of(method).called(code, nanos);
    }
  }

  /**
   * @param sent bytes of content, negative when they are not known
   * @param received likewise
   * @param answered whether the code came from an upstream
   */
  void handled(
      String method, GrpcCode code, long nanos, long sent, long received, boolean answered) {
    CallSeries call = of(method);
    call.handled(code, nanos, sent, received);
    if (call == other && answered && code != GrpcCode.UNIMPLEMENTED) {
      known.admit(method, true);
    }
  }

  private CallSeries of(String method) {
    CallSeries call = series.get(method);
    if (call != null) {
      return call;
    }
    if (!known.admit(method, false)) {
      return other;
    }
    CallSeries added = new CallSeries(MethodName.parse(method), byCode);
    series.put(method, added);
    return added;
  }

  /** All of them, with the one for other methods. */
  Iterable<CallSeries> all() {
    Collection<CallSeries> all = new ArrayList<>(series.values());
    all.add(other);
    return all;
  }
}
