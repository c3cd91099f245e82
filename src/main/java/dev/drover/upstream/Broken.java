package dev.drover.upstream;

import dev.drover.exchange.Exchange;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.netty.handler.codec.http2.Http2Exception.HeaderListSizeException;

/** What the client is told of a stream to an endpoint that broke. */
final class Broken {
  private Broken() {}

  /**
   * Whether the request itself is why: its head is longer than that server takes (its
   * SETTINGS_MAX_HEADER_LIST_SIZE, RFC 9113, section 6.5.2), and was not sent.
   */
  static boolean byItsHead(Throwable cause) {
    return cause instanceof HeaderListSizeException head && !head.duringDecode();
  }

  /**
   * The failure of the exchange.
   *
   * @param address of the endpoint
   * @param answered whether the head of an answer had come
   */
  static Failure failure(Throwable cause, Exchange exchange, String address, boolean answered) {
    if (cause instanceof Failure failure) {
      return failure;
    }
    return told(cause, exchange, answered).note(address + ": " + cause.getMessage());
  }

  private static Failure told(Throwable cause, Exchange exchange, boolean answered) {
    if (byItsHead(cause)) {
      return Failure.of(
          Reason.HEADERS_TOO_LARGE,
          "The header fields of the request are longer than the upstream takes.",
          cause);
    }
    if (exchange.remaining() == 0) { // the server knows the deadline, too, and was quicker
      return Failure.of(Reason.DEADLINE, "The deadline of this request has passed.", cause);
    }
    return answered
        ? Failure.of(Reason.RESET_AFTER_HEADERS, "The upstream broke off its answer.", cause)
        : Failure.of(
            Reason.RESET_BEFORE_HEADERS, "The upstream broke off before it answered.", cause);
  }
}
