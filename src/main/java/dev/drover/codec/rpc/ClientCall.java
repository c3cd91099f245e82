package dev.drover.codec.rpc;

import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Response;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call of a client that is to be carried on in the form of gRPC.
 *
 * @param exchange whose head's fields become metadata, in place
 * @param method null when no schema knows it
 * @param untyped why there is no method
 * @param most how many bytes a message may have that is opened on the way
 * @param pingNanos how often a client that says nothing is asked whether it is there
 * @param upstream takes the frames of the request, and gives the answer in the form of gRPC
 */
public record ClientCall(
    Exchange exchange,
    @Nullable CallMethod method,
    Failure untyped,
    int most,
    long pingNanos,
    Function<Body, Future<Response>> upstream) {

  MultiMap headers() {
    return exchange.head().headers();
  }

  /**
   * The method, for a codec that has to know its messages.
   *
   * @throws Failure that says why it is not known
   */
  CallMethod typed() {
    if (method == null) {
      throw untyped;
    }
    return method;
  }

  /** Sees that the method, if it is known, can be called so. */
  void fits(CallForm form) {
    if (method != null) {
      form.check(method, exchange.request().version());
    }
  }

  /** Has the upstream answer. */
  Future<Answer> answer(Body frames) {
    return upstream.apply(frames).map(Answer::of);
  }

  /** Refuses a content that is announced to be too large; lets the client go on otherwise. */
  void announced() {
    String length = headers().get("content-length");
    if (length != null && Long.parseLong(length) > most) { // has been checked to be a number
      throw Failure.of(
          Reason.TOO_LARGE, "The message has " + length + " bytes; " + most + " are allowed here.");
    }
    if (headers().contains("expect")) {
      exchange.interim(100, Body.NO_TRAILERS);
    }
  }
}
