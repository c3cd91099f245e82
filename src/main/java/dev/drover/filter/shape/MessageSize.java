package dev.drover.filter.shape;

import dev.drover.codec.GrpcBoundary;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.config.Size;
import dev.drover.exchange.Body;
import dev.drover.exchange.Exchange;
import dev.drover.exchange.Filter;
import dev.drover.exchange.Handler;
import dev.drover.exchange.Response;
import dev.drover.exchange.Tapped;
import dev.drover.filter.FilterFactory;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Bounds each message of a gRPC call, in a stream that may be as long as it likes; without opening
 * them. The content of a request as a whole is bounded by the route's {@code bodyBytes}. Example:
 * {@code {"size": {"request": "1MiB", "response": "16MiB"}}}.
 */
public final class MessageSize implements Filter {
  /** Its configuration. */
  @Doc("Bounds each message of a gRPC call, as it is on the wire.")
  public record Config(
      @Doc("Those of the client; not bounded when absent.") @Range(max = "4GiB")
          Optional<Size> request,
      @Doc("Those of the upstream; not bounded when absent.") @Range(max = "4GiB")
          Optional<Size> response) {}

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config> {
    @Override
    public String name() {
      return "size";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Filter create(Config config, Parts parts) {
      return new MessageSize(config, parts.refusals("size"));
    }
  }

  private final long request;
  private final long response;
  private final Counter refused;

  MessageSize(Config config, Counter refused) {
    this.request = config.request().map(Size::bytes).orElse(Long.MAX_VALUE);
    this.response = config.response().map(Size::bytes).orElse(Long.MAX_VALUE);
    this.refused = refused;
  }

  @Override
  public Future<Response> apply(Exchange exchange, Handler next) {
    if (!exchange.grpc()) {
      return next.handle(exchange);
    }
    exchange.body(bounded(exchange, exchange.body(), request, Reason.TOO_LARGE));
    Future<Response> answer = next.handle(exchange);
    return response == Long.MAX_VALUE
        ? answer
        : answer.map(
            known ->
                new Response(
                    known.status(),
                    known.headers(),
                    bounded(exchange, known.body(), response, Reason.MESSAGE_TOO_LARGE)));
  }

  private Body bounded(Exchange exchange, Body body, long most, Reason reason) {
    if (most == Long.MAX_VALUE || !(body instanceof Body.Stream stream)) {
      return body;
    }
    GrpcBoundary boundary = new GrpcBoundary(most);
    return new Body.Stream(
        new Tapped(
            stream.source(),
            content -> boundary.advance(content) || refuse(exchange, most, reason)),
        stream.trailers(),
        stream.lastWords());
  }

  private boolean refuse(Exchange exchange, long most, Reason reason) {
    refused.increment();
    exchange.fail(
        Failure.of(
            reason, "A message has more than " + most + " bytes, which is what is allowed here."));
    return false;
  }
}
