package dev.drover.exchange;

/**
 * What goes upstream: of a relay the request that came in, as filters have changed it; of a bridge
 * what has been made of it.
 *
 * @param head its head
 * @param body its content
 * @param grpc whether it is a gRPC call
 * @param method its name in metrics: {@code package.Service/Method}, or the HTTP method
 */
public record Outbound(Head head, Body body, boolean grpc, String method) {
  /** The request of the exchange as it is now. */
  public static Outbound of(Exchange exchange) {
    return new Outbound(exchange.head(), exchange.body(), exchange.grpc(), exchange.method());
  }
}
