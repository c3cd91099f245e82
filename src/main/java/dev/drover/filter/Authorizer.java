package dev.drover.filter;

import dev.drover.exchange.Exchange;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.List;

/** Somebody who is asked whether a request may go on. Confined to its event loop. */
interface Authorizer {
  /** What it says. */
  sealed interface Verdict {
    /**
     * It may.
     *
     * @param headers what the answer says of the client
     * @param removed names of header fields that must not go upstream
     */
    record Allowed(MultiMap headers, List<String> removed) implements Verdict {}

    /**
     * It may not.
     *
     * @param answer for an HTTP client
     * @param failure for a gRPC client
     */
    record Denied(Response answer, Failure failure) implements Verdict {}
  }

  /**
   * Asks; a failed future means that there is no verdict.
   *
   * @param shown the header fields of the request that it may see
   */
  Future<Verdict> ask(Exchange exchange, MultiMap shown);
}
