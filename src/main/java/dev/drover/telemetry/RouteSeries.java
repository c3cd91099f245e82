package dev.drover.telemetry;

import io.vertx.core.http.HttpMethod;
import java.util.function.BiConsumer;

/** What one event loop counts for one route. */
final class RouteSeries {
  /** What a method that HTTP does not know is called (OpenTelemetry semantic conventions). */
  private static final String OTHER = "_OTHER";

  /** The most frequent first; a request's method is one of these very objects. */
  private static final HttpMethod[] METHODS = {
    HttpMethod.POST,
    HttpMethod.GET,
    HttpMethod.PUT,
    HttpMethod.DELETE,
    HttpMethod.PATCH,
    HttpMethod.HEAD,
    HttpMethod.OPTIONS,
    HttpMethod.CONNECT,
    HttpMethod.TRACE
  };

  private final StatusSeries[] series = new StatusSeries[METHODS.length + 1];
  private final Cells sums = new Cells(3);

  RouteSeries() {
    for (int i = 0; i < series.length; i++) {
      series[i] = new StatusSeries();
    }
  }

  void record(HttpMethod method, int status, long nanos, long received, long sent) {
    int at = 0;
    while (at < METHODS.length && METHODS[at] != method) {
      at++;
    }
    series[at].record(status, nanos);
    if (received != 0) {
      sums.add(0, received);
    }
    if (sent != 0) {
      sums.add(1, sent);
    }
  }

  /** Counts an exchange that went wrong through no fault of the client. */
  void erred() {
    sums.add(2, 1);
  }

  void each(BiConsumer<String, StatusSeries> reader) {
    for (int i = 0; i < series.length; i++) {
      reader.accept(i < METHODS.length ? METHODS[i].name() : OTHER, series[i]);
    }
  }

  long received() {
    return sums.get(0);
  }

  long sent() {
    return sums.get(1);
  }

  long errors() {
    return sums.get(2);
  }
}
