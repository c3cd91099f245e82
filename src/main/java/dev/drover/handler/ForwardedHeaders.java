package dev.drover.handler;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Request;
import dev.drover.upstream.Http2Fields;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** What every request to an upstream says of where it comes from. Immutable. */
public final class ForwardedHeaders {
  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
  private static final CharSequence VIA = HttpHeaders.createOptimized("via");

  private final Forwarded forwarded;
  private final boolean via;

  /**
   * @param form how the client is told of
   * @param via whether the gateway tells of itself
   */
  public ForwardedHeaders(Forwarded.Form form, boolean via) {
    this.forwarded = new Forwarded(form);
    this.via = via;
  }

  /** Adds them. */
  public void write(Exchange exchange, MultiMap headers) {
    Request request = exchange.request();
    Http2Fields.set(headers, REQUEST_ID, exchange.id());
    forwarded.write(request, headers);
    if (via) {
      headers.add(VIA, Via.of(request.version()));
    }
  }
}
